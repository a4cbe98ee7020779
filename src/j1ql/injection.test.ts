import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { J1qlError } from './errors.ts';
import { compile } from './index.ts';
import { type MemoryGraph, memoryGraph, NOW } from './testing/memory-graph.ts';

/** Texts that would do harm if they were part of a statement. */
const HOSTILE = [
  "'; DROP TABLE entity; --",
  "' OR '1'='1",
  '") UNION SELECT * FROM instance --',
  '$1',
  '$$x$$',
  "\\'; DROP TABLE entity; --",
  '/*',
  '"',
  'a\u0000b',
  '%_\\',
  "E'\\x27'",
];

/** Places where a text of the query is a value. */
const VALUE_PLACES: readonly ((quoted: string) => string)[] = [
  (text) => `FIND Thing WITH name = ${text}`,
  (text) => `FIND Thing WITH name != ${text}`,
  (text) => `FIND Thing WITH name ~= ${text}`,
  (text) => `FIND Thing WITH name !^= ${text}`,
  (text) => `FIND Thing WITH name $= ${text}`,
  (text) => `FIND Thing WITH tags = (${text} AND 'x')`,
  (text) => `FIND Thing WITH rest = (${text} OR 'x')`,
  (text) => `FIND * WITH _type = ${text}`,
  (text) => `FIND * WITH _class ~= ${text}`,
  (text) => `FIND * WITH _integrationName = ${text}`,
  (text) => `FIND * WITH _key = ${text}`,
  (text) => `FIND ${text}`,
  (text) => `FIND Thing AS t WHERE t.name = ${text} OR ${text} = t.rest`,
  (text) =>
    `FIND Thing AS t RETURN ${text}, CONCAT(${text}, t.name), COALESCE(t.x, ${text}), MERGE(${text}, t.name)`,
  (text) => `FIND Thing AS t RETURN t.name AS ${text}`,
  (text) => `FIND Thing AS t RETURN count(t) AS ${text}`,
  (text) => `FIND Thing AS t RETURN t.name AS n, count(t) HAVING n = ${text}`,
  (text) => `FIND Thing AS t THAT RELATES TO AS r * WHERE r.${'x'} = ${text}`,
  (text) => `FIND Thing WITH name = (FIND Thing WITH name = ${text} AS t RETURN t.name)`,
  (text) =>
    `FIND Thing WITH name = ${text} THAT SOMEHOW 2 LINKS AS l Thing WITH name != ${text} RETURN TREE`,
  (text) => `FIND (#Hostile|Thing) THAT SOMEHOW 2 !LINKS Thing WITH name = ${text}`,
  (text) =>
    `FIND Thing (THAT LINKS Thing WITH name = ${text})? THAT !LINKS Thing WITH name = ${text}`,
];

/** Places where a text of the query names a property. */
const NAME_PLACES: readonly ((property: string) => string)[] = [
  (name) => `FIND Thing WITH [${name}] = 'x'`,
  (name) => `FIND Thing AS t WHERE t.[${name}] = undefined`,
  (name) => `FIND Thing AS t RETURN t.[${name}], count(t.[${name}])`,
  (name) => `FIND Thing AS t ORDER BY t.[${name}]`,
  (name) => `FIND Thing THAT LINKS AS l Thing WHERE l.[${name}] = 1`,
];

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await memoryGraph(
    [
      ...HOSTILE.map((text, index) => ({
        key: `hostile-${index}`,
        type: 'thing',
        classes: ['Thing'],
        properties: {
          name: text.replace('\u0000', ''),
          tags: ['x', text.replace('\u0000', '')],
          rest: 1,
        },
      })),
      // Names out of the catalog are literals of the statement.
      {
        key: 'q',
        type: 'it\'s $1 "type"',
        classes: ["Cl'ass"],
        properties: { [`we"i'rd/~ $1 name`]: 7 },
      },
    ],
    [{ from: 'hostile-0', class: 'LINKS', to: 'hostile-1' }],
  );
});

afterAll(() => graph.close());

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

describe('a text of the query', () => {
  it.each(HOSTILE)('is a value in every place: %s', async (text) => {
    const value = text.replace('\u0000', '');
    for (const place of VALUE_PLACES) {
      const query = place(quoted(value));
      const { sql, params } = compile(query, { catalog: graph.catalog, now: NOW });
      const spliced = value.length > 3 && sql.includes(value);
      expect(spliced, query).toBe(false);
      expect(params.length, query).toBe(
        new Set(sql.match(/\$\d+/g) ?? []).size - foreignPositions(sql),
      );
      await graph.query(query);
    }
    const found = await graph.keys(
      `FIND Thing WITH name = ${quoted(value)} AND tags = ${quoted(value)}`,
    );
    expect(found).toEqual([`hostile-${HOSTILE.indexOf(text)}`]);
    expect(await graph.run('SELECT count(*) AS n FROM entity')).toEqual([
      { n: HOSTILE.length + 1 },
    ]);
  });

  it.each(["x'; DROP TABLE entity; --", 'a"b', "it's", '$1', 'a/b~c', '$.x', '*', 'a b', '\\'])(
    'names a property and nothing else: [%s]',
    async (name) => {
      for (const place of NAME_PLACES) await graph.query(place(name));
      expect(await graph.run('SELECT count(*) AS n FROM entity')).toEqual([
        { n: HOSTILE.length + 1 },
      ]);
    },
  );

  it('reads properties of any name', async () => {
    expect(
      await graph.query(
        `FIND * AS t WHERE t.[we"i'rd/~ $1 name] = 7 RETURN t.[we"i'rd/~ $1 name] AS v, t._type, t._class, 'x' AS x`,
      ),
    ).toEqual([{ v: 7, 't._type': 'it\'s $1 "type"', 't._class': ["Cl'ass"], x: 'x' }]);
  });

  it.each(['it"s', 'x; DROP', "a'b", '$1', 'a-b'])(
    'is no class, alias or verb that is no word: %s',
    (word) => {
      for (const query of [
        `FIND ${word}`,
        `FIND Thing AS ${word}`,
        `FIND Thing THAT ${word} Thing`,
      ]) {
        expect(() => compile(query, { catalog: graph.catalog, now: NOW })).toThrow(J1qlError);
      }
    },
  );

  it('binds values that come with the call', async () => {
    const variables = { name: HOSTILE[0] ?? '', list: [HOSTILE[1] ?? '', HOSTILE[2] ?? ''] };
    expect(await graph.keys('FIND Thing WITH name = {{name}}', { variables })).toEqual([
      'hostile-0',
    ]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    expect(await graph.keys('FIND Thing WITH name = ${list}', { variables })).toEqual([
      'hostile-1',
      'hostile-2',
    ]);
  });

  it('is a value in the definition of a smart class, and the class no more than its name', async () => {
    for (const [index, text] of HOSTILE.slice(0, 3).entries()) {
      const smartClasses = { Hostile: { queries: [`FIND Thing WITH name = ${quoted(text)}`] } };
      expect(await graph.keys('FIND #Hostile', { smartClasses })).toEqual([`hostile-${index}`]);
      expect(() => compile('FIND #x"y', { catalog: graph.catalog, now: NOW })).toThrow(J1qlError);
    }
  });

  it('extracts and does no more', async () => {
    expect(
      await graph.query(
        "FIND Thing WITH _key = 'hostile-0' AS t RETURN t.name = /(?<what>'; DROP)/",
      ),
    ).toEqual([{ what: "'; DROP" }]);
  });

  it('is a pattern only inside the pattern that it is', async () => {
    expect(await graph.keys('FIND Thing WITH name = /DROP TABLE/')).toEqual([
      'hostile-0',
      'hostile-5',
    ]);
    expect(await graph.keys("FIND Thing WITH name = /'; DROP/")).toEqual([
      'hostile-0',
      'hostile-5',
    ]);
  });
});

/** Positions inside literals of catalog names, which are no positions. */
function foreignPositions(sql: string): number {
  const outside = sql.replace(/'(?:[^']|'')*'/g, '');
  return new Set(sql.match(/\$\d+/g) ?? []).size - new Set(outside.match(/\$\d+/g) ?? []).size;
}
