import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../index.ts';
import { type MemoryGraph, NOW } from '../testing/memory-graph.ts';
import { smallGraph } from '../testing/small-graph.ts';

/** Queries whose SQL is worth a look when it changes: `golden/<name>.sql`, rewritten by `vitest -u`. */
const CASES: Readonly<Record<string, string>> = {
  'filter-on-columns':
    "FIND UNIQUE qualys_host_finding WITH open = true AND (severity = ('high' OR 'critical') OR port != 443) AS f RETURN f.qid",
  'filter-on-the-json-rest':
    "FIND UNIQUE Host WITH tag.AccountName = 'emea' AS h RETURN h.hostname",
  'derived-edges-of-a-path':
    'FIND Host AS h THAT HAS >> qualys_host_finding AS f THAT IS cve AS c RETURN h.hostname, c.cveId ORDER BY c.cveId LIMIT 5',
  'stored-edges':
    'FIND qualys_vulnerability_manager THAT SCANS Host AS h RETURN h._type, count(h) AS n ORDER BY n DESC',
  'one-branch-per-kind-of-edge':
    'FIND Finding AS f THAT IS Vulnerability AS v RETURN f.qid, v.displayName',
  'entities-without-an-edge': 'FIND Host THAT !HAS Finding AS x RETURN Host.hostname',
  'optional-at-the-end': 'FIND Host AS h (THAT OWNS User AS u)? RETURN h.hostname, u.email',
  'optional-in-the-middle':
    'FIND Host AS h (THAT USES Image)? THAT HAS Finding AS f RETURN h.hostname, f.qid',
  'each-entity-once-in-sums':
    'FIND User AS u THAT OWNS Host THAT HAS Finding RETURN u.name, sum(u.level)',
  'list-reached-by-a-path': 'FIND qualys_account THAT HAS Service THAT SCANS Host',
};

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('the statement', () => {
  it.each(Object.entries(CASES))('of %s', async (name, query) => {
    const { sql, params } = compile(query, { catalog: graph.catalog, now: NOW, seq: 3 });
    // Objects of whole entities name every column; what matters here is around them.
    const shortened = sql.replace(/json_object\('m'.*?\.props\)/g, '<entity>');
    const values = params.map((value, index) => `-- $${index + 1} = ${JSON.stringify(value)}\n`);
    const text = `-- ${query}\n${values.join('')}\n${shortened};\n`;
    await expect(text).toMatchFileSnapshot(`golden/${name}.sql`);
    await graph.run(sql, params);
  });
});
