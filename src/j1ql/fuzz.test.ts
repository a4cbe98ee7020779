import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { J1qlError } from './errors.ts';
import { check, compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { CORPUS, MUTATED_QUERY, SMART_CLASSES } from './testing/mutated-queries.ts';
import { smallGraph } from './testing/small-graph.ts';

const OPTIONS = { now: NOW, smartClasses: SMART_CLASSES };
let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('any text', () => {
  it('is compiled or refused with a typed error that shows its place', () => {
    fc.assert(
      fc.property(fc.oneof(MUTATED_QUERY, fc.string({ maxLength: 200 })), (text) => {
        try {
          compile(text, { ...OPTIONS, catalog: graph.catalog });
        } catch (error) {
          if (!(error instanceof J1qlError)) throw error;
          const line = text.split('\n')[error.line - 1];
          expect(line, text).toBeDefined();
          expect(error.column).toBeLessThanOrEqual((line ?? '').length + 1);
          expect(error.message).toContain('\n');
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is answered by the store if it compiles', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(MUTATED_QUERY, async (text) => {
        let compiled: ReturnType<typeof compile>;
        try {
          compiled = compile(text, { ...OPTIONS, catalog: graph.catalog });
        } catch (error) {
          if (error instanceof J1qlError) return;
          throw error;
        }
        const rows = await graph.run(compiled.sql, compiled.params);
        for (const row of rows) compiled.decode(row);
        answered += 1;
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
