import { expect, test } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

test('what is under way is waited for, and what is there is not made again', async () => {
  const cache = new AnswerCache(2);
  const slow = Promise.withResolvers<string>();
  let made = 0;
  const make = () => {
    made += 1;
    return slow.promise;
  };
  const both = Promise.all([cache.get('a', make), cache.get('a', make)]);
  slow.resolve('answer');
  expect(await both).toEqual(['answer', 'answer']);
  expect(await cache.get('a', make)).toBe('answer');
  expect(made).toBe(1);
});

test('the answer that nobody asked for the longest makes place', async () => {
  const cache = new AnswerCache(2);
  const made: string[] = [];
  const get = (key: string) =>
    cache.get(key, async () => {
      made.push(key);
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('a failure is told to everybody who waits, and is not kept', async () => {
  const cache = new AnswerCache(2);
  const fails = async () => {
    throw new Error('no');
  };
  const both = await Promise.allSettled([cache.get('a', fails), cache.get('a', fails)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.get('a', async () => 'yes')).toBe('yes');
});
