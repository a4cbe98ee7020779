import type { ExitCode } from '../app/errors.ts';

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

/** Two or three lines for stderr: what happened, what to do. */
export function renderError(error: unknown): string {
  const { code, message, whatToDo } = reportError(error);
  const isDebug = process.env['GRAPH_QUALYS_DEBUG'] === '1';
  const trace = isDebug && error instanceof Error && error.stack ? `\n${error.stack}` : '';
  return `Error ${code}: ${message}\n  What to do: ${whatToDo}${trace}\n`;
}
