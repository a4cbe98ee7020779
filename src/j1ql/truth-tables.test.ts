import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph } from './testing/memory-graph.ts';

/**
 * Reference 2.3, executed. `p` is a property in the JSON rest, `tags` a typed list column, `os` a typed text
 * column, `lastScannedOn` a typed date; each value is one entity.
 */
const VALUES = {
  a: 'a',
  ab: ['a', 'b'],
  c: 'c',
  cd: ['c', 'd'],
  absent: undefined,
} as const;

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await memoryGraph([
    ...Object.entries(VALUES).map(([key, p]) => ({
      key,
      type: 'thing',
      classes: ['Thing'],
      properties: { p, tags: typeof p === 'string' ? [p] : p },
    })),
    { key: 'n5', type: 'number', classes: ['Number'], properties: { p: 5, mixed: [5, 'x', true] } },
    { key: 'n50', type: 'number', classes: ['Number'], properties: { p: 50 } },
    { key: 't5', type: 'number', classes: ['Number'], properties: { p: '5' } },
    { key: 'yes', type: 'flag', classes: ['Flag'], properties: { p: true } },
    { key: 'no', type: 'flag', classes: ['Flag'], properties: { p: false } },
    { key: 'none', type: 'flag', classes: ['Flag'], properties: {} },
    { key: 'null', type: 'flag', classes: ['Flag'], properties: { p: null } },
    { key: 'linux', type: 'discovered_host', properties: { os: 'Red Hat 9', lastScannedOn: 1000 } },
    { key: 'win', type: 'discovered_host', properties: { os: 'Windows 11', lastScannedOn: 2000 } },
    { key: 'bare', type: 'discovered_host', properties: {} },
  ]);
});

afterAll(() => graph.close());

async function thatMatch(selector: string, filter: string): Promise<string> {
  return (await graph.keys(`FIND ${selector} WITH ${filter}`)).join(' ');
}

describe('value lists', () => {
  it.each([
    ["= ('a' AND 'b')", 'ab'],
    ["= ('a' OR 'b')", 'a ab'],
    ["!= ('a' AND 'b')", 'a absent c cd'],
    ["!= ('a' OR 'b')", 'absent c cd'],
    ["= 'a'", 'a ab'],
    ["!= 'a'", 'absent c cd'],
    ["= (('a' AND 'b') OR 'c')", 'ab c cd'],
    ["~= ('a' OR 'd')", 'a ab cd'],
    ["!~= ('a' OR 'd')", 'absent c'],
    ["= ('a' OR undefined)", 'a ab absent'],
    ['= (/[ab]/ AND /b/)', 'ab'],
  ])('p %s', async (filter, expected) => {
    expect(await thatMatch('Thing', `p ${filter}`)).toBe(expected);
    expect(await thatMatch('Thing', `tags ${filter}`)).toBe(expected);
  });
});

describe('absence', () => {
  it.each([
    ['p = undefined', 'absent'],
    ['p = null', 'absent'],
    ['p != undefined', 'a ab c cd'],
    ["p = 'x'", ''],
    ["p != 'x'", 'a ab absent c cd'],
    ["p !~= 'a'", 'absent c cd'],
    ["p !^= 'a'", 'absent c cd'],
    ["p !$= 'a'", 'absent c cd'],
    ['p != /a/', 'absent c cd'],
    ['p !~= /a/', 'absent c cd'],
    ['p > 1', ''],
    ['other = undefined', 'a ab absent c cd'],
    ['other != other', 'a ab absent c cd'],
  ])('%s', async (filter, expected) => {
    expect(await thatMatch('Thing', filter)).toBe(expected);
  });

  it('treats a stored null as absence', async () => {
    expect(await thatMatch('Flag', 'p = undefined')).toBe('none null');
    expect(await thatMatch('Flag', 'p != undefined')).toBe('no yes');
    expect(await thatMatch('Flag', 'p != true')).toBe('no none null');
    expect(await thatMatch('Flag', 'p = false')).toBe('no');
  });

  it('holds for typed columns as well', async () => {
    expect(await thatMatch('Host', "os = 'Red Hat 9'")).toBe('linux');
    expect(await thatMatch('Host', "os != 'Red Hat 9'")).toBe('bare win');
    expect(await thatMatch('Host', 'os = undefined')).toBe('bare');
    expect(await thatMatch('Host', 'lastScannedOn = undefined')).toBe('bare');
    expect(await thatMatch('Host', 'lastScannedOn != 1000')).toBe('bare win');
  });
});

describe('types', () => {
  it('never makes a text equal to a number', async () => {
    expect(await thatMatch('Number', 'p = 5')).toBe('n5');
    expect(await thatMatch('Number', "p = '5'")).toBe('t5');
    expect(await thatMatch('Number', 'p != 5')).toBe('n50 t5');
    expect(await thatMatch('Number', "p != '5'")).toBe('n5 n50');
    expect(await thatMatch('Number', 'p = (5 OR "5")')).toBe('n5 t5');
  });

  it('gives no error but no match for an operator that does not work on a type', async () => {
    expect(await thatMatch('Host', 'os = 5')).toBe('');
    expect(await thatMatch('Host', 'os != 5')).toBe('bare linux win');
    expect(await thatMatch('Host', 'os > 5')).toBe('');
    expect(await thatMatch('Host', "lastScannedOn ~= '1'")).toBe('');
    expect(await thatMatch('Host', "lastScannedOn = 'x'")).toBe('');
    expect(await thatMatch('Host', 'os = true')).toBe('');
    expect(await thatMatch('Number', 'p > undefined')).toBe('');
  });

  it('orders numbers and dates', async () => {
    expect(await thatMatch('Number', 'p > 5')).toBe('n50');
    expect(await thatMatch('Number', 'p >= 5')).toBe('n5 n50');
    expect(await thatMatch('Number', 'p < 50')).toBe('n5');
    expect(await thatMatch('Number', 'p <= -5')).toBe('');
    expect(await thatMatch('Host', 'lastScannedOn > 1000')).toBe('win');
    expect(await thatMatch('Host', 'lastScannedOn <= 1000.5')).toBe('linux');
  });

  it('looks at every element of a mixed list', async () => {
    expect(await thatMatch('Number', 'mixed = 5')).toBe('n5');
    expect(await thatMatch('Number', "mixed = 'x'")).toBe('n5');
    expect(await thatMatch('Number', 'mixed = true')).toBe('n5');
    expect(await thatMatch('Number', 'mixed > 4')).toBe('n5');
    expect(await thatMatch('Number', "mixed = '5'")).toBe('');
  });
});

describe('texts', () => {
  it.each([
    ["os ~= 'Hat'", 'linux'],
    ["os ^= 'Red'", 'linux'],
    ["os $= '11'", 'win'],
    ["os ~= 'hat'", ''],
    ['os = /hat [0-9]/i', 'linux'],
    ['os = /hat/', ''],
    ['os ^= /hat/i', ''],
    ['os ^= /red/i', 'linux'],
    ['os $= /[ ]\\d+/', 'linux win'],
    ['os ~= /w.n/i', 'win'],
    ["os ~= '%'", ''],
    ["os ~= '_'", ''],
    ["os ~= ''", 'linux win'],
  ])('%s', async (filter, expected) => {
    expect(await thatMatch('Host', filter)).toBe(expected);
  });
});
