import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIVES } from './life.ts';
import { live, Tally } from './live.ts';

const SEED = Number(process.env['LIVES_SEED'] ?? 20_261_124);
const COUNT = Number(process.env['LIVES'] ?? 200);
const PARTS = 4;

/**
 * Declares the tests of some of the four parts. They live at the same time: most of a life is waiting for the engine of
 * the graph. Two files with two parts each use two processors to the end.
 */
export function livesOf(parts: readonly number[]): void {
  test.concurrent.each(parts)(
    `lives full of changes, faults and kills end in the truth (part %i, seed ${SEED})`,
    async (part) => {
      const tally = new Tally();
      await fc.assert(
        fc.asyncProperty(LIVES, async (life) => {
          const problems = await live(life, tally);
          expect(problems).toEqual([]);
        }),
        {
          seed: SEED + part,
          numRuns: Math.ceil(COUNT / PARTS),
          // A life takes seconds: shrinking is for whoever looks for a cause.
          endOnFailure: process.env['LIVES_SHRINK'] === undefined,
          ...(process.env['LIVES_PATH'] && { path: process.env['LIVES_PATH'] }),
        },
      );
      // biome-ignore lint/suspicious/noConsole: what happened in these lives is part of what the test shows
      console.log(`part ${part}: ${JSON.stringify(tally.counts, undefined, 1)}`);
      expect(tally.counts['lives']).toBe(Math.ceil(COUNT / PARTS));
    },
    3_000_000,
  );
}
