import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/index.ts';
import { list, type Occurrence, TruthModel } from '../questions/truth-model.ts';
import { settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { collectInProcess } from '../support/in-process.ts';
import { type Ask, TestConsole } from './console.ts';

const DAY_MS = 86_400_000;

let truth: TruthModel;
let server: TestConsole;
let good: Ask;
let now: number;

beforeAll(async () => {
  const simulator = createSimulator({
    seed: 12,
    hosts: 60,
    detections: 12,
    webApps: 10,
    limits: 'generous',
  });
  const { url } = await simulator.listen();
  const dir = temporaryDataDir('findings');
  now = simulator.now;
  await collectInProcess(dir, settingsFor(simulator, url), { input: { clock: () => now } });
  truth = new TruthModel(simulator.truth({ apiUrl: url }), now);
  await simulator.close();
  server = await TestConsole.start({ dataDir: dir, clock: () => now });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read', 10 * 365 * DAY_MS) };
});
afterAll(() => server.stop());

const ask = (path: string) => server.ask('GET', path, good);
const address = (path: string, filter: string, more = '') => `/api/${path}?${filter}${more}`;

/** All rows of a list, by pages. */
async function all(filter: string) {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  const rows: any[] = [];
  for (;;) {
    const { status, json, text } = await ask(
      address('findings', filter, `&limit=200&offset=${rows.length}`),
    );
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
    rows.push(...json.rows);
    if (json.rows.length === 0) {
      expect(json.total).toBe(rows.length);
      return { rows, query: json.query as string };
    }
  }
}

/** Keys that a J1QL query finds, by pages. */
async function found(query: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const body = { query, cursor };
    const { json } = await server.ask('POST', '/api/query', { ...good, body });
    expect(json.warnings).toEqual([]);
    keys.push(...json.rows.map((row: Record<string, string>) => row['f._key']));
    cursor = json.cursor;
  } while (cursor !== undefined);
  return keys;
}

const text = (value: unknown) => String(value ?? '').toLowerCase();
const stateOf = ({ finding }: Occurrence) => {
  if (finding['open'] === true)
    return text(finding['status']).startsWith('re') ? 'reopened' : 'open';
  if (text(finding['status']) === 'fixed') return 'fixed';
  return finding['isIgnored'] === true ? 'ignored' : 'closed';
};
const has = (finding: Occurrence['finding'], name: string, value: unknown) =>
  list(finding[name]).includes(value);
const anOccurrence = () => truth.open[7]!;
const aThreat = () =>
  String(truth.onHosts.flatMap(({ finding }) => list(finding['threatIndicators']))[0]);

/** Filters, and which findings of the truth they mean. */
type Case = readonly [
  name: string,
  filter: () => string,
  isMeant: (each: Occurrence) => boolean,
  kind?: 'web',
];

const CASES: readonly Case[] = [
  ['nothing', () => '', () => true],
  ['a severity', () => 'severity=critical', ({ finding }) => finding['severity'] === 'critical'],
  [
    'severities and a state',
    () => 'severity=critical&severity=high&state=open',
    (each) =>
      ['critical', 'high'].includes(String(each.finding['severity'])) && stateOf(each) === 'open',
  ],
  ...(['open', 'reopened', 'fixed', 'ignored', 'closed'] as const).map(
    (state): Case => [
      `the state ${state}`,
      () => `state=${state}`,
      (each) => stateOf(each) === state,
    ],
  ),
  [
    'known exploited ones',
    () => 'kev=true',
    ({ finding }) => finding['isCisaKnownExploited'] === true,
  ],
  ['others', () => 'kev=false', ({ finding }) => finding['isCisaKnownExploited'] !== true],
  [
    'a QID',
    () => `search=${anOccurrence().finding['qid']}`,
    ({ finding }) => finding['qid'] === anOccurrence().finding['qid'],
  ],
  [
    'a CVE in small letters',
    () => `search=${String(truth.cves[0]!['displayName']).toLowerCase()}`,
    ({ vulnerability }) => has(vulnerability, 'cveIds', truth.cves[0]!['displayName']),
  ],
  [
    'part of a title, in capitals',
    () =>
      `search=${encodeURIComponent(text(anOccurrence().vulnerability['displayName']).slice(3, 14).trim().toUpperCase())}`,
    ({ vulnerability }) =>
      text(vulnerability['displayName']).includes(
        text(anOccurrence().vulnerability['displayName']).slice(3, 14).trim(),
      ),
  ],
  [
    'a name of a host',
    () => `on=${text(anOccurrence().on['displayName']).slice(0, 6).toUpperCase()}`,
    ({ on }) =>
      [on['displayName'], on['hostname'], on['netbiosName'], ...list(on['fqdn'])].some((name) =>
        text(name).includes(text(anOccurrence().on['displayName']).slice(0, 6)),
      ),
  ],
  [
    'the beginning of an address',
    () => 'on=10.',
    ({ on }) =>
      [on['ipAddress'], ...list(on['privateIpAddresses']), ...list(on['publicIpAddresses'])].some(
        (address) => text(address).startsWith('10.'),
      ) ||
      [on['displayName'], on['hostname'], ...list(on['fqdn'])].some((name) =>
        text(name).includes('10.'),
      ),
  ],
  [
    'a range of addresses',
    () => 'on=10.0.0.0%2F8',
    ({ on }) => text(on['ipAddress']).startsWith('10.'),
  ],
  [
    'any of two tags',
    () =>
      list(anOccurrence().finding['tags'])
        .slice(0, 2)
        .map((tag) => `tag=${encodeURIComponent(String(tag))}`)
        .join('&'),
    ({ finding }) =>
      list(anOccurrence().finding['tags'])
        .slice(0, 2)
        .some((tag) => has(finding, 'tags', tag)),
  ],
  [
    'found in the last days',
    () => 'since=60d',
    ({ finding }) => Number(finding['firstFoundOn']) >= now - 60 * DAY_MS,
  ],
  [
    'found before a day',
    () => `before=${new Date(now - 100 * DAY_MS).toISOString().slice(0, 10)}`,
    ({ finding }) =>
      Number(finding['firstFoundOn']) <
      Date.parse(new Date(now - 100 * DAY_MS).toISOString().slice(0, 10)),
  ],
  [
    'a range of QDS',
    () => 'qdsFrom=50&qdsTo=80',
    ({ finding }) => Number(finding['qds'] ?? -1) >= 50 && Number(finding['qds']) <= 80,
  ],
  [
    'a threat',
    () => `threat=${encodeURIComponent(aThreat())}`,
    ({ finding }) => has(finding, 'threatIndicators', aThreat()),
  ],
  ['web apps', () => 'kind=web', () => true, 'web'],
  [
    'open ones on web apps, with a score',
    () => 'kind=web&state=open&qdsFrom=1',
    (each) => stateOf(each) === 'open' && Number(each.finding['detectionScore'] ?? 0) >= 1,
    'web',
  ],
  [
    'a web app by its address',
    () => `kind=web&on=${encodeURIComponent(String(truth.webApps[0]!['url']))}`,
    ({ on }) => text(on['url']).includes(text(truth.webApps[0]!['url'])),
    'web',
  ],
];

describe('a list of findings', () => {
  test.each(CASES.map((meant) => ({ name: meant[0], meant })))(
    '$name',
    async ({ meant: [, filter, isMeant, kind] }) => {
      const wanted = (kind === 'web' ? truth.onWebApps : truth.onHosts).filter(isMeant);
      const { rows, query } = await all(filter());
      const keys = rows.map(({ key }) => key);
      expect(keys.toSorted()).toEqual(wanted.map(({ finding }) => finding._key).sort());
      // The query that stands behind it finds the same, in the same order.
      expect(await found(query)).toEqual(keys);
    },
  );

  test('the cases find something, and none of them everything', async () => {
    const sizes = CASES.map(([name, , isMeant, kind]) => ({
      name,
      size: (kind === 'web' ? truth.onWebApps : truth.onHosts).filter(isMeant).length,
    }));
    expect(sizes.filter(({ size }) => size === 0)).toEqual([]);
    expect(
      sizes.filter(({ size }) => size === truth.onHosts.length).map(({ name }) => name),
    ).toEqual(['nothing']);
  });

  test.each(['severity', 'qds', 'qid', 'title', 'on', 'status', 'firstFound', 'lastFound'])(
    'sorted by %s, both ways, absent values last, whichever rows are asked for',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const filter = `state=open&state=fixed&sort=${sort}&order=${order}`;
        const { rows } = await all(filter);
        const SEVERITIES = ['none', 'informational', 'low', 'medium', 'high', 'critical'];
        const values = rows.map((row) =>
          sort === 'severity'
            ? SEVERITIES.indexOf(row.severity)
            : sort === 'on'
              ? row.on?.name
              : row[sort],
        );
        const present = values.filter((value) => value !== null && value !== undefined);
        expect(values.slice(0, present.length)).toEqual(present);
        const sign = order === 'asc' ? 1 : -1;
        expect(present).toEqual(present.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)));
        const middle = await ask(address('findings', filter, '&offset=57&limit=3'));
        expect(middle.json.rows).toEqual(rows.slice(57, 60));
      }
    },
  );

  test('a row tells what it is on and what it is', async () => {
    const { on, finding, vulnerability } = anOccurrence();
    const { rows } = await all(`search=${finding['qid']}`);
    const row = rows.find(({ key }) => key === finding._key);
    expect(row).toMatchObject({
      qid: finding['qid'],
      title: vulnerability['displayName'],
      severity: finding['severity'],
      state: stateOf(anOccurrence()),
      on: { type: on['_type'], name: on['displayName'] },
      firstFound: finding['firstFoundOn'],
      tags: finding['tags'],
    });
    // By the id of the host: the findings of that host.
    const ofHost = await all(`onId=${row.on.id}`);
    const meant = truth.onHosts.filter((each) => each.on._key === on._key);
    expect(ofHost.rows.map(({ key }) => key).sort()).toEqual(
      meant.map((each) => each.finding._key).sort(),
    );
  });

  test('what is typed is never a pattern and never a piece of a query', async () => {
    const hostile = [`' OR open = true`, '.*', '[a-z]', 'a\\', '/i /', '/*', '"', '🦆', '%', '((('];
    await Promise.all(
      hostile.flatMap((typed) =>
        ['search', 'on', 'tag', 'threat'].map(async (name) => {
          const { json } = await ask(`/api/findings?${name}=${encodeURIComponent(typed)}`);
          expect({ typed, name, total: json.total }).toEqual({ typed, name, total: 0 });
          expect(await found(json.query)).toEqual([]);
        }),
      ),
    );
  });

  test('what cannot be meant is refused', async () => {
    for (const filter of [
      'severity=bad',
      'sort=password',
      'limit=201',
      'offset=-1',
      'since=2026-02-31',
      'since=yesterday',
      'onId=1%20OR%201',
      'search=%00',
      'unknown=1',
      'at=then',
    ]) {
      const { status, json } = await ask(address('findings', filter));
      expect([filter, status, json.code]).toEqual([filter, 400, 'H_INVALID']);
    }
    const before = await ask('/api/findings?at=2000-01-01T00:00:00Z');
    expect([before.status, before.json.code]).toEqual([422, 'A_NOTHING_YET']);
  });
});

describe('facets', () => {
  const counts = (values: readonly { value: string; count: number }[]) =>
    Object.fromEntries(values.map(({ value, count }) => [value, count]));
  const counted = (isMeant: (each: Occurrence) => boolean) => truth.onHosts.filter(isMeant).length;

  test('are counted as if nothing of them were chosen', async () => {
    const { json } = await ask('/api/findings/facets?severity=critical&state=open&kev=false');
    const isOpen = (each: Occurrence) => stateOf(each) === 'open';
    const isCritical = ({ finding }: Occurrence) => finding['severity'] === 'critical';
    const isKev = ({ finding }: Occurrence) => finding['isCisaKnownExploited'] === true;
    expect(json.total).toBe(counted((each) => isOpen(each) && isCritical(each) && !isKev(each)));
    for (const { value, count } of json.severities) {
      const is = ({ finding }: Occurrence) => (finding['severity'] ?? 'none') === value;
      expect({ value, count }).toEqual({
        value,
        count: counted((each) => isOpen(each) && !isKev(each) && is(each)),
      });
    }
    for (const { value, count } of json.states) {
      const is = (each: Occurrence) => stateOf(each) === value;
      expect({ value, count }).toEqual({
        value,
        count: counted((each) => isCritical(each) && !isKev(each) && is(each)),
      });
    }
    expect(json.kev).toBe(counted((each) => isOpen(each) && isCritical(each) && isKev(each)));
  });

  test('tags and threats are the most frequent, and those that are chosen', async () => {
    const tag = String(list(anOccurrence().finding['tags'])[0]);
    const { json } = await ask(
      `/api/findings/facets?tag=${encodeURIComponent(tag)}&tag=Nobody%20has%20it&threat=${encodeURIComponent(aThreat())}`,
    );
    const tags = counts(json.tags);
    expect(tags['Nobody has it']).toBe(0);
    expect(tags[tag]).toBe(
      counted(
        ({ finding }) => has(finding, 'tags', tag) && has(finding, 'threatIndicators', aThreat()),
      ),
    );
    expect(counts(json.threats)[aThreat()]).toBe(json.total);
    const web = await ask('/api/findings/facets?kind=web');
    expect(web.json.kinds).toEqual({
      host: truth.onHosts.length,
      web: truth.onWebApps.length,
    });
    expect(web.json.total).toBe(truth.onWebApps.length);
  });
});

test('a file has every row of the filter in the order of the list', async () => {
  const filter = 'state=open&sort=firstFound&order=asc';
  const { rows } = await all(filter);
  const { status, headers, text } = await ask(address('findings.csv', filter));
  expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(headers['content-disposition']).toMatch(
    /^attachment; filename="findings-\d{4}-\d\d-\d\d[.]csv"$/,
  );
  const records = parse(text, { columns: true }) as Record<string, string>[];
  expect(records.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
  const [first, row] = [records[0]!, rows[0]];
  expect(first).toMatchObject({
    severity: row.severity,
    qid: String(row.qid),
    on: row.on.name,
    cves: row.cves.join('; '),
    firstFound: new Date(row.firstFound).toISOString(),
  });
  const empty = await ask('/api/findings.csv?search=nothing%20has%20this%20title');
  expect(empty.text.trim().split('\n')).toHaveLength(1);
  const refused = await ask('/api/findings.csv?at=2000-01-01T00:00:00Z');
  expect([refused.status, refused.json.code]).toEqual([422, 'A_NOTHING_YET']);
});
