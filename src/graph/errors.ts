/** One kind of failure of the graph, as documented for operators. */
export interface GraphErrorEntry {
  readonly code: string;
  /** What happened; `{name}` stands for a field of the context. */
  readonly message: string;
  readonly exitCode: 1 | 2 | 3;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every failure of the graph. */
export const GRAPH_ERRORS = {
  G_LOCKED: {
    code: 'G_LOCKED',
    message: 'The graph {path} is in use by {holder}.',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'Wait until that process has ended, stop it, or choose another folder with --data-dir. Queries can be asked of a running `graph-qualys serve`.',
  },
  G_NOT_WRITABLE: {
    code: 'G_NOT_WRITABLE',
    message: 'The graph {path} cannot be opened for writing.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Give the user that runs this program write permission on the data folder, or choose another one with --data-dir.',
  },
  G_NEWER_SCHEMA: {
    code: 'G_NEWER_SCHEMA',
    message:
      'The graph {path} has table layout {found}; this version of graph-qualys knows layouts up to {known}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Use the newer version of graph-qualys that wrote it, or another --data-dir.',
  },
  G_NEWER_ENGINE: {
    code: 'G_NEWER_ENGINE',
    message: 'The graph {path} was written by a newer version of the database engine.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Use the newer version of graph-qualys that wrote it, or another --data-dir.',
  },
  G_CORRUPT: {
    code: 'G_CORRUPT',
    message: 'The file {path} is damaged, or is not a graph.',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Restore a backup of the data folder, or move the file away and collect again with --full.',
  },
  G_OUT_OF_MEMORY: {
    code: 'G_OUT_OF_MEMORY',
    message: 'The graph ran out of the memory it may use while it tried to {action}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Give the store more memory. The graph is as it was before.',
  },
  G_DISK_FULL: {
    code: 'G_DISK_FULL',
    message: 'No space is left on the device of the graph while it tried to {action}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Free some space and run again. The graph is as it was before.',
  },
  G_CANCELLED: {
    code: 'G_CANCELLED',
    message: 'Cancelled while the graph tried to {action}.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Nothing: somebody asked for it. The graph is as it was before.',
  },
  G_TIMEOUT: {
    code: 'G_TIMEOUT',
    message: 'The query took longer than {timeoutMs} ms.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Narrow the query, or allow it more time.',
  },
  G_DUPLICATE_KEY: {
    code: 'G_DUPLICATE_KEY',
    message: 'The run brings two objects of type {type} with the key {key}.',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Nothing was changed. This is a mistake in the program that collected the run: please report it with the key.',
  },
  G_OTHER_SUBSCRIPTION: {
    code: 'G_OTHER_SUBSCRIPTION',
    message:
      'The instance {instance} has data of subscription {found} in the graph, and now read subscription {known}.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Nothing was changed. Use another instance name (--instance) for the other subscription, or another --data-dir.',
  },
  G_BAD_RUN: {
    code: 'G_BAD_RUN',
    message: 'The folder {path} does not hold the run {run}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Nothing was changed. This is a mistake in the program: please report it.',
  },
  G_CLOSED: {
    code: 'G_CLOSED',
    message: 'The graph {path} was closed while it was still wanted.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Nothing: the program is shutting down.',
  },
  G_FAILED: {
    code: 'G_FAILED',
    message: 'The database engine failed while it tried to {action}.',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'The graph is as it was before. Please report it with the cause, which has no data of yours in it but may name columns.',
  },
} as const satisfies Readonly<Record<string, GraphErrorEntry>>;

/** Codes of {@link GRAPH_ERRORS}. */
export type GraphErrorCode = keyof typeof GRAPH_ERRORS;

/** What a message may mention. */
export interface GraphErrorContext {
  /** File or folder concerned. */
  readonly path?: string;
  /** Who has the store open, as words. */
  readonly holder?: string;
  /** What was being done, as a verb with its object: `apply a run`. */
  readonly action?: string;
  readonly timeoutMs?: number;
  readonly type?: string;
  readonly key?: string;
  readonly instance?: string;
  readonly run?: string;
  readonly found?: number | string;
  readonly known?: number | string;
}

/** A failure of the graph. `code` is the contract; see {@link GRAPH_ERRORS}. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly exitCode: 1 | 2 | 3;
  readonly retryable: boolean;
  readonly whatToDo: string;
  readonly context: GraphErrorContext;

  constructor(code: GraphErrorCode, context: GraphErrorContext, cause?: unknown) {
    const entry: GraphErrorEntry = GRAPH_ERRORS[code];
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

/** Whether a store, or a file that is a lease, is somebody else's at the moment. */
export function isLocked(error: unknown): error is GraphError {
  return error instanceof GraphError && error.code === 'G_LOCKED';
}
