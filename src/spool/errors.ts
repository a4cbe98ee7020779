/** One kind of failure of the spool, as documented for operators. */
export interface SpoolErrorEntry {
  readonly code: string;
  /** What happened; `{name}` stands for a field of the context. */
  readonly message: string;
  readonly exitCode: 1 | 2 | 3;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every failure of the spool. */
export const SPOOL_ERRORS = {
  S_NOT_WRITABLE: {
    code: 'S_NOT_WRITABLE',
    message: 'The run folder {path} cannot be written.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Give the user that runs this program write permission on the data folder, or choose another one with --data-dir.',
  },
  S_DISK_FULL: {
    code: 'S_DISK_FULL',
    message: 'No space is left on the device of {path}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Free some space and run again; pages that are stored already are not read again.',
  },
  S_WRITE_FAILED: {
    code: 'S_WRITE_FAILED',
    message: 'Writing {path} failed.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Look at the cause. Pages that are stored already are not read again.',
  },
  S_RUN_EXISTS: {
    code: 'S_RUN_EXISTS',
    message: 'The folder {path} holds a run already.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Resume that run, or start one with another run id.',
  },
  S_NO_RUN: {
    code: 'S_NO_RUN',
    message: 'The folder {path} does not hold a run.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Start a new run.',
  },
  S_RUN_UNREADABLE: {
    code: 'S_RUN_UNREADABLE',
    message: 'The file {path} does not say what a run folder has to say.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'The run cannot be resumed: delete its folder and start a new run.',
  },
  S_NEWER_FORMAT: {
    code: 'S_NEWER_FORMAT',
    message: 'The run in {path} was written in format {found}; this program reads up to {known}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Resume it with the version that wrote it, or start a new run.',
  },
  S_BAD_NAME: {
    code: 'S_BAD_NAME',
    message: '{path} cannot be part of the name of a segment.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'This is a mistake in the program: please report it.',
  },
  S_SEGMENT_EXISTS: {
    code: 'S_SEGMENT_EXISTS',
    message: 'The page {path} is stored already.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'This is a mistake in the program: please report it.',
  },
} as const satisfies Readonly<Record<string, SpoolErrorEntry>>;

/** Codes of {@link SPOOL_ERRORS}. */
export type SpoolErrorCode = keyof typeof SPOOL_ERRORS;

/** What a message may mention. */
export interface SpoolErrorContext {
  /** File or folder concerned. */
  readonly path: string;
  readonly found?: number;
  readonly known?: number;
}

/** A failure of the spool. `code` is the contract; see {@link SPOOL_ERRORS}. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError';
  readonly code: SpoolErrorCode;
  readonly exitCode: 1 | 2 | 3;
  readonly retryable: boolean;
  readonly whatToDo: string;
  readonly context: SpoolErrorContext;

  constructor(code: SpoolErrorCode, context: SpoolErrorContext, cause?: unknown) {
    const entry: SpoolErrorEntry = SPOOL_ERRORS[code];
    const fields: Readonly<Record<string, unknown>> = { ...context };
    super(
      entry.message.replace(/\{(\w+)\}/g, (_, name: string) => String(fields[name])),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.exitCode = entry.exitCode;
    this.retryable = entry.retryable;
    this.whatToDo = entry.whatToDo;
    this.context = context;
  }
}

/** The code of a system error (`ENOSPC`), or undefined. */
function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** A failed file operation as a {@link SpoolError}; one that is one already stays as it is. */
export function fileError(path: string, error: unknown): SpoolError {
  if (error instanceof SpoolError) return error;
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SpoolError('S_DISK_FULL', { path }, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new SpoolError('S_NOT_WRITABLE', { path }, error);
    default:
      return new SpoolError('S_WRITE_FAILED', { path }, error);
  }
}

/** True if a file operation failed because the file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}
