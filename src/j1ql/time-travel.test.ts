import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph } from './testing/memory-graph.ts';

/** A host whose system was changed with sequence 2, and one that went with sequence 3; SEQ is 3. */
let graph: MemoryGraph;

beforeAll(async () => {
  const host = (key: string, os: string, more: object) => ({
    key,
    type: 'discovered_host',
    properties: { displayName: key, hostname: key, os },
    ...more,
  });
  const finding = (key: string, asset: string, more: object) => ({
    key,
    type: 'qualys_host_finding',
    asset,
    properties: { displayName: key, qid: 7, severity: 'high' },
    ...more,
  });
  graph = await memoryGraph(
    [
      host('a', 'Debian 12', { endSeq: 2, createdOn: 100, endOn: 200 }),
      host('a', 'Debian 13', { beginSeq: 2, version: 2, createdOn: 100, beginOn: 200 }),
      host('b', 'Windows 10', { endSeq: 3, createdOn: 100, endOn: 300 }),
      finding('fa', 'a', { createdOn: 100 }),
      finding('fb', 'b', { createdOn: 100, endSeq: 3, endOn: 300 }),
      { key: 'v', type: 'qualys_vulnerability_manager', createdOn: 100 },
    ],
    [
      { from: 'v', class: 'SCANS', to: 'a', createdOn: 100 },
      { from: 'v', class: 'SCANS', to: 'b', createdOn: 100, endSeq: 3, endOn: 300 },
    ],
  );
});

afterAll(() => graph.close());

const everything = { seq: 3, includeDeleted: true };
const table = async (text: string, options: object) =>
  (await graph.query(text, options)).map((row) => Object.values(row as object));

describe('a query', () => {
  it('sees the graph of the sequence that it pins', async () => {
    const text = 'FIND Host AS h RETURN h._key, h.os, h._version ORDER BY h._key';
    expect(await table(text, { seq: 1 })).toEqual([
      ['a', 'Debian 12', 1],
      ['b', 'Windows 10', 1],
    ]);
    expect(await table(text, { seq: 2 })).toEqual([
      ['a', 'Debian 13', 2],
      ['b', 'Windows 10', 1],
    ]);
    expect(await table(text, { seq: 3 })).toEqual([['a', 'Debian 13', 2]]);
  });

  it('takes what ended later for what has not ended', async () => {
    const text = 'FIND Host WITH _endOn = undefined AND _deleted = false';
    expect(await graph.keys(text, { seq: 1 })).toEqual(['a', 'b']);
    expect(await graph.keys('FIND Host WITH _deleted = true', { seq: 3 })).toEqual([]);
  });

  it('sees what was deleted, once and as it was last, when it is told to', async () => {
    expect(
      await table(
        'FIND Host AS h RETURN h._key, h.os, h._version, h._createdOn, h._beginOn, h._endOn, h._deleted ORDER BY h._key',
        everything,
      ),
    ).toEqual([
      ['a', 'Debian 13', 2, 100, 200, null, false],
      ['b', 'Windows 10', 1, 100, 100, 300, true],
    ]);
    expect(await graph.keys('FIND Host WITH _deleted = true', everything)).toEqual(['b']);
    expect(await graph.keys('FIND Host WITH _endOn > 250', everything)).toEqual(['b']);
    expect(await graph.keys('FIND Host', { includeDeleted: true })).toEqual(['a', 'b']);
    expect(await graph.keys('FIND Host WITH _deleted = true', { ...everything, seq: 2 })).toEqual(
      [],
    );
  });

  it('says in whole entities whether they are deleted', async () => {
    const rows = await graph.query('FIND Host', everything);
    expect(rows).toMatchObject([
      { entity: { _key: 'a', _deleted: false } },
      { entity: { _key: 'b', _deleted: true, _endOn: 300 } },
    ]);
    expect(rows[0]).not.toHaveProperty('entity._endOn');
  });

  it('follows relationships of what was deleted, stored and derived', async () => {
    expect(
      await table(
        'FIND Host AS h THAT HAS AS r Finding AS f RETURN h._key, f._key, r._deleted, r._endOn ORDER BY h._key',
        everything,
      ),
    ).toEqual([
      ['a', 'fa', false, null],
      ['b', 'fb', true, 300],
    ]);
    expect(
      await table(
        'FIND Host AS h THAT SCANS AS r << Service RETURN h._key, r._deleted, r._version, r._endOn ORDER BY h._key',
        everything,
      ),
    ).toEqual([
      ['a', false, 1, null],
      ['b', true, 1, 300],
    ]);
    expect(await graph.keys('FIND Finding THAT SOMEHOW 3 RELATES TO Service', everything)).toEqual([
      'fa',
      'fb',
    ]);
    expect(await graph.keys('FIND Host THAT !SCANS Service', everything)).toEqual([]);
  });

  it('cuts, sorts and draws what was deleted like everything else', async () => {
    expect(
      await table('FIND Host AS h RETURN h ORDER BY h._key DESC LIMIT 1', everything),
    ).toMatchObject([[{ entity: { _key: 'b' } }]]);
    expect(await graph.query('FIND Host THAT HAS Finding RETURN TREE', everything)).toHaveLength(2);
    expect(
      await table('FIND Host AS h RETURN count(h) AS n, max(h._endOn) AS last', everything),
    ).toEqual([[2, 300]]);
  });
});
