import { expect, test } from 'vitest';
import { compareOnGraphs } from '../../src/j1ql/testing/oracle/agreement.ts';

/**
 * Every graph has a seed of its own, which a disagreement names: `ORACLE_SEED=<it> ORACLE_GRAPHS=1` repeats it.
 * ORACLE_GRAPHS and ORACLE_QUERIES say how much is compared.
 */
const SEED = Number(process.env['ORACLE_SEED'] ?? 20_261_124);
const GRAPHS = Number(process.env['ORACLE_GRAPHS'] ?? 200);
const QUERIES = Number(process.env['ORACLE_QUERIES'] ?? 100);
/** Stores that work at the same time, each with its own graphs: one query keeps one core busy. */
const PARTS = 2;

test.concurrent.each(Array.from({ length: PARTS }, (_, part) => part))(
  `engine and naive interpreter agree on random graphs and queries (part %i, seed ${SEED})`,
  async (part) => {
    const graphs = Math.ceil(GRAPHS / PARTS);
    const seed = SEED + part * graphs;
    const { queries, nonEmpty, missing } = await compareOnGraphs({ seed, graphs, each: QUERIES });
    // biome-ignore lint/suspicious/noConsole: how much was compared is part of what the test shows
    console.log(`part ${part}: ${queries} queries, ${nonEmpty} of them with an answer`);
    expect(queries).toBe(graphs * QUERIES);
    expect(nonEmpty / queries).toBeGreaterThan(0.4);
    if (queries >= 1000) expect(missing).toEqual([]);
  },
  3_000_000,
);
