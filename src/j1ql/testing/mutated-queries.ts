import fc from 'fast-check';

/** Good queries that use every part of the language. */
export const CORPUS: readonly string[] = [
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
  'FIND (#Production|Host) AS h THAT SOMEHOW 2 (HAS|IS) >> AS r cve AS c RETURN h.name, r._class, c.*, count(*)',
  'FIND Host WITH _deleted = false AS h THAT SOMEHOW 3 !RELATES TO #Watched RETURN h.hostname = /(?<a>[a-z]+)-(?<b>.)/i AS x',
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

/** A query of the corpus with up to four mutations. */
export const MUTATED_QUERY: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...CORPUS), fc.array(MUTATION, { maxLength: 4 }))
  .map(([query, mutations]) =>
    mutations.reduce((text, { at, length, insert }) => {
      const offset = Math.floor(at * text.length);
      return text.slice(0, offset) + insert + text.slice(offset + length);
    }, query),
  );

/** Definitions that the corpus names. */
export const SMART_CLASSES = {
  Watched: { queries: ['FIND Host THAT HAS Finding WITH open = true', 'FIND #Production'] },
} as const;
