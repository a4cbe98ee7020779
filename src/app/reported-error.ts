import type { ExitCode } from './errors.ts';

/** What every error that a user can meet carries, whichever room it comes from. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
  readonly exitCode: ExitCode;
}

/** True for the errors of our rooms, which know what to do and which exit code they mean. */
export function isReportedError(error: unknown): error is Error & ReportedError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'whatToDo' in error &&
    typeof error.whatToDo === 'string' &&
    'exitCode' in error &&
    typeof error.exitCode === 'number'
  );
}

/** The parts of an error that are told to the user; anything unforeseen becomes `A_UNEXPECTED`. */
export function reportError(error: unknown): ReportedError {
  if (isReportedError(error)) {
    return {
      code: error.code,
      message: error.message,
      whatToDo: error.whatToDo,
      exitCode: error.exitCode,
    };
  }
  return {
    code: 'A_UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    whatToDo:
      'This is a fault in graph-qualys. Run again with GRAPH_QUALYS_DEBUG=1 for the stack trace, and report it.',
    exitCode: 1,
  };
}

/** An error of another process, of which only what is told to the user came across. */
export class ForeignError extends Error implements ReportedError {
  override readonly name = 'ForeignError';
  readonly code: string;
  readonly whatToDo: string;
  readonly exitCode: ExitCode;

  constructor(report: ReportedError) {
    super(report.message);
    this.code = report.code;
    this.whatToDo = report.whatToDo;
    this.exitCode = report.exitCode;
  }
}
