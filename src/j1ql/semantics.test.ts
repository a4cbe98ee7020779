import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

const keysOf = (rows: readonly unknown[]) =>
  rows.map((row) => (row as { entity: { _key: string } }).entity._key).join(' ');

async function table(text: string): Promise<readonly unknown[][]> {
  return (await graph.query(text)).map((row) => Object.values(row as object));
}

describe('traversal', () => {
  it('lets an edge point either way without an arrow, and one way with it', async () => {
    expect((await graph.keys('FIND Finding THAT HAS Host')).length).toBe(6);
    expect((await graph.keys('FIND Finding THAT HAS << Host')).length).toBe(6);
    expect(await graph.keys('FIND Finding THAT HAS >> Host')).toEqual([]);
  });

  it('takes verbs in any case and several of them', async () => {
    expect(await graph.keys('FIND Host THAT (owns|uses) *')).toEqual(['h1']);
  });

  it('never joins findings with the host of another subscription', async () => {
    expect(
      await table('FIND Host AS h THAT HAS Finding AS f WHERE h._key = "h1-other" RETURN f._key'),
    ).toEqual([['f6']]);
    expect(
      await table('FIND qualys_host_finding AS f THAT IS qualys_vuln RETURN f._key').then((rows) =>
        rows.flat(),
      ),
    ).toEqual(['f1', 'f2', 'f3', 'f4', 'f5']);
  });

  it('reaches CVEs through the QID, and threat intelligence by QID across subscriptions', async () => {
    expect(
      await table(
        'FIND qualys_host_finding AS f THAT IS cve AS c WHERE f._key = "f1" RETURN c.cveId',
      ),
    ).toEqual([['CVE-2021-44228'], ['CVE-2021-45046']]);
    expect(
      await table('FIND ThreatIntel THAT HAS (Finding|Vulnerability) AS f RETURN f._key'),
    ).toEqual([['f1'], ['f3'], ['v1'], ['f6']]);
  });

  it('gives one row per path', async () => {
    expect((await table('FIND Host AS h THAT HAS Finding RETURN h.name')).length).toBe(6);
    expect((await table('FIND UNIQUE Host AS h THAT HAS Finding RETURN h.name')).length).toBe(3);
  });

  it('does not count a relationship twice that fits both ways', async () => {
    const loop = await memoryGraph(
      [
        { key: 'a', type: 'node', classes: ['Node'] },
        { key: 'b', type: 'node', classes: ['Node'] },
      ],
      [
        { from: 'a', class: 'LINKS', to: 'b' },
        { from: 'a', class: 'LINKS', to: 'a' },
      ],
    );
    const rows = await loop.query('FIND Node AS x THAT LINKS AS l Node AS y RETURN x._key, y._key');
    expect(rows.map((row) => Object.values(row as object).join(''))).toEqual(['aa', 'ab', 'ba']);
    expect(await loop.keys('FIND Node THAT !LINKS Node')).toEqual([]);
    await loop.close();
  });

  it('excludes by a negated verb, with the filter on what is excluded', async () => {
    expect(await graph.keys('FIND Host THAT !HAS Finding WITH severity = "low"')).toEqual([
      'h1',
      'h1-other',
      'h3',
    ]);
    expect(await graph.keys('FIND Host THAT !(OWNS|SCANS) *')).toEqual(['h1-other', 'h3']);
    expect(await graph.keys('FIND Host THAT !RELATES TO *')).toEqual(['h3']);
    expect(await graph.keys('FIND Host THAT !HAS Nothing')).toEqual(['h1', 'h1-other', 'h2', 'h3']);
    expect(await graph.keys('FIND Host THAT !OWNS User THAT HAS Finding')).toEqual([
      'h1-other',
      'h2',
    ]);
  });

  it('knows a name behind a negated verb as something that is absent', async () => {
    expect(
      await table(
        'FIND Host AS h THAT !OWNS AS r User AS u RETURN h._key, u.name, r.since, u, concat(u.name, "-") AS text ORDER BY u.name, h._key',
      ),
    ).toEqual([
      ['h1-other', null, null, null, '-'],
      ['h2', null, null, null, '-'],
      ['h3', null, null, null, '-'],
    ]);
    expect(await table('FIND Host AS h THAT !HAS Finding AS f RETURN count(h), count(f)')).toEqual([
      [1, 0],
    ]);
    expect(await table('FIND Host THAT !HAS Finding AS f RETURN f.*')).toEqual([[]]);
    expect(await graph.keys('FIND Host THAT !HAS Finding AS f WHERE f = undefined')).toEqual([
      'h3',
    ]);
    expect(await graph.keys('FIND Host THAT !HAS Finding WHERE Finding.qid = HAS.x')).toEqual([]);
  });

  it('goes on from both ends of an optional group', async () => {
    expect(
      await table(
        'FIND Host AS h (THAT USES Image AS i)? THAT HAS Finding AS f WHERE h._key = "h1" RETURN i.name, f._key',
      ),
    ).toEqual([
      ['golden image', 'f2'],
      [null, 'f1'],
      [null, 'f2'],
    ]);
  });

  it('keeps entities once that an optional group at the end does not reach', async () => {
    expect(
      await table('FIND Host AS h (THAT OWNS User AS u)? WHERE u = undefined RETURN h._key'),
    ).toEqual([['h2'], ['h3'], ['h1-other']]);
    expect(
      await table(
        'FIND Host AS h (THAT USES Image AS i (THAT HAS Finding AS f)?)? RETURN h._key, i.name, f._key',
      ),
    ).toEqual([
      ['h1', 'golden image', 'f2'],
      ['h2', null, null],
      ['h3', null, null],
      ['h1-other', null, null],
    ]);
  });

  it('gives the union of an optional group its alias', async () => {
    expect(
      await table(
        'FIND Host AS h (THAT USES AS u Image)? AS x RETURN h._key, x._key, u.since, u._class',
      ),
    ).toEqual([
      ['h1', 'image', 2019, 'USES'],
      ['h1', 'h1', null, null],
      ['h2', 'h2', null, null],
      ['h3', 'h3', null, null],
      ['h1-other', 'h1-other', null, null],
    ]);
  });
});

describe('names', () => {
  it('refers to selectors without an alias by class, type or verb', async () => {
    expect(
      await table(
        'FIND Host THAT USES Image WHERE USES.since > 2018 AND Host.platform = "linux" RETURN Image.name, uses._type',
      ),
    ).toEqual([['golden image', 'aws_instance_uses_ami']]);
    expect(await table('FIND qualys_vuln RETURN qualys_vuln.qid LIMIT 1')).toEqual([[1001]]);
  });

  it('reads properties of relationships, stored and derived', async () => {
    expect(
      await table(
        'FIND Host AS h THAT USES AS u Image RETURN u._key, u._type, u._class, u.since, u.tags',
      ),
    ).toEqual([['h1|uses|image', 'aws_instance_uses_ami', 'USES', 2019, ['a', 'b']]]);
    expect(
      await table(
        'FIND Host AS h THAT HAS AS r Finding AS f WHERE f._key = "f1" RETURN r._key, r._type, r._class, r._createdOn, r.x',
      ),
    ).toEqual([
      ['h1|has|f1', 'aws_instance_has_qualys_host_finding', 'HAS', NOW - 12 * 3_600_000, null],
    ]);
    expect(
      await table(
        'FIND Finding AS f THAT IS AS r Vulnerability AS v WHERE f._key = "f2" RETURN r._type, r._key',
      ),
    ).toEqual([
      ['qualys_host_finding_is_qualys_vuln', 'f2|is|v2'],
      ['qualys_host_finding_is_cve', 'f2|is|cve-2022-3602'],
    ]);
  });

  it('finds no property of its own on a derived relationship', async () => {
    expect(await graph.keys('FIND Host THAT HAS Finding WHERE HAS.since > 0')).toEqual([]);
    expect(await graph.keys('FIND Host THAT HAS Finding WHERE HAS.since !~= "x"')).toEqual([
      'h1',
      'h1-other',
      'h2',
    ]);
  });

  it('compares across aliases', async () => {
    expect(
      await graph.keys(
        'FIND Host AS h THAT HAS Finding AS f WHERE f.lastFoundOn > h.lastScannedOn AND (f.port = 443 OR f.port = 8443)',
      ),
    ).toEqual(['h1']);
    expect(
      await graph.keys('FIND Device AS d THAT RELATES TO Host AS h WHERE d.hostname = h.hostname'),
    ).toEqual([]);
    expect(
      (
        await table(
          'FIND Host AS h THAT HAS Finding AS f THAT HAS Host AS g WHERE h != g RETURN h.name',
        )
      ).length,
    ).toBe(0);
  });
});

describe('metadata', () => {
  it('is there on every entity', async () => {
    const [row] = await graph.query("FIND Host WITH _key = 'h1'");
    expect(row).toMatchObject({
      id: '4',
      entity: {
        _id: '4',
        _key: 'h1',
        _type: ['aws_instance'],
        _class: ['Host'],
        displayName: 'web-1.example.com',
        _version: 1,
        _deleted: false,
        _source: 'system-mapper',
        _scope: '2',
        _integrationType: 'qualys',
        _integrationName: 'qualys-1',
        _integrationInstanceId: '1',
      },
      properties: {
        hostname: 'web-1',
        'tag.cost-centre': 'emea-12',
        tags: ['Production', 'internet', 'pci'],
      },
    });
    const { properties } = row as { properties: Record<string, unknown> };
    expect(Object.values(properties)).not.toContain(null);
  });

  it.each([
    ["_type = 'aws_instance'", 'h1'],
    ["_type != 'aws_instance' AND _class = 'Host'", 'h1-other h2 h3'],
    ["_class = ('Host' AND 'x')", ''],
    ["_class = 'Person'", 'alice'],
    ['_type ^= "okta_"', 'alice'],
    ['_type = /^aws_/', 'h1 image'],
    ["_integrationName = 'qualys-3'", 'f6 h1-other'],
    ["_integrationInstanceId = '3'", 'f6 h1-other'],
    ["_scope = '4'", 'f6 h1-other'],
    ["_source = 'system-mapper'", 'h1'],
    ["_id = '4'", 'h1'],
    ['_createdOn > date.now - 1 day', 'f1'],
    ['_version = 2', ''],
    ['_deleted = true', ''],
    ['_endOn != undefined', ''],
  ])('FIND * WITH %s', async (filter, expected) => {
    expect((await graph.keys(`FIND * WITH ${filter}`)).join(' ')).toBe(expected);
  });

  it('can be returned and grouped by', async () => {
    expect(await table('FIND Host AS h RETURN h._type, count(h)')).toEqual([
      ['aws_instance', 1],
      ['azure_vm', 1],
      ['discovered_host', 2],
    ]);
    expect(await table('FIND User AS u RETURN u._class, u._integrationType, u._deleted')).toEqual([
      [['User', 'Person'], 'qualys', false],
    ]);
  });
});

describe('time', () => {
  it('sees the graph as it was at a sequence', async () => {
    expect(await graph.keys('FIND Host WITH platform = "linux"', { seq: 1 })).toEqual([
      'h1',
      'old',
    ]);
    expect(await graph.keys('FIND Host WITH platform = "linux"', { seq: 2 })).toEqual(['h1']);
    expect(await graph.keys('FIND Host WITH platform = "linux"')).toEqual(['h1']);
    expect(await graph.keys('FIND Host THAT HAS Finding', { seq: 0 })).toEqual([]);
  });
});

describe('results', () => {
  it('counts distinct entities and distinct values', async () => {
    expect(
      await table(
        'FIND Host AS h THAT HAS Finding AS f RETURN count(h), count(f), count(f.qid), count(h.platform)',
      ),
    ).toEqual([[3, 6, 3, 2]]);
    expect(await table('FIND Host AS h THAT HAS AS r Finding RETURN count(r)')).toEqual([[6]]);
    expect(await table('FIND Nothing AS n RETURN count(n)')).toEqual([[0]]);
  });

  it('takes every entity of a group once for sum and avg, however the path forks', async () => {
    expect(
      await table(
        'FIND User AS u THAT OWNS Host THAT HAS Finding AS f RETURN u.name, sum(u.level), avg(u.level), sum(f.qid)',
      ),
    ).toEqual([['Alice', 3, 3, 2003]]);
  });

  it('groups absent values together', async () => {
    expect(
      await table('FIND qualys_host_finding AS f RETURN f.status, count(f) AS n ORDER BY n DESC'),
    ).toEqual([
      ['Active', 3],
      ['Fixed', 1],
      ['New', 1],
      [null, 1],
    ]);
  });

  it('calculates with aggregates and filters groups', async () => {
    expect(
      await table(
        'FIND qualys_host_finding AS f RETURN f.qid AS q, count(f) * 10 AS n, max(f.port) - min(f.port) AS d HAVING n >= 20 AND q != 1002',
      ),
    ).toEqual([[1001, 30, 8000]]);
  });

  it('sorts by several keys, absent values last in both directions', async () => {
    const ask = (direction: string) =>
      graph.query(`FIND Host AS h ORDER BY h.os ${direction}, h.name`);
    expect(keysOf(await ask('ASC'))).toBe('h1 h3 h2 h1-other');
    expect(keysOf(await ask('DESC'))).toBe('h2 h3 h1 h1-other');
  });

  it('skips and limits after sorting', async () => {
    expect(keysOf(await graph.query('FIND Host AS h ORDER BY h.name DESC SKIP 1 LIMIT 2'))).toBe(
      'h1-other h3',
    );
    expect(await table('FIND Host AS h RETURN h, h.name AS n ORDER BY n LIMIT 1')).toEqual([
      [expect.objectContaining({ entity: expect.objectContaining({ _key: 'h2' }) }), 'build-agent'],
    ]);
  });

  it('sorts a list by what was reached, each entity once', async () => {
    expect(
      keysOf(
        await graph.query(
          'FIND Host AS h THAT HAS Finding AS f ORDER BY f.qid DESC, f.numTimesFound DESC LIMIT 2',
        ),
      ),
    ).toBe('h2 h1');
  });

  it('returns literals, dates, empty values and columns of one name once', async () => {
    const [row] = await graph.query(
      "FIND User AS u RETURN 'it''s', 5, 2.5, true, undefined, date.now - 1 day, u.name, u.name".replace(
        "''",
        "\\'",
      ),
    );
    expect(row).toEqual({
      "'it's'": "it's",
      '5': 5,
      '2.5': 2.5,
      true: true,
      undefined: null,
      'date.now - 1 day': NOW - 86_400_000,
      'u.name': 'Alice',
    });
  });

  it('never fails on arithmetic', async () => {
    expect(
      await table(
        'FIND User AS u RETURN u.level / 0, SQRT(-1), 10 ^ 400, u.name * 2, -u.level, ROUND(2.5), ROUND(1.257, 2), CEIL(1.2), FLOOR(-1.2), ABS(-3), 7 / 2, 2 + 3 * 2 ^ 2',
      ),
    ).toEqual([[null, null, null, null, -3, 3, 1.26, 2, -2, 3, 3.5, 14]]);
  });

  it('builds texts and lists', async () => {
    expect(
      await table(
        "FIND Image AS i RETURN CONCAT(i.name, ': ', 5, ' ', 2.5, ' ', true, ' ', i.missing, i.scores), MERGE(i.scores, i.name, i.missing), COALESCE(i.missing, i.scores), COALESCE(i.missing)",
      ),
    ).toEqual([['golden image: 5 2.5 true 1,9', [1, 9, 'golden image'], [1, 9], null]]);
  });

  it('gives one row per element with UNWIND, and the cross product of two', async () => {
    expect(
      await table('FIND Image AS i RETURN UNWIND(i.scores) AS a, UNWIND(i.scores) AS b'),
    ).toEqual([
      [1, 1],
      [1, 9],
      [9, 1],
      [9, 9],
    ]);
    expect(
      await table(
        'FIND qualys_vuln AS v RETURN UNWIND(v.cveIds) AS cve, count(v) ORDER BY cve DESC LIMIT 1',
      ),
    ).toEqual([['CVE-2022-3602', 1]]);
  });

  it('puts whole relationships in a cell', async () => {
    expect(await table('FIND Host THAT USES AS u Image RETURN u, u.*')).toEqual([
      [
        expect.objectContaining({
          relationship: expect.objectContaining({ _class: 'USES', _fromEntityId: '4' }),
          properties: { since: 2019, tags: ['a', 'b'] },
        }),
        ...Array.from({ length: 12 }, () => expect.anything()),
      ],
    ]);
  });
});

describe('sub-queries', () => {
  it('compares with what another query returns', async () => {
    expect(
      await graph.keys(
        'FIND qualys_vuln WITH qid = (FIND Finding WITH port > 0 AS f RETURN f.qid)',
      ),
    ).toEqual(['v1']);
    expect(
      await graph.keys(
        'FIND qualys_vuln WITH qid != (FIND Finding WITH port > 0 AS f RETURN f.qid)',
      ),
    ).toEqual(['v2', 'v3']);
    expect(
      await graph.keys(
        'FIND qualys_vuln WITH cveIds = (FIND cve WITH cveId ~= "2022" AS c RETURN c.cveId)',
      ),
    ).toEqual(['v2']);
    expect(
      await graph.keys(
        'FIND cve WITH cveId = (FIND qualys_vuln WITH qid = 1001 AS v RETURN v.cveIds)',
      ),
    ).toEqual(['cve-2021-44228', 'cve-2021-45046']);
    expect(
      await graph.keys('FIND Host AS h WHERE h.hostname = (FIND Device AS d RETURN d.hostname)'),
    ).toEqual(['h3']);
  });
});
