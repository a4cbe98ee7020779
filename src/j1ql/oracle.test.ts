import { expect, it } from 'vitest';
import { compareOnGraphs } from './testing/oracle/agreement.ts';

const SEED = Number(process.env['ORACLE_SEED'] ?? 20_261_124);

/** A slice of test/j1ql/oracle.long.test.ts. */
it(`engine and naive interpreter agree on random graphs and queries (seed ${SEED})`, async () => {
  const { queries, nonEmpty, missing } = await compareOnGraphs({
    seed: SEED,
    graphs: 10,
    each: 50,
  });
  expect(queries).toBe(500);
  expect(nonEmpty / queries).toBeGreaterThan(0.4);
  expect(missing).toEqual([]);
});
