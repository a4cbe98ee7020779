import { expect, test } from 'vitest';
import { forEachParallel } from './parallel.ts';

test('works on every item, never on more than the limit at once', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await forEachParallel(
    [1, 2, 3, 4, 5, 6, 7],
    3,
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      seen.push(item);
      running -= 1;
    },
    () => undefined,
  );
  expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('takes no further items after a failure, and throws the first one', async () => {
  const taken: number[] = [];
  const told: unknown[] = [];
  const failing = forEachParallel(
    [1, 2, 3, 4, 5, 6],
    2,
    async (item) => {
      taken.push(item);
      await Promise.resolve();
      throw new Error(`item ${item}`);
    },
    (error) => told.push(error),
  );
  await expect(failing).rejects.toThrow('item 1');
  expect(taken).toEqual([1, 2]);
  expect(told).toEqual([new Error('item 1')]);
});
