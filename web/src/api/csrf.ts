import type { Session } from '../../../src/server/api/schemas.ts';

let token: string | undefined;

/** What requests that change something have to say, once a session is known. */
export function csrfToken(): string | undefined {
  return token;
}

/** Notes the token of a session. */
export function keepCsrfToken(session: Session | undefined): void {
  token = session?.csrfToken ?? undefined;
}

/** Asks which token the cookie of the browser belongs to now; whether it is another one than before. */
export async function renewCsrfToken(): Promise<boolean> {
  const before = token;
  const response = await fetch('/api/session');
  if (!response.ok) return false;
  keepCsrfToken((await response.json()) as Session);
  return token !== before;
}
