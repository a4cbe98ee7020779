import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SESSION_IDLE_MS } from '../../src/server/accounts/index.ts';
import type { EventHub } from '../../src/server/events/index.ts';
import { type Browser, TestConsole } from './console.ts';

let server: TestConsole;
let events: EventHub;
beforeEach(async () => {
  server = await TestConsole.start();
  events = server.app.services.events;
  await server.user('viewer', 'viewer');
});
afterEach(() => server.stop());

/** Listens, and gives what it heard so far. */
async function listen(headers: Record<string, string>) {
  const asked = request({ port: server.port, path: '/api/events', headers });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let heard = '';
  answer.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  await once(answer, 'data');
  return { answer, heard: () => heard };
}

const cookieOf = ({ cookie }: Browser) => ({ cookie });

test('an event comes as it happens, and the answer ends with the server', async () => {
  const { answer, heard } = await listen(cookieOf(server.browser('viewer')));
  expect(answer.headers['content-type']).toBe('text/event-stream');
  expect(answer.headers['cache-control']).toBe('no-store');
  events.publish('graph', { seq: 7 });
  await once(answer, 'data');
  expect(heard()).toBe('retry: 2000\n\nevent: graph\ndata: {"seq":7}\n\n');
  const ended = once(answer, 'end');
  await server.app.close();
  await ended;
});

test('listening does not keep a session alive', async () => {
  const { answer, heard } = await listen(cookieOf(server.browser('viewer')));
  server.pass(SESSION_IDLE_MS - 1);
  events.beat();
  await once(answer, 'data');
  server.pass(1);
  events.publish('graph', { seq: 7 });
  await once(answer, 'end');
  expect(heard()).not.toContain('graph');
});

test.each([
  ['a logout', (as: Browser) => server.ask('DELETE', '/api/session', { as })],
  [
    'the end of the user',
    async () => {
      const { user } = server.accounts.users.findLogin('viewer')!;
      const actor = { name: 'test', via: 'setup', address: '' } as const;
      server.accounts.users.remove(user.id, user.version, actor);
    },
  ],
])('%s ends it', async (_what, end) => {
  const as = server.browser('viewer');
  const { answer } = await listen(cookieOf(as));
  await end(as);
  events.beat();
  await once(answer, 'end');
});

test('a token listens until it has expired', async () => {
  const token = server.apiToken('viewer', 'read', 1000);
  const { answer } = await listen({ authorization: `Bearer ${token}` });
  server.pass(1000);
  events.beat();
  await once(answer, 'end');
});
