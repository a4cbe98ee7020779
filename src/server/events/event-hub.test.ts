import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EventHub } from './event-hub.ts';

const EVENT = { runId: 'r', instanceId: 'i', state: 'running' } as const;

const textOf = (stream: { read(): Buffer | null }) => stream.read()?.toString() ?? '';

test('every client is told, in the form of server-sent events', () => {
  const hub = new EventHub();
  const streams = [hub.open(() => true), hub.open(() => true)];
  hub.publish('run', EVENT);
  hub.beat();
  for (const stream of streams) {
    expect(textOf(stream)).toBe(
      `retry: 2000\n\nevent: run\ndata: ${JSON.stringify(EVENT)}\n\n: still here\n\n`,
    );
  }
});

test('nothing is told after the login has ended, not even that somebody is there', async () => {
  const hub = new EventHub();
  let isIn = true;
  const stream = hub.open(() => isIn);
  textOf(stream);
  isIn = false;
  hub.publish('run', EVENT);
  expect(textOf(stream)).toBe('');
  await once(stream, 'end');
});

test('what a slow client has not read stays bounded: it is cut off', async () => {
  const hub = new EventHub();
  const slow = hub.open(() => true);
  const closed = once(slow, 'close');
  for (let n = 0; n < 4_000; n += 1) hub.publish('graph', { seq: n });
  await closed;
  expect(slow.readableLength).toBeLessThan(65_536);
  hub.publish('graph', { seq: 1 });
});

test('who has gone makes room, and more than the server serves are refused', async () => {
  const hub = new EventHub();
  const streams = Array.from({ length: 256 }, () => hub.open(() => true));
  expect(() => hub.open(() => true)).toThrow('More clients listen');
  streams[0]!.destroy();
  await once(streams[0]!, 'close');
  hub.open(() => true);
});

test('parts of the server listen until they have had enough', () => {
  const hub = new EventHub();
  const heard: string[] = [];
  const end = hub.listen(({ name }) => heard.push(name));
  hub.publish('instances', {});
  end();
  hub.publish('instances', {});
  expect(heard).toEqual(['instances']);
});
