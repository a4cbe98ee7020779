import { connection } from './connection.ts';
import { csrfToken, renewCsrfToken } from './csrf.ts';
import { loginGate } from './login-gate.ts';
import { type Problem, problemOf, ServerAway } from './problem.ts';

/** Values of a search part; those that are undefined are left out, lists repeat the name. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** What a call may have besides its path. */
export interface CallOptions {
  readonly query?: Query | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** An answer "not logged in" is thrown at once, instead of asking the person to log in again. */
  readonly isLogin?: boolean | undefined;
}

/** `?a=1&b=2`, or nothing. */
export function searchOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const each of [value].flat()) search.append(name, String(each));
  }
  return search.size === 0 ? '' : `?${search}`;
}

async function send(
  method: string,
  path: string,
  body: unknown,
  { query, headers, signal }: CallOptions,
): Promise<Response> {
  const token = method === 'GET' ? undefined : csrfToken();
  try {
    const response = await fetch(path + searchOf(query), {
      method,
      headers: {
        accept: 'application/json',
        ...(token !== undefined && { 'x-csrf-token': token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    connection.answered();
    return response;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    connection.failed();
    throw new ServerAway(error);
  }
}

/**
 * One call of the API. When the session has ended meanwhile, the person is asked to log in over the page, and the call is made
 * again: what was typed is still there. When another tab has logged in anew, its CSRF token is fetched first.
 */
async function call<Answer>(
  method: string,
  path: string,
  body: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  let response = await send(method, path, body, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (options.isLogin === true || !(await isMended(problem))) throw problem;
    response = await send(method, path, body, options);
    if (!response.ok) throw await problemOf(response);
  }
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** Whether the call is worth making again. */
async function isMended({ code }: Problem): Promise<boolean> {
  if (code === 'H_NOT_LOGGED_IN') return loginGate.wait();
  if (code === 'H_CSRF') return renewCsrfToken();
  return false;
}

/**
 * The API of the server. Every call throws {@link Problem} with what the server said, or {@link ServerAway}.
 *
 * @example
 * const { users } = await api.get<UserList>('/api/users', { signal });
 */
export const api = {
  get: <Answer>(path: string, options?: CallOptions) =>
    call<Answer>('GET', path, undefined, options),
  post: <Answer>(path: string, body?: unknown, options?: CallOptions) =>
    call<Answer>('POST', path, body, options),
  put: <Answer>(path: string, body?: unknown, options?: CallOptions) =>
    call<Answer>('PUT', path, body, options),
  patch: <Answer>(path: string, body?: unknown, options?: CallOptions) =>
    call<Answer>('PATCH', path, body, options),
  delete: <Answer>(path: string, options?: CallOptions) =>
    call<Answer>('DELETE', path, undefined, options),
} as const;
