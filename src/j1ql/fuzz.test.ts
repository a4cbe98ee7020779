import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from './index.ts';
import type { MemoryGraph } from './testing/memory-graph.ts';
import { CORPUS, compiledOrRefused, isAnswered, MUTATED_QUERY } from './testing/mutated-queries.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('any text', () => {
  it('is compiled or refused with a typed error that shows its place', () => {
    fc.assert(
      fc.property(fc.oneof(MUTATED_QUERY, fc.string({ maxLength: 200 })), (text) => {
        compiledOrRefused(graph, text);
      }),
      { numRuns: 3_000 },
    );
  });

  // A slice of test/j1ql/fuzz.long.test.ts.
  it('is answered by the store if it compiles', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(MUTATED_QUERY, async (text) => {
        if (await isAnswered(graph, text)) answered += 1;
      }),
      { numRuns: 200 },
    );
    expect(answered).toBeGreaterThan(20);
  });

  it('passes the corpus itself', () => {
    for (const query of CORPUS) expect(check(query).warnings).toEqual([]);
  });
});

describe('hostile size', () => {
  it.each([
    `FIND Host WITH ${'('.repeat(60)}a = 1${')'.repeat(60)}`,
    `FIND Host AS h WHERE ${'('.repeat(60)}h.a + 1${')'.repeat(60)} > 1`,
    `FIND Host WITH a = (${Array.from({ length: 1_900 }, (_, index) => `'v${index}'`).join(' OR ')})`,
    `FIND Host WITH a = ${'('.repeat(60)}'x' OR 'y'${')'.repeat(60)}`,
    `FIND Host AS h RETURN ${Array.from({ length: 190 }, () => '1').join(' + ')}`,
    `FIND Host WITH ${Array.from({ length: 490 }, (_, index) => `a${index} = ${index}`).join(' OR ')}`,
    `FIND Host ${'THAT RELATES TO * '.repeat(2)}LIMIT 1`,
    `FIND Host${'(THAT HAS Finding'.repeat(20)}${')?'.repeat(20)} LIMIT 1`,
  ])('at the limits is still answered: %#', async (text) => {
    await graph.query(text);
  });
});
