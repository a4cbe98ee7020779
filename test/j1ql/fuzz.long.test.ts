import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GraphError } from '../../src/graph/index.ts';
import { compile, J1qlError, queryFailure } from '../../src/j1ql/index.ts';
import { NOW } from '../../src/j1ql/testing/memory-graph.ts';
import { MUTATED_QUERY, SMART_CLASSES } from '../../src/j1ql/testing/mutated-queries.ts';
import { smallGraph } from '../../src/j1ql/testing/small-graph.ts';

const SEED = 20_261_124;

/** The limits of the store are answers too. */
const LIMITS = new Set(['G_OUT_OF_MEMORY', 'G_TIMEOUT']);

test('10,000 mutated queries end in an answer or in a typed error', async () => {
  const graph = await smallGraph();
  let answered = 0;
  let limited = 0;
  try {
    await fc.assert(
      fc.asyncProperty(MUTATED_QUERY, async (text) => {
        try {
          const options = { catalog: graph.catalog, now: NOW, smartClasses: SMART_CLASSES };
          const compiled = compile(text, options);
          for (const row of await graph.run(compiled.sql, compiled.params)) compiled.decode(row);
          answered += 1;
        } catch (error) {
          const told = queryFailure(error, text);
          if (told instanceof GraphError && LIMITS.has(told.code)) limited += 1;
          else if (!(told instanceof J1qlError)) throw error;
        }
      }),
      { numRuns: 10_000, seed: SEED },
    );
  } finally {
    await graph.close();
  }
  expect(answered).toBeGreaterThan(1_000);
  expect(limited).toBeLessThan(answered / 100);
});
