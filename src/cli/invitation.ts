import type { RunningServer } from '../server/index.ts';

/** The parts of the server's room that the invitation needs; that room is loaded when it is wanted. */
interface ServerRoom {
  readonly SETUP_TOKEN_MS: number;
  hasPages(): boolean;
}

/** The way to the first administrator: a link, or without pages a request, which is refused as it stands. */
export function invitation(
  { url, setupToken }: Pick<RunningServer, 'url' | 'setupToken'>,
  { SETUP_TOKEN_MS, hasPages }: ServerRoom,
): string {
  const minutes = SETUP_TOKEN_MS / 60_000;
  if (setupToken === undefined) return '';
  if (hasPages()) {
    return `
There is no administrator yet. This link makes one; it works once, within ${minutes} minutes:
${url}/setup#token=${setupToken}
`;
  }
  const body = `{"token": "${setupToken}", "name": "NAME", "password": "PASSWORD"}`;
  return `
There is no administrator yet. This request makes one, with a name and a password of your own (at least 12
characters). Its token works once, within ${minutes} minutes:
curl --json '${body}' ${url}/api/setup
`;
}
