import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { J1qlError } from './errors.ts';
import { check, compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

/** Good queries that use every part of the language. */
const CORPUS = [
  "FIND Host WITH platform = ('linux' OR 'windows') AND !cidr(ipAddress, '10.0.0.0/8')",
  'FIND UNIQUE Host AS h THAT HAS >> AS r Finding WITH open = true AS f RETURN h.hostname, f.*, r',
  "FIND Host AS h (THAT OWNS User AS u)? THAT !SCANS qualys_vulnerability_manager WHERE h.name ~= 'x' OR u = undefined RETURN h.name, u.email",
  'FIND qualys_host_finding AS f RETURN f.severity AS s, count(f) AS n, avg(f.qid) HAVING n > 1 ORDER BY n DESC, s LIMIT 5',
  'FIND Finding WITH name = /QID[ ]\\d{1,4}/i AND [tag.x] != undefined AND _createdOn > date.now - 7 days',
  'FIND Host WITH hostname = (FIND Device AS d RETURN d.hostname) RETURN TREE',
  "FIND qualys_vuln AS v RETURN CONCAT(v.name, ' ', v.qid / 2 ^ 2), UNWIND(v.cveIds), ROUND(v.qid * 1.5, 1), MERGE(v.a, v.b), COALESCE(v.x, 'y')",
  '"10.20" WITH a >= -5 AND (b < 6 OR c $= "z") SKIP 1 LIMIT 2',
  "FIND #Production Host THAT (HAS|USES) (Finding|Image) AS x WHERE x.tags = ('a' AND 'b') ORDER BY x.name ASC",
  "FIND * THAT RELATES TO * AS n WHERE n._class != 'Host' RETURN n._type, count(n)",
];

const FRAGMENTS = CORPUS.flatMap((query) => query.split(/(\s+|[(),=<>|'"])/)).filter(Boolean);

interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
}

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(8),
  insert: fc.oneof(
    fc.constantFrom(...FRAGMENTS),
    fc.constantFrom(
      '(',
      ')',
      "'",
      '"',
      '/',
      '/*',
      '[',
      ']',
      '${',
      '{{',
      '!',
      '~',
      '=',
      '$',
      '\\',
      '\u0000',
      '’',
      '-',
    ),
    fc.string({ maxLength: 4, unit: 'grapheme' }),
    fc.constant(''),
  ),
});

const QUERY = fc
  .tuple(fc.constantFrom(...CORPUS), fc.array(MUTATION, { maxLength: 4 }))
  .map(([query, mutations]) =>
    mutations.reduce((text, { at, length, insert }) => {
      const offset = Math.floor(at * text.length);
      return text.slice(0, offset) + insert + text.slice(offset + length);
    }, query),
  );

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('any text', () => {
  it('is compiled or refused with a typed error that shows its place', () => {
    fc.assert(
      fc.property(fc.oneof(QUERY, fc.string({ maxLength: 200 })), (text) => {
        try {
          compile(text, { catalog: graph.catalog, now: NOW });
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
      fc.asyncProperty(QUERY, async (text) => {
        let compiled: ReturnType<typeof compile>;
        try {
          compiled = compile(text, { catalog: graph.catalog, now: NOW });
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
