import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Session, User } from '../../../src/server/api/schemas.ts';
import { api } from './client.ts';
import { keepCsrfToken } from './csrf.ts';
import { queryClient } from './query-client.ts';

/** What the server said of the visitor when it sent this page. */
export type PageState = 'setup' | 'login' | 'session';

/** Reads it; a page that was not served by the server knows nothing and asks. */
export function pageState(): PageState {
  const content = document.querySelector<HTMLMetaElement>('meta[name="console-state"]')?.content;
  return content === 'setup' || content === 'login' ? content : 'session';
}

const SESSION = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await api.get<Session>('/api/session', { signal, isLogin: true });
    keepCsrfToken(session);
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** The session of this browser; not asked for when it is known that there is none. */
export function useSession() {
  const isKnown = queryClient.getQueryData(SESSION.queryKey) !== undefined;
  return useQuery({ ...SESSION, enabled: isKnown || pageState() === 'session' });
}

/** Who is logged in; only below the frame, which lets nobody else in. */
export function useUser(): User {
  const { data } = useSession();
  if (data === undefined) throw new Error('this is shown to who is logged in only');
  return data.user;
}

/** Whether who is logged in may change things. */
export function useIsAdministrator(): boolean {
  return useUser().role === 'administrator';
}

function begin(session: Session): void {
  keepCsrfToken(session);
  queryClient.setQueryData(SESSION.queryKey, session);
}

/** Begins a session. @throws {Problem} H_LOGIN_FAILED, H_TOO_MANY_LOGINS, H_BUSY */
export async function logIn(name: string, password: string): Promise<Session> {
  const session = await api.post<Session>('/api/session', { name, password }, { isLogin: true });
  begin(session);
  return session;
}

/** Makes the first administrator and begins a session. @throws {Problem} H_SETUP_TOKEN */
export async function setUp(token: string, name: string, password: string): Promise<Session> {
  const body = { token, name, password };
  const session = await api.post<Session>('/api/setup', body, { isLogin: true });
  begin(session);
  return session;
}

/** Ends the session and loads the login anew, so that nothing that was shown stays in memory. */
export async function logOut(): Promise<void> {
  await api.delete('/api/session', { isLogin: true });
  location.assign('/login');
}
