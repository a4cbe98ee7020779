import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph } from './testing/memory-graph.ts';
import { agreeOnGraph, type Tally } from './testing/oracle/agreement.ts';
import { Coverage } from './testing/oracle/coverage.ts';

const SEED = Number(process.env['ORACLE_SEED'] ?? 20_261_124);
const GRAPHS = Number(process.env['ORACLE_GRAPHS'] ?? 10);
const QUERIES = Number(process.env['ORACLE_QUERIES'] ?? 50);

let engine: MemoryGraph;

beforeAll(async () => {
  engine = await memoryGraph([]);
});

afterAll(() => engine.close());

it(`engine and naive interpreter agree on random graphs and queries (seed ${SEED})`, async () => {
  const tally: Tally = { queries: 0, nonEmpty: 0 };
  const coverage = new Coverage();
  for (let index = 0; index < GRAPHS; index += 1) {
    await agreeOnGraph(engine, { seed: SEED + index, queries: QUERIES, coverage, tally });
  }
  expect(tally.nonEmpty / tally.queries).toBeGreaterThan(0.4);
  expect(coverage.missing()).toEqual([]);
});
