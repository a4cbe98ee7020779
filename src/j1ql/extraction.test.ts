import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('named groups in RETURN', () => {
  it('are columns, one for each', async () => {
    expect(
      await graph.query(
        'FIND Host AS h RETURN h.hostname = /(?<role>[a-z]+)-(?<rest>\\w+)/ ORDER BY role',
      ),
    ).toEqual([
      { role: 'build', rest: 'agent' },
      { role: 'db', rest: 'prod' },
      { role: 'web', rest: '1' },
      { role: null, rest: null },
    ]);
  });

  it('take the alias of the column where there is one group', async () => {
    expect(
      await graph.query(
        "FIND UNIQUE qualys_vuln AS v WHERE v.qid < 1003 RETURN v.name ~= /^(?<word>O\\w+|a\\w+)/i AS 'first word'",
      ),
    ).toEqual([{ 'first word': 'Apache' }, { 'first word': 'OpenSSL' }]);
  });

  it('stand behind the alias where there are several', async () => {
    expect(
      await graph.query(
        "FIND Host WITH _key = 'h1' AS h RETURN h.ipAddress = /(?<a>\\d+)[.](?<b>\\d+)/ AS net, h._key",
      ),
    ).toEqual([{ 'net.a': '10', 'net.b': '20', 'h._key': 'h1' }]);
  });

  it('group rows like other columns', async () => {
    expect(
      await graph.query(
        'FIND cve AS c RETURN c.cveId = /CVE-(?<year>\\d+)/, count(c) AS cves ORDER BY year',
      ),
    ).toEqual([
      { year: '2021', cves: 2 },
      { year: '2022', cves: 1 },
    ]);
  });

  it('read multi-valued properties, of which the first in order counts', async () => {
    expect(
      await graph.query(
        "FIND Host WITH _key = 'h1' AS h RETURN h.tags = /(?<tag>[a-z]{3,8})/, h.fqdn = /(?<site>[a-z]+)[.]com/",
      ),
    ).toEqual([{ tag: 'internet', site: 'example' }]);
  });

  it.each([
    ['FIND Host AS h RETURN h.hostname = /web/', 36, 'no named group'],
    ['FIND Host AS h RETURN h.hostname = /(?<a>x)(?<a>y)/', 45, 'two groups have the name a'],
  ])('%s is refused', (text, column, reason) => {
    const attempt = () => compile(text, { catalog: graph.catalog, now: NOW });
    expect(attempt).toThrow(expect.objectContaining({ code: 'J_REGEX', column }));
    expect(attempt).toThrow(reason);
  });
});
