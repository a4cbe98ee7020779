import { hash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { GraphFixture } from '../testing/fixture.ts';
import { duckdbDialect as sql } from './duckdb.ts';

const OBJECT = JSON.stringify({
  text: 't',
  part: 1.5,
  whole: 3,
  yes: true,
  list: ['x', 'y', 3],
  'tag.Name': 'dots mean nothing',
  'it\'s "q" /~': 'nor do quotes, slashes and tildes',
  nothing: null,
});

function keyHash(key: string): string {
  return String(hash('md5', key, 'buffer').readBigUInt64LE(8) >> 1n);
}

describe('the SQL of DuckDB', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.remove());

  const evaluate = async (expression: string) => {
    const [row] = await graph.rows(
      `SELECT ${expression} AS value FROM (SELECT CAST($1 AS JSON) AS o, ['u', 'v'] AS l, CAST(NULL AS VARCHAR[]) AS none) AS x`,
      [OBJECT],
    );
    return row?.['value'];
  };

  it.each([
    [sql.jsonText('o', 'text'), 't'],
    [sql.jsonText('o', 'whole'), null],
    [sql.jsonText('o', 'absent'), null],
    [sql.jsonText('o', 'tag.Name'), 'dots mean nothing'],
    [sql.jsonText('o', 'it\'s "q" /~'), 'nor do quotes, slashes and tildes'],
    [sql.jsonNumber('o', 'part'), 1.5],
    [sql.jsonNumber('o', 'whole'), 3],
    [sql.jsonNumber('o', 'text'), null],
    [sql.jsonBoolean('o', 'yes'), true],
    [sql.jsonBoolean('o', 'whole'), null],
    [sql.jsonList('o', 'list'), ['x', 'y', '3']],
    [sql.jsonList('o', 'text'), null],
    [sql.jsonHas('o', 'nothing'), true],
    [sql.jsonHas('o', 'absent'), false],
    [sql.jsonMerge('\'{"a":1,"b":2}\'', '\'{"b":3}\''), '{"a":1,"b":3}'],
    [sql.jsonMerge('NULL', 'NULL'), '{}'],
    [sql.jsonPick('o', ['text', 'absent']), '{"text":"t"}'],
    [sql.listContains('l', "'u'"), true],
    [sql.listContains('l', "'w'"), false],
    [sql.listAny('l', (element) => `${element} LIKE 'v%'`), true],
    [sql.listAny('none', (element) => `${element} = 'v'`), null],
    [sql.listLength('l'), 2],
    [`(SELECT max(u.element) FROM ${sql.unnest('l', 'u')})`, 'v'],
    [sql.regexMatch("'AbC'", "'b'", false), true],
    [sql.regexMatch("'AbC'", "'B'", false), false],
    [sql.regexMatch("'AbC'", "'B'", true), true],
    [sql.regexExtract("'abc12'", "'([a-z]+)([0-9]+)'", 2), '12'],
    [sql.regexExtract("'abc'", "'[0-9]'", 0), null],
    [sql.divide('1.0', '0.0'), null],
    [sql.divide('3', '2'), 1.5],
    [sql.round('2.345', 2), 2.35],
    [sql.literal("it's"), "it's"],
    // Stored in every graph, so it must never change: the second half of the digest.
    [`CAST(${sql.keyHash("'qualys-host:1'")} AS VARCHAR)`, keyHash('qualys-host:1')],
  ])('%s', async (expression, expected) => {
    expect(await evaluate(expression)).toEqual(expected);
  });

  it('explains a statement', async () => {
    expect(JSON.stringify(await graph.rows(sql.explain('SELECT 1 AS one')))).toContain('DUMMY');
  });

  it('quotes names', async () => {
    expect(await graph.rows(`SELECT 1 AS ${sql.identifier('group "by"')}`)).toEqual([
      { 'group "by"': 1 },
    ]);
  });
});
