import fc from 'fast-check';
import { J1qlError } from '../errors.ts';
import { compile } from '../index.ts';
import { type MemoryGraph, NOW } from './memory-graph.ts';

/** Good queries that use every part of the language. */
export const CORPUS = [
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

/** A query of the base with up to four pieces of its text replaced. */
export function mutated(base: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(base, fc.array(MUTATION, { maxLength: 4 })).map(([query, mutations]) =>
    mutations.reduce((text, { at, length, insert }) => {
      const offset = Math.floor(at * text.length);
      return text.slice(0, offset) + insert + text.slice(offset + length);
    }, query),
  );
}

/** Mutations of the {@link CORPUS}. */
export const MUTATED_QUERY = mutated(fc.constantFrom(...CORPUS));

/**
 * Compiles a text.
 *
 * @throws what is no typed error of the language, or does not show its place in the text
 */
export function compiledOrRefused(graph: MemoryGraph, text: string) {
  try {
    return compile(text, { catalog: graph.catalog, now: NOW });
  } catch (error) {
    if (!(error instanceof J1qlError)) throw error;
    const line = text.split('\n')[error.line - 1];
    const isShown =
      line !== undefined && error.column <= line.length + 1 && error.message.includes('\n');
    if (!isShown) throw new Error(`no place in the text: ${error.message}`, { cause: error });
    return undefined;
  }
}

/** Asks the store, if the text is a query: whether there is an answer, every row of it read. */
export async function isAnswered(graph: MemoryGraph, text: string): Promise<boolean> {
  const compiled = compiledOrRefused(graph, text);
  if (compiled === undefined) return false;
  const rows = await graph.run(compiled.sql, compiled.params);
  for (const row of rows) compiled.decode(row);
  return true;
}
