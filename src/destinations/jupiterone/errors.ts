/** One kind of failure of the synchronisation, as documented for operators. */
export interface SyncErrorEntry {
  readonly code: string;
  /** What happened; `{name}` stands for a field of the context. */
  readonly message: string;
  readonly exitCode: 1 | 2 | 3;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly whatToDo: string;
}

const RUN_AGAIN =
  'Nothing changed in JupiterOne. Run "graph-qualys sync" again: it goes on with the upload, or begins a new one.';

/** Every failure of the synchronisation. */
export const SYNC_ERRORS = {
  J1_LOGIN_REFUSED: {
    code: 'J1_LOGIN_REFUSED',
    message: 'JupiterOne refused the API key or the account ({call}, HTTP {status}){said}',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Check JUPITERONE_API_KEY, JUPITERONE_ACCOUNT (the account id, not its name) and JUPITERONE_API_BASE_URL (the region of the account), and that the key may write to the graph.',
  },
  J1_REFUSED: {
    code: 'J1_REFUSED',
    message: 'JupiterOne refused a request ({call}, HTTP {status}){said}',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Check the instance id or the scope. If they are right, report the sentence above: this client and the API do not agree.',
  },
  J1_NOT_FOUND: {
    code: 'J1_NOT_FOUND',
    message: 'JupiterOne does not know what was asked for ({call}, HTTP {status}){said}',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Check JUPITERONE_API_BASE_URL and JUPITERONE_INSTANCE_ID. A job that is gone is replaced by a new one: run again.',
  },
  J1_JOB_CLOSED: {
    code: 'J1_JOB_CLOSED',
    message: 'The synchronisation job {job} takes no more uploads ({call}){said}',
    exitCode: 1,
    retryable: true,
    whatToDo: `Somebody else ended it, or it expired. ${RUN_AGAIN}`,
  },
  J1_TOO_LARGE: {
    code: 'J1_TOO_LARGE',
    message: 'JupiterOne, or a proxy on the way, takes no request of {bytes} bytes ({call}).',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'The request held one object only. Shorten its texts in Qualys, or have the limit of the proxy raised to 6 MB.',
  },
  J1_LIMITED: {
    code: 'J1_LIMITED',
    message: 'JupiterOne limits the requests of this account ({call}){until}',
    exitCode: 1,
    retryable: true,
    whatToDo: `Wait until then, or have other clients of the account ask for less. ${RUN_AGAIN}`,
  },
  J1_SERVER: {
    code: 'J1_SERVER',
    message: 'JupiterOne failed to answer ({call}, HTTP {status}){said}',
    exitCode: 1,
    retryable: true,
    whatToDo: RUN_AGAIN,
  },
  J1_NETWORK: {
    code: 'J1_NETWORK',
    message: 'There is no connection to {host} ({call}): {reason}',
    exitCode: 1,
    retryable: true,
    whatToDo: `Check JUPITERONE_API_BASE_URL, the network, and HTTPS_PROXY and NO_PROXY if there is a proxy. ${RUN_AGAIN}`,
  },
  J1_BAD_ANSWER: {
    code: 'J1_BAD_ANSWER',
    message: 'The answer of {host} cannot be understood ({call}, HTTP {status}): {reason}',
    exitCode: 1,
    retryable: true,
    whatToDo: `Check that JUPITERONE_API_BASE_URL is the API of JupiterOne, and that no proxy answers in its place. ${RUN_AGAIN}`,
  },
  J1_JOB_FAILED: {
    code: 'J1_JOB_FAILED',
    message: 'JupiterOne ended the synchronisation job {job} as {status}.',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'The job log in JupiterOne says more. Run "graph-qualys sync" again; if it stays so, give the id of the job to JupiterOne support.',
  },
  J1_STATE_FILE: {
    code: 'J1_STATE_FILE',
    message: 'The file {path}, which says how far the upload is, cannot be used ({reason}).',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Give the user that runs this program write permission and room on the disk. If the file itself is damaged, remove it: the next upload begins anew.',
  },
  J1_CANCELLED: {
    code: 'J1_CANCELLED',
    message: 'The synchronisation was cancelled; nothing changed in JupiterOne.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Start it again.',
  },
} as const satisfies Record<string, SyncErrorEntry>;

/** Codes of {@link SYNC_ERRORS}. */
export type SyncErrorCode = keyof typeof SYNC_ERRORS;

/** What is known about the circumstances of an error; never a secret. */
export interface SyncErrorContext {
  /** Put into the message template. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** JupiterOne's own code, where it sent one. */
  readonly serverCode?: string | undefined;
  /** JupiterOne's own sentence, as sent. */
  readonly serverMessage?: string | undefined;
  /** How long the answer asks to wait before the next attempt, milliseconds. */
  readonly waitMs?: number | undefined;
  readonly cause?: unknown;
}

/** Everything that can go wrong between us and JupiterOne. `code` is the contract; the message is for people. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  readonly code: SyncErrorCode;
  readonly exitCode: 1 | 2 | 3;
  readonly whatToDo: string;
  readonly isRetryable: boolean;
  readonly serverCode: string | undefined;
  readonly waitMs: number | undefined;

  constructor(code: SyncErrorCode, context: SyncErrorContext = {}) {
    const entry = SYNC_ERRORS[code];
    super(
      messageOf(entry.message, context),
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.code = code;
    this.exitCode = entry.exitCode;
    this.whatToDo = entry.whatToDo;
    this.isRetryable = entry.retryable;
    this.serverCode = context.serverCode;
    this.waitMs = context.waitMs;
  }
}

function messageOf(template: string, context: SyncErrorContext): string {
  const { serverCode, serverMessage, values } = context;
  const words = [serverCode, serverMessage].filter((word) => word !== undefined).join(' ');
  const said = words === '' ? '.' : `. JupiterOne says: ${words}`;
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'said' ? said : String(values?.[name] ?? ''),
  );
}
