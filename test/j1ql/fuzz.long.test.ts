import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryGraph } from '../../src/j1ql/testing/memory-graph.ts';
import {
  CORPUS,
  isAnswered,
  MUTATED_QUERY,
  mutated,
} from '../../src/j1ql/testing/mutated-queries.ts';
import { Choices, NUMBERS } from '../../src/j1ql/testing/oracle/choices.ts';
import { oracleGraph } from '../../src/j1ql/testing/oracle/graph.ts';
import { randomQuery } from '../../src/j1ql/testing/oracle/random-query.ts';
import { ENTITIES, RELATIONSHIPS } from '../../src/j1ql/testing/small-graph.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const QUERIES = Number(process.env['FUZZ_QUERIES'] ?? 10_000);

/** Random queries about the small graph; the grammar's every rule is among them. */
const PLAIN = oracleGraph(ENTITIES, RELATIONSHIPS);
const RANDOM_QUERY = NUMBERS.map((numbers) => randomQuery(new Choices(numbers), PLAIN).text);

test(`mutated queries end in an answer or in a typed error (seed ${SEED})`, async () => {
  const graph = await memoryGraph([]);
  await graph.flatten([
    ...new Set(ENTITIES.flatMap(({ properties }) => Object.keys(properties ?? {}))),
  ]);
  await graph.replace(ENTITIES, RELATIONSHIPS);
  let answered = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(MUTATED_QUERY, mutated(RANDOM_QUERY)), async (text) => {
        if (await isAnswered(graph, text)) answered += 1;
      }),
      { seed: SEED, numRuns: QUERIES, endOnFailure: process.env['FUZZ_SHRINK'] === undefined },
    );
    for (const text of CORPUS) expect(await isAnswered(graph, text), text).toBe(true);
  } finally {
    await graph.close();
  }
  // biome-ignore lint/suspicious/noConsole: how many were answered is part of what the test shows
  console.log(`${answered} of ${QUERIES} mutated queries were answered, the others refused`);
  expect(answered).toBeGreaterThan(QUERIES / 10);
});
