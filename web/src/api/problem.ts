import type { ProblemBody } from '../../../src/server/api/problem.ts';

/** An error that the server told, with what to do about it; its code is the contract. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Everything that the answer said, with members that belong to its code. */
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail);
    this.body = body;
  }

  /** What happened, for programs: see `docs/reference/errors.md`. */
  get code(): string {
    return this.body.code;
  }

  /** Status of the answer. */
  get status(): number {
    return this.body.status;
  }

  /** A sentence for people. */
  get whatToDo(): string {
    return this.body.whatToDo;
  }

  /** Under this the log of the server knows the request. */
  get requestId(): string {
    return this.body.requestId;
  }
}

/** The server did not answer at all: it is away, or the way to it is. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';

  constructor(cause?: unknown) {
    super('The server does not answer.', { cause });
  }
}

/** Reads an answer that tells an error; one of a proxy in between is told as what it is. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('problem+json')) return new Problem((await response.json()) as ProblemBody);
  return new Problem({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: `HTTP ${response.status}`,
    detail: `The address ${new URL(response.url).pathname} answered with status ${response.status} and no explanation.`,
    whatToDo:
      'Look at the reverse proxy before the server, if there is one, and at the log of the server.',
    requestId: '',
  });
}
