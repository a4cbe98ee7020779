import { expect, test } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

const here = new AbortController().signal;
const kept =
  (value: string, bytes = 10) =>
  async () => ({ value, bytes });

test('an answer is made once, also for those who ask while it is being made', async () => {
  const cache = new AnswerCache(100);
  let made = 0;
  const make = async () => {
    made += 1;
    return { value: made, bytes: 1 };
  };
  const answers = await Promise.all([1, 2, 3].map(() => cache.get('key', here, make)));
  expect([...answers, await cache.get('key', here, make)]).toEqual([1, 1, 1, 1]);
});

test('what was not asked for longest makes room, and no more is kept than may be', async () => {
  const cache = new AnswerCache(25);
  await cache.get('a', here, kept('a'));
  await cache.get('b', here, kept('b'));
  await cache.get('a', here, kept('wrong'));
  await cache.get('c', here, kept('c'));
  expect([cache.bytes, cache.size]).toEqual([20, 2]);
  expect(await cache.get('a', here, kept('new a'))).toBe('a');
  expect(await cache.get('b', here, kept('new b'))).toBe('new b');
  // Larger than everything: answered, and not kept.
  expect(await cache.get('huge', here, kept('huge', 1_000))).toBe('huge');
  expect(cache.bytes).toBeLessThanOrEqual(25);
});

test('a failure is told to all who wait, and not kept', async () => {
  const cache = new AnswerCache(100);
  const fail = async () => {
    throw new Error('broken');
  };
  const asked = [1, 2].map(() => cache.get('key', here, fail));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ]);
  expect(await cache.get('key', here, kept('whole'))).toBe('whole');
});

test('making is given up when the last who waits has left, and not before', async () => {
  const cache = new AnswerCache(100);
  const [one, other] = [new AbortController(), new AbortController()];
  let given: AbortSignal | undefined;
  const make = (signal: AbortSignal) => {
    given = signal;
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  const asked = [one, other].map(({ signal }) => cache.get('key', signal, make));
  const ended = Promise.allSettled(asked);
  one.abort();
  await expect(asked[0]).rejects.toThrow();
  expect(given?.aborted).toBe(false);
  other.abort();
  await ended;
  expect(given?.aborted).toBe(true);
  expect(await cache.get('key', here, kept('again'))).toBe('again');
  expect(cache.bytes).toBe(10);
});
