import { isDiskFull } from './disk-full.ts';
import { AppError, type ExitCode } from './errors.ts';

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

/** A full disk that no room foresaw, as an error of this one; undefined for everything else. */
export function unforeseenDiskFull(error: unknown): AppError | undefined {
  if (!isDiskFull(error)) return undefined;
  const path = error instanceof Error && 'path' in error ? error.path : undefined;
  const what = typeof path === 'string' ? path : 'the data folder';
  return new AppError('A_DISK_FULL', { what }, { cause: error });
}

/** The parts of an error that are told to the user; anything unforeseen becomes `A_DISK_FULL` or `A_UNEXPECTED`. */
export function reportError(error: unknown): ReportedError {
  if (isReportedError(error)) {
    return {
      code: error.code,
      message: error.message,
      whatToDo: error.whatToDo,
      exitCode: error.exitCode,
    };
  }
  const full = unforeseenDiskFull(error);
  if (full !== undefined) return reportError(full);
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
