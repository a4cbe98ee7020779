interface CatalogueEntry {
  readonly message: string;
  /** Status of the HTTP answer. */
  readonly status: number;
  readonly exitCode: 1 | 2;
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every error of the server. `{name}` is filled from the error's context. */
export const SERVER_ERRORS = {
  H_NOT_LOGGED_IN: {
    message: 'This needs a login: none came with the request, or it has expired.',
    status: 401,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Log in again, or send an API token that has not expired. Nothing was changed.',
  },
  H_LOGIN_FAILED: {
    message: 'The name and the password do not belong together.',
    status: 401,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Check both. An administrator can set a new password.',
  },
  H_TOO_MANY_LOGINS: {
    message: 'Too many logins failed; the next try is possible in {seconds} seconds.',
    status: 429,
    exitCode: 1,
    retryable: true,
    whatToDo: 'Wait so long. The password was not looked at.',
  },
  H_BUSY: {
    message: 'More logins are under way than the server checks at once.',
    status: 503,
    exitCode: 1,
    retryable: true,
    whatToDo: 'Try again in some seconds.',
  },
  H_NOT_ALLOWED: {
    message: 'This needs {needs}.',
    status: 403,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Ask an administrator for the right, or use a login that has it.',
  },
  H_CSRF: {
    message: 'The request does not carry the CSRF token of its session.',
    status: 403,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Send the csrfToken that GET /api/session gives as the header x-csrf-token. In a browser: reload the page.',
  },
  H_ORIGIN: {
    message: 'The request was sent by a page of another site.',
    status: 403,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Use the console at its own address. Behind a reverse proxy, start the server with --public-url and that address.',
  },
  H_HOST: {
    message: 'The request names a host that this server does not answer for.',
    status: 421,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Use the address that "graph-qualys serve" prints. Behind a reverse proxy, start it with --public-url.',
  },
  H_SETUP_TOKEN: {
    message: 'This setup token was used, has expired, or is not of this start of the server.',
    status: 403,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'While there is no administrator, every start of "graph-qualys serve" prints a new one, which is good for one hour.',
  },
  H_NOT_FOUND: {
    message: 'There is nothing at this address.',
    status: 404,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Check the address; /api/openapi.json lists all of them.',
  },
  H_INVALID: {
    message: 'The request is not valid: {problems}.',
    status: 400,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Correct what is named; /api/openapi.json describes every request.',
  },
  H_TOO_LARGE: {
    message: 'The body of the request is larger than this address takes.',
    status: 413,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Send less at once.',
  },
  H_MEDIA_TYPE: {
    message: 'The body of the request is not JSON.',
    status: 415,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Send JSON, and say so with content-type: application/json.',
  },
  H_PRECONDITION_MISSING: {
    message: 'The request does not say which state it changes.',
    status: 428,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Read it first, and send its ETag as the header if-match.',
  },
  H_CHANGED_MEANWHILE: {
    message: '{name} was changed by {by} at {at}, after you read it.',
    status: 412,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Nothing was changed now. Look at "current" in this answer, and send the change again with its ETag if you still want it.',
  },
  H_QUESTION_TITLE_TAKEN: {
    message: 'There is a question with the title "{title}" already.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Choose another title, or change that question if it is one of your own.',
  },
  H_QUESTION_OF_LIBRARY: {
    message: '"{title}" came with graph-qualys and cannot be changed.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Save a copy with a title of its own, and change that.',
  },
  H_QUESTION_QUERY: {
    message: 'Query {number} of the question is not valid: {reason}',
    status: 422,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Correct the query; "line" and "column" in this answer tell the place.',
  },
  H_LAST_ADMINISTRATOR: {
    message: '{name} is the only administrator.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Make another user an administrator first.',
  },
  H_NAME_TAKEN: {
    message: 'There is a user with the name {name} already.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Choose another name. Capitals do not tell names apart.',
  },
  H_INSTANCE_NAME_TAKEN: {
    message: 'There is an integration with the name {name} already.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Choose another name. Capitals do not tell names apart.',
  },
  H_INSTANCE_INVALID: {
    message: 'The configuration cannot be used: {problems}',
    status: 422,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Correct the fields that "problems" names. Nothing was saved.',
  },
  H_SECRET_KEY_MISSING: {
    message:
      'Secrets are stored here, but the key that they are encrypted with is not there ({path}).',
    status: 500,
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Put the file back from a backup, or start the server with GRAPH_QUALYS_SECRET_KEY set to the key. Nothing was changed. If the key is lost for good: make a new one with "openssl rand -base64 32 > console.key" in the data folder, and enter the secrets of every integration again.',
  },
  H_SECRET_KEY_WRONG: {
    message: 'A stored secret was encrypted with another key than the one in {source}.',
    status: 500,
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Give the server the key that it had when the secret was saved: the file console.key of the data folder, or GRAPH_QUALYS_SECRET_KEY. If that key is lost, enter the secrets of the integration again.',
  },
  H_SECRET_KEY_INVALID: {
    message: 'The key in {source} cannot be used ({reason}).',
    status: 500,
    exitCode: 2,
    retryable: false,
    whatToDo:
      'A key is 32 random bytes as base64, as "openssl rand -base64 32" prints them. Put the right one back: stored secrets cannot be read with another.',
  },
  H_SECRET_DAMAGED: {
    message: 'The stored {field} of an integration is damaged, or was moved there from elsewhere.',
    status: 500,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Enter it again.',
  },
  H_SMART_CLASSES: {
    message: 'These smart classes are not valid: {reason}.',
    status: 422,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Nothing was changed. Correct the text; docs/reference/j1ql.md shows its form.',
  },
  H_TOO_MANY_TOKENS: {
    message: 'This user has {most} API tokens, and more are not given.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Revoke one that is not used any more.',
  },
  H_TOO_MANY_LISTENERS: {
    message: 'More clients listen to events than the server serves at once.',
    status: 503,
    exitCode: 1,
    retryable: true,
    whatToDo:
      'Close consoles that nobody looks at. Without events, a page shows news when it is loaded again.',
  },
  H_INSTANCE_DISABLED: {
    message: 'The integration {name} is disabled: no run of it begins.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Enable it first.',
  },
  H_RUN_OVER: {
    message: 'Run {run} is not under way.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Look at the run again: it may have ended just now.',
  },
  H_NO_RUN: {
    message: 'No run of {name} is under way or about to begin.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Look at its runs again: it may have ended just now.',
  },
  H_RUN_CANCELLED: {
    message: 'The run of {name} was cancelled before it began.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo: 'Nothing was changed. Run it again when you want.',
  },
  H_RUN_FOREIGN: {
    message:
      'Run {run} is of the instance {name}, and no integration of this console has that name.',
    status: 409,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Add an integration with that name, or use the command line: "graph-qualys collect --instance NAME".',
  },
  H_CLOSING: {
    message: 'The server is being stopped: no run begins now.',
    status: 503,
    exitCode: 1,
    retryable: true,
    whatToDo: 'Try again when it has been started again.',
  },
  H_UNEXPECTED: {
    message: 'Something went wrong inside graph-qualys.',
    status: 500,
    exitCode: 1,
    retryable: false,
    whatToDo:
      'This is a fault in graph-qualys. The log of the server has the details under the requestId of this answer; please report them.',
  },
  H_ACCOUNTS_UNREADABLE: {
    message: 'The accounts in {path} cannot be opened ({reason}).',
    status: 500,
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Give the file to the user who runs the server, restore it from a backup, or move it away: the next start then makes a new administrator.',
  },
  H_ACCOUNTS_NEWER: {
    message:
      'The accounts in {path} have layout {found}; this version of graph-qualys knows layouts up to {known}.',
    status: 500,
    exitCode: 2,
    retryable: false,
    whatToDo: 'Use the newer version of graph-qualys that wrote them, or another --data-dir.',
  },
  H_ROUTE_UNDECLARED: {
    message: 'The route {route} does not say who may use it.',
    status: 500,
    exitCode: 1,
    retryable: false,
    whatToDo: 'This is a mistake in the program: give the route a permission in its config.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Codes of {@link SERVER_ERRORS}. */
export type ServerErrorCode = keyof typeof SERVER_ERRORS;

/** What an answer says besides code, message and what to do. */
export interface ErrorExtras {
  /** Seconds after which the same request can succeed. */
  readonly retryAfterSeconds?: number;
  /** Members of the problem document, for programs. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error of the server; `code` is the contract, the message is for people. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;
  readonly status: number;
  readonly exitCode: 1 | 2;
  readonly whatToDo: string;
  readonly extras: ErrorExtras;

  constructor(
    code: ServerErrorCode,
    context: Readonly<Record<string, string>> = {},
    extras: ErrorExtras = {},
  ) {
    const entry = SERVER_ERRORS[code];
    super(
      entry.message.replace(/\{(\w+)\}/g, (_, name: string) => context[name] ?? ''),
      { cause: extras.cause },
    );
    this.code = code;
    this.status = entry.status;
    this.exitCode = entry.exitCode;
    this.whatToDo = entry.whatToDo;
    this.extras = extras;
  }
}
