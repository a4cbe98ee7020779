import { STATUS_CODES } from 'node:http';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDiskFull } from '../app/disk-full.ts';
import { isReportedError, unforeseenDiskFull } from '../app/reported-error.ts';
import { J1qlError } from '../j1ql/index.ts';
import type { ProblemBody } from './api/problem.ts';
import { ServerError } from './errors.ts';

/** Media type of {@link ProblemBody}. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** An answer that tells an error. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** Seconds after which it is worth asking for a graph again that somebody has open. */
const GRAPH_RETRY_SECONDS = 5;

/** Status of what did not happen because the disk has no space left. */
const DISK_FULL = 507;

/** What errors of other rooms mean in HTTP; those that do not stand here are failures of ours, 500. */
const STATUSES: Readonly<Record<string, number>> = {
  A_CREDENTIALS_REFUSED: 409,
  A_CURSOR: 422,
  A_NO_DATA: 409,
  A_NO_ENTITY: 404,
  A_NO_NEIGHBOURS: 404,
  A_NOTHING_HELD: 409,
  A_NOTHING_YET: 422,
  A_RUN_IN_PROGRESS: 409,
  A_SYNC_IN_PROGRESS: 409,
  G_CANCELLED: 503,
  G_CLOSED: 503,
  G_LOCKED: 503,
  G_TIMEOUT: 504,
};

/**
 * Whatever was thrown, as an answer. Only errors of our own rooms are told in their words; of anything unforeseen
 * nothing gets out but the id under which the log has it.
 */
export function problemAnswer(error: unknown, requestId: string): ProblemAnswer {
  const known = knownError(error);
  if (known instanceof ServerError) {
    const { status, extras } = known;
    const retryAfter = extras.retryAfterSeconds;
    const headers = {
      ...extras.headers,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    };
    return answer(status, known, requestId, headers, extras.members);
  }
  const headers = known.code === 'G_LOCKED' ? { 'retry-after': String(GRAPH_RETRY_SECONDS) } : {};
  if (!(known instanceof J1qlError)) {
    const status = isDiskFull(known) ? DISK_FULL : (STATUSES[known.code] ?? 500);
    return answer(status, known, requestId, headers);
  }
  const { line, column, length, found, expected, suggestion, summary, code, whatToDo } = known;
  const place = { line, column, length, found, expected, ...(suggestion && { suggestion }) };
  return answer(422, { code, whatToDo, message: summary }, requestId, headers, place);
}

interface Told {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
}

function answer(
  status: number,
  { code, message, whatToDo }: Told,
  requestId: string,
  headers: Readonly<Record<string, string>>,
  members: Readonly<Record<string, unknown>> = {},
): ProblemAnswer {
  const title = STATUS_CODES[status] ?? 'Error';
  const type = `urn:graph-qualys:error:${code}`;
  const body = { type, title, status, detail: message, code, whatToDo, requestId, ...members };
  return { status, headers, body };
}

function knownError(error: unknown): ServerError | (Error & Told) {
  if (error instanceof ServerError || isReportedError(error)) return error;
  const full = unforeseenDiskFull(error);
  if (full !== undefined) return full;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(({ instancePath, message = 'is not valid' }) => ({
      path: `${error.validationContext ?? ''}${instancePath}`.replaceAll('/', '.'),
      message,
    }));
    return invalid(problems, error);
  }
  // What the framework refuses on its own.
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return new ServerError('H_TOO_LARGE', {}, { cause: error });
  if (status === 415) return new ServerError('H_MEDIA_TYPE', {}, { cause: error });
  if (status >= 400 && status < 500) {
    return invalid([{ path: 'request', message: 'it cannot be read' }], error);
  }
  return new ServerError('H_UNEXPECTED', {}, { cause: error });
}

function invalid(
  problems: readonly { readonly path: string; readonly message: string }[],
  cause: unknown,
): ServerError {
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ServerError('H_INVALID', { problems: text }, { members: { problems }, cause });
}
