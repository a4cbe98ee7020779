import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

/** Keys of the entities, or rows of the table. */
type Expected = string | readonly unknown[];

const DAY = 86_400_000;
const DAYS_AGO = (days: number) => NOW - days * DAY;

/** The 56 examples of reference 2.7 by number, with their answers on the small graph. */
const EXAMPLES: readonly (readonly [number, string, Expected])[] = [
  [1, 'FIND qualys_host_finding', 'f1 f2 f3 f4 f5 f6'],
  [2, 'FIND Finding', 'f1 f2 f3 f4 f5 f6 wf1'],
  [
    3,
    'FIND (Finding|Vulnerability|cve)',
    'cve-2021-44228 cve-2021-45046 cve-2022-3602 f1 f2 f3 f4 f5 f6 v1 v2 v3 wf1',
  ],
  [
    4,
    "FIND * WITH _integrationType = 'qualys' LIMIT 25",
    'account alice cve-2021-44228 cve-2021-45046 cve-2022-3602 f1 f2 f3 f4 f5 f6 h1 h1-other h2 h3 image intel laptop v1 v2 v3 vmdr w1 was wf1',
  ],
  [5, 'FIND "10.20.30.40"', 'h1'],
  [6, '"build-agent" WITH _class = \'Host\'', 'h2'],
  [7, 'FIND #CriticalAsset THAT HAS Finding', ''],
  [8, 'FIND #Production Host', 'h1'],
  [9, 'FIND qualys_host_finding WITH open = true AND numericSeverity >= 8', 'f1 f2 f3 f5 f6'],
  [10, "FIND Host WITH platform = ('linux' OR 'windows')", 'h1 h2 h3'],
  [11, "FIND Host WITH tags = ('pci' AND 'internet')", 'h1'],
  [12, "FIND qualys_host_finding WITH status != ('Fixed' OR 'New')", 'f1 f3 f5 f6'],
  [13, 'FIND Host WITH lastScannedOn = undefined', 'h1-other h3'],
  [14, "FIND Host WITH fqdn != undefined AND (os ~= 'Windows' OR os ^= 'Red Hat')", 'h1 h3'],
  [
    15,
    "FIND Vulnerability WITH displayName !~= 'OpenSSL'",
    'cve-2021-44228 cve-2021-45046 cve-2022-3602 v1 v3',
  ],
  [16, "FIND Host WITH hostname $= '-prod' AND hostname !^= 'tmp'", 'h3'],
  [17, 'FIND qualys_vuln WITH name = /log4j[ ]?shell/i', 'v1'],
  [18, 'FIND qualys_host_finding WITH lastFoundOn > date.now - 7 days', 'f1 f2 f3 f5 f6'],
  [19, 'FIND Finding WITH _createdOn > date.now-24hours AND open = true', 'f1'],
  [20, 'FIND Finding WITH createdOn >= date(2026-01-01) AND createdOn < date(2026-02-01)', 'wf1'],
  [21, "FIND Host WITH [tag.cost-centre] = 'emea-12'", 'h1'],
  [22, "FIND Host WITH cidr(ipAddress, '10.0.0.0/8')", 'h1 h3'],
  [23, "FIND Host WITH !cidr(ipAddress, '10.0.0.0/8') AND ipAddress != undefined", 'h1-other h2'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
  [24, 'FIND Host WITH tag.AccountName = ${param.productionAccounts}', 'h1'],
  [25, 'FIND Host /* scanned at least once */ WITH qualysAssetId != undefined', 'h1'],
  [26, 'FIND Host WITH hostname = (FIND UNIQUE Device AS d RETURN d.hostname)', 'h3'],
  [27, 'FIND Host THAT HAS qualys_host_finding', 'h1 h1-other h2'],
  [28, "FIND Host THAT HAS >> Finding WITH severity = 'critical'", 'h1 h1-other h2'],
  [29, 'FIND Finding THAT HAS << Host WITH tag.Production = true', 'f1 f2'],
  [30, 'FIND Host THAT !HAS Finding', 'h3'],
  [31, 'FIND Host THAT !SCANS qualys_vulnerability_manager', 'h1-other h3'],
  [
    32,
    'FIND Host THAT RELATES TO * AS n RETURN n._class, count(n)',
    [
      { 'n._class': ['Finding'], 'count(n)': 6 },
      { 'n._class': ['Image'], 'count(n)': 1 },
      { 'n._class': ['Service'], 'count(n)': 1 },
      { 'n._class': ['User', 'Person'], 'count(n)': 1 },
    ],
  ],
  [33, 'FIND (Host|Device) THAT (HAS|OWNS) (Finding|Problem)', 'h1 h1-other h2'],
  [34, 'FIND User THAT ASSIGNED TO Application', 'alice'],
  [
    35,
    'FIND Host AS h THAT HAS AS rel Finding AS f WHERE rel._createdOn > date.now - 1 day RETURN h.name, f.qid',
    [{ 'h.name': 'web-1', 'f.qid': 1001 }],
  ],
  [
    36,
    'FIND Host AS h THAT HAS qualys_host_finding AS f THAT IS qualys_vuln AS v WHERE f.lastFoundOn > h.lastScannedOn RETURN h.hostname, f.port, v.displayName',
    [
      {
        'h.hostname': 'web-1',
        'f.port': 443,
        'v.displayName': 'Apache Log4j Shell remote code execution',
      },
    ],
  ],
  [37, 'FIND Host WITH tag.Production = true (THAT USES Image)? THAT HAS Finding', 'h1'],
  [
    38,
    'FIND Host AS h (THAT OWNS Person AS p)? RETURN h.hostname, p.email',
    [
      { 'h.hostname': 'web-1', 'p.email': 'alice@example.com' },
      { 'h.hostname': 'build-agent', 'p.email': null },
      { 'h.hostname': 'db-prod', 'p.email': null },
      { 'h.hostname': 'twin', 'p.email': null },
    ],
  ],
  [39, 'FIND Internet THAT SOMEHOW 4 (ALLOWS|PROTECTS|HAS) Host RETURN TREE', []],
  [
    40,
    'FIND Host AS h THAT HAS Finding AS f RETURN h, f',
    ['h1 f1', 'h1 f2', 'h2 f3', 'h2 f4', 'h2 f5', 'h1-other f6'].map((pair) => {
      const [h, f] = pair.split(' ');
      const whole = (key: string | undefined) =>
        expect.objectContaining({ entity: expect.objectContaining({ _key: key }) });
      return { h: whole(h), f: whole(f) };
    }),
  ],
  [
    41,
    'FIND qualys_vuln AS v RETURN v.*',
    ['v1', 'v2', 'v3'].map((key) =>
      expect.objectContaining({ 'v._key': key, 'v._type': ['qualys_vuln'], 'v._deleted': false }),
    ),
  ],
  [
    42,
    'FIND qualys_account THAT HAS Service THAT SCANS Host RETURN TREE',
    ['h1', 'h2'].map((host) => ({
      vertices: ['account', 'vmdr', host].map((key) =>
        expect.objectContaining({ entity: expect.objectContaining({ _key: key }) }),
      ),
      edges: ['HAS', 'SCANS'].map((name) =>
        expect.objectContaining({ relationship: expect.objectContaining({ _class: name }) }),
      ),
    })),
  ],
  [
    43,
    'FIND UNIQUE Host AS h THAT HAS Finding WITH open = true RETURN h.hostname, h.ipAddress',
    [
      { 'h.hostname': 'build-agent', 'h.ipAddress': '192.0.2.10' },
      { 'h.hostname': 'twin', 'h.ipAddress': '172.16.0.1' },
      { 'h.hostname': 'web-1', 'h.ipAddress': '10.20.30.40' },
    ],
  ],
  [
    44,
    "FIND Host AS h RETURN h.hostname AS 'Host name', h.[tag.cost-centre] AS costCentre",
    [
      { 'Host name': 'web-1', costCentre: 'emea-12' },
      { 'Host name': 'build-agent', costCentre: null },
      { 'Host name': 'db-prod', costCentre: null },
      { 'Host name': 'twin', costCentre: null },
    ],
  ],
  [45, 'FIND qualys_host_finding WITH open = true AS f RETURN count(f) AS value', [{ value: 5 }]],
  [
    46,
    'FIND qualys_host_finding AS f RETURN f.severity, f.status, count(f)',
    [
      { 'f.severity': 'critical', 'f.status': 'Active', 'count(f)': 3 },
      { 'f.severity': 'high', 'f.status': 'New', 'count(f)': 1 },
      { 'f.severity': 'high', 'f.status': null, 'count(f)': 1 },
      { 'f.severity': 'low', 'f.status': 'Fixed', 'count(f)': 1 },
    ],
  ],
  [
    47,
    'FIND Host AS h THAT HAS Finding WITH open = true AS f RETURN h.hostname AS host, count(f) AS findings, max(f.numericSeverity) AS worst ORDER BY findings DESC, host ASC LIMIT 20',
    [
      { host: 'build-agent', findings: 2, worst: 10 },
      { host: 'web-1', findings: 2, worst: 10 },
      { host: 'twin', findings: 1, worst: 10 },
    ],
  ],
  [
    48,
    'FIND qualys_host_finding AS f THAT IS qualys_vuln AS v RETURN v.displayName AS title, count(f) AS hits HAVING hits >= 2',
    [
      { title: 'Apache Log4j Shell remote code execution', hits: 2 },
      { title: 'OpenSSL buffer overflow', hits: 2 },
    ],
  ],
  [
    49,
    'FIND qualys_host_finding AS f RETURN f.qid, count(f.hostId), avg(f.numTimesFound), min(f.firstFoundOn)',
    [
      [1001, 3, 10 / 3, DAYS_AGO(6)],
      [1002, 2, 3.5, DAYS_AGO(5)],
      [1003, 1, 4, DAYS_AGO(4)],
    ].map(([qid, hosts, mean, oldest]) => ({
      'f.qid': qid,
      'count(f.hostId)': hosts,
      'avg(f.numTimesFound)': mean,
      'min(f.firstFoundOn)': oldest,
    })),
  ],
  [
    50,
    'FIND Finding WITH open = true AS f RETURN f.displayName, ROUND((f.updatedOn - f.createdOn) / 86400000) AS ageDays',
    [
      ['QID 1001', 0],
      ['QID 1002', 1],
      ['QID 1001', 2],
      ['QID 1002', 4],
      ['Cross-site scripting', 314],
      ['QID 1001', 5],
    ].map(([title, ageDays]) => ({ 'f.displayName': title, ageDays })),
  ],
  [
    51,
    "FIND Host AS h RETURN CONCAT(h.hostname, ' (', h.os, ')') AS label, COALESCE(h.fqdn, h.ipAddress, 'unknown') AS address",
    [
      { label: 'web-1 (Red Hat Enterprise Linux 9)', address: ['web-1.example.com'] },
      { label: 'build-agent (Windows Server 2022)', address: '192.0.2.10' },
      { label: 'db-prod (Windows 11)', address: ['db-prod.example.com'] },
      { label: 'twin ()', address: '172.16.0.1' },
    ],
  ],
  [
    52,
    'FIND Host AS h RETURN h.hostname, MERGE(h.publicIpAddress, h.privateIpAddress) AS addresses',
    [
      { 'h.hostname': 'web-1', addresses: ['203.0.113.7', '10.20.30.40'] },
      { 'h.hostname': 'build-agent', addresses: ['192.0.2.10'] },
      { 'h.hostname': 'db-prod', addresses: null },
      { 'h.hostname': 'twin', addresses: null },
    ],
  ],
  [
    53,
    'FIND qualys_vuln AS v RETURN v.qid, UNWIND(v.cveIds) AS cve',
    [
      { 'v.qid': 1001, cve: 'CVE-2021-44228' },
      { 'v.qid': 1001, cve: 'CVE-2021-45046' },
      { 'v.qid': 1002, cve: 'CVE-2022-3602' },
    ],
  ],
  [
    54,
    'FIND Finding WITH numericSeverity > 8 AS f RETURN f.qid, SQRT(f.numericSeverity ^ 2 + 1) AS score',
    [1001, 1001, 1001].map((qid) => ({ 'f.qid': qid, score: Math.sqrt(101) })),
  ],
  [55, 'FIND qualys_host_finding AS f ORDER BY f.lastFoundOn DESC LIMIT 10', 'f1 f2 f3 f4 f5 f6'],
  [56, "FIND jupiterone_integration WITH status = 'FAILED' AND pollingInterval != 'DISABLED'", ''],
];

let graph: MemoryGraph;
const variables = { 'param.productionAccounts': ['emea', 'elsewhere'] };

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('the examples of the reference', () => {
  it.each(EXAMPLES)('%i: %s', async (_, text, expected) => {
    if (typeof expected === 'string') {
      expect((await graph.keys(text, { variables })).join(' ')).toBe(expected);
    } else {
      expect(await graph.query(text, { variables })).toEqual(expected);
    }
  });

  it('keeps the order that was asked for in a list', async () => {
    const rows = await graph.query(
      'FIND qualys_host_finding AS f ORDER BY f.lastFoundOn DESC LIMIT 10',
    );
    expect(rows.map((row) => (row as { entity: { _key: string } }).entity._key)).toEqual([
      'f1',
      'f3',
      'f5',
      'f6',
      'f2',
      'f4',
    ]);
  });

  it('gives the same columns in the answer as it announces', async () => {
    for (const [, text, expected] of EXAMPLES) {
      if (typeof expected === 'string') continue;
      const compiled = compile(text, { catalog: graph.catalog, now: NOW });
      if (compiled.shape !== 'table' || compiled.hasOpenColumns) continue;
      for (const row of await graph.query(text)) {
        expect(Object.keys(row as object)).toEqual(compiled.columns);
      }
    }
  });
});
