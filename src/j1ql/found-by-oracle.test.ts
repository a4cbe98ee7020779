import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph } from './testing/memory-graph.ts';

/** What the naive interpreter read differently once, each in its smallest form. */

let graph: MemoryGraph;

const thing = (key: string, properties: Readonly<Record<string, unknown>> = {}) => ({
  key,
  type: 'thing',
  classes: ['Thing'],
  properties,
});

beforeAll(async () => {
  graph = await memoryGraph(
    [
      thing('a', { name: 'one', word: 'b', tags: ['red'] }),
      thing('b', { name: 'two', word: 'a', nested: 1 }),
      thing('c', { name: 'three' }),
      { key: 'h', type: 'discovered_host', properties: { name: 'host' } },
      { key: 'f', type: 'qualys_host_finding', asset: 'h', properties: { name: 'finding' } },
    ],
    [
      { from: 'a', class: 'USES', to: 'b' },
      { from: 'b', class: 'USES', to: 'c' },
    ],
  );
});

afterAll(() => graph.close());

it.each<readonly [string, readonly unknown[][]]>([
  // HAVING without a group was read and forgotten.
  ["FIND Thing AS t RETURN t.name AS n HAVING n = 'two'", [['two']]],
  ["FIND UNIQUE Thing AS t RETURN t.name AS n HAVING n != 'two' ORDER BY n", [['one'], ['three']]],
  // MIN and MAX of texts counted only where the property has a column.
  ['FIND Thing AS t RETURN min(t.word), max(t.word), min(t.name)', [['a', 'b', 'one']]],
  // Nothing found is no group, also where the only plain column is never there.
  ['FIND Nothing AS n RETURN undefined AS u, count(n)', []],
  // The engine failed for good on a search for paths within a negation within an optional group.
  [
    'FIND Thing AS t (THAT SOMEHOW !RELATES TO Thing (THAT !KNOWS << Nothing)?)? THAT USES Thing AS u RETURN t._key, u._key ORDER BY t._key, u._key',
    [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'c'],
      ['c', 'b'],
    ],
  ],
  // An optional group inside one with an alias ends in a union as well.
  [
    "FIND Thing AS t (THAT USES >> Thing (THAT USES >> Thing)?)? AS x WHERE t._key = 'a' RETURN x._key ORDER BY x._key",
    [['a'], ['b'], ['c']],
  ],
  // What an optional group does not reach has no type and no owner.
  [
    'FIND Thing AS t (THAT USES >> Thing AS u)? WHERE u._type = undefined AND u._scope = undefined RETURN t._key',
    [['c']],
  ],
  // A derived relationship has no properties; the engine could not see lists in a bare NULL.
  ['FIND Host THAT HAS AS r Finding RETURN UNWIND(r.none) AS x', []],
  [
    "FIND Host THAT HAS AS r Finding WHERE r.none ~= 'x' OR r.none != 'y' RETURN r._class",
    [['HAS']],
  ],
  ['FIND Thing THAT HAS Finding RETURN UNWIND(HAS._key) AS x, UNWIND(Thing._class) AS y', []],
  ['FIND Thing AS t THAT KNOWS AS k Thing RETURN UNWIND(k._class) AS x, count(t)', []],
  // An entity is no relationship, though both have the id 1.
  ["FIND Thing AS t THAT USES AS u Thing WHERE t = u AND t._key = 'a' RETURN t._key", []],
])('%s', async (text, expected) => {
  const rows = await graph.query(text);
  expect(rows.map((row) => Object.values(row as object))).toEqual(expected);
});

it('sorts a list of UNIQUE entities, and takes a group behind a smart class', async () => {
  const keys = (rows: readonly unknown[]) =>
    rows.map((row) => (row as { entity: { _key: string } }).entity._key);
  const sorted = await graph.query('FIND UNIQUE Thing AS t ORDER BY t.name');
  expect(keys(sorted)).toEqual(['a', 'c', 'b']);
  expect(await graph.keys('FIND #red (THAT USES Thing)?')).toEqual(['a']);
});
