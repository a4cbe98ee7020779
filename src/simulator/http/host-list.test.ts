import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, HOSTS, hostIdsOf, startCaller } from '../testing/caller.ts';
import { isoSeconds } from '../time/calendar.ts';
import type { Host } from '../world/host.ts';

let caller: Caller;
let hosts: readonly Host[];

beforeAll(async () => {
  caller = await startCaller({ seed: 'list', hosts: 250 });
  hosts = [...caller.simulator.world.hosts()];
});
afterAll(() => caller.simulator.close());

function idsWhere(test: (host: Host) => boolean): number[] {
  return hosts.filter(test).map(({ id }) => id);
}

test('all hosts are listed, clean ones too, ascending by id', async () => {
  expect(hostIdsOf((await caller.fo(HOSTS)).text)).toEqual(hosts.map(({ id }) => id));
});

test('details=None is an ID_SET of ids and ranges', async () => {
  const { text } = await caller.fo(HOSTS, { details: 'None', truncation_limit: '0' });
  const ids = [...text.matchAll(/<ID(?:_RANGE)?>(\d+)(?:-(\d+))?</g)].flatMap(([, first, last]) =>
    Array.from(
      { length: Number(last ?? first) - Number(first) + 1 },
      (_, at) => Number(first) + at,
    ),
  );
  expect(ids).toEqual(hosts.map(({ id }) => id));
  expect(text).toContain('<ID_RANGE>');
  const some = await caller.fo(HOSTS, { details: 'None', ids: `${ids[0]},${ids[2]}-${ids[3]}` });
  expect(some.text).toContain(`<ID>${ids[0]}</ID>\n<ID_RANGE>${ids[2]}-${ids[3]}</ID_RANGE>`);
});

const middle = () => hosts[100] as Host;

test.each<[string, () => Record<string, string>, (host: Host) => boolean]>([
  [
    'ids',
    () => ({ ids: `${hosts[3]?.id},${hosts[10]?.id}-${hosts[20]?.id}` }),
    ({ id }) => id === hosts[3]?.id || (id >= (hosts[10]?.id ?? 0) && id <= (hosts[20]?.id ?? 0)),
  ],
  [
    'id_min and id_max',
    () => ({ id_min: String(hosts[5]?.id), id_max: String(hosts[9]?.id) }),
    ({ id }) => id >= (hosts[5]?.id ?? 0) && id <= (hosts[9]?.id ?? 0),
  ],
  [
    'vm_processed_after',
    () => ({ vm_processed_after: isoSeconds(middle().lastScanned) }),
    ({ lastScanned }) => lastScanned >= middle().lastScanned,
  ],
  [
    'vm_processed_before',
    () => ({ vm_processed_before: isoSeconds(middle().lastScanned) }),
    ({ lastScanned }) => lastScanned <= middle().lastScanned,
  ],
  [
    'vm_scan_since',
    () => ({ vm_scan_since: '2026-10-30' }),
    ({ lastVmScanned }) => lastVmScanned >= Date.UTC(2026, 9, 30),
  ],
  [
    'no_vm_scan_since',
    () => ({ no_vm_scan_since: '2026-10-30' }),
    ({ lastVmScanned }) => lastVmScanned <= Date.UTC(2026, 9, 30),
  ],
  [
    'vm_auth_scan_date_after',
    () => ({ vm_auth_scan_date_after: '2026-10-30' }),
    ({ lastAuthScanned }) => (lastAuthScanned ?? 0) >= Date.UTC(2026, 9, 30),
  ],
  [
    'max_days_since_last_vm_scan',
    () => ({ max_days_since_last_vm_scan: '2' }),
    ({ lastVmScanned }) => lastVmScanned >= caller.simulator.now - 2 * 86_400_000,
  ],
  [
    'os_pattern',
    () => ({ os_pattern: '^(Ubuntu|Rocky)' }),
    ({ os }) => /^(Ubuntu|Rocky)/.test(os ?? ''),
  ],
  [
    'network_ids',
    () => ({ network_ids: '1201,1202' }),
    ({ networkId }) => networkId === 1201 || networkId === 1202,
  ],
  [
    'ips',
    () => ({ ips: '10.0.0.5-10.0.0.40' }),
    ({ ip }) =>
      ip?.split(',').some((one) => {
        const last = /^10\.0\.0\.(\d+)$/.exec(one);
        return last !== null && Number(last[1]) >= 5 && Number(last[1]) <= 40;
      }) ?? false,
  ],
  ['ag_titles', () => ({ ag_titles: 'Branches' }), ({ assetGroups }) => assetGroups.includes(7002)],
  ['ag_ids', () => ({ ag_ids: '7004' }), ({ assetGroups }) => assetGroups.includes(7004)],
  [
    'trurisk_min and trurisk_max',
    () => ({ trurisk_min: '300', trurisk_max: '600' }),
    ({ truRisk }) => truRisk !== undefined && truRisk >= 300 && truRisk <= 600,
  ],
  [
    'compliance_enabled',
    () => ({ compliance_enabled: '1' }),
    ({ lastCompliance }) => lastCompliance !== undefined,
  ],
  [
    'tags by id',
    () => ({ use_tags: '1', tag_set_include: '55502' }),
    ({ tags }) => tags.some(({ id }) => id === 55502),
  ],
  [
    'tags by name, any',
    () => ({ use_tags: '1', tag_set_by: 'name', tag_set_include: 'Prod,2024' }),
    ({ tags }) => tags.some(({ name }) => name === 'Prod' || name === '2024'),
  ],
  [
    'tags by name, all',
    () => ({
      use_tags: '1',
      tag_set_by: 'name',
      tag_set_include: 'Prod,Critical',
      tag_include_selector: 'all',
    }),
    ({ tags }) => ['Prod', 'Critical'].every((wanted) => tags.some(({ name }) => name === wanted)),
  ],
  [
    'tags excluded',
    () => ({ use_tags: '1', tag_set_exclude: '55501,55503' }),
    ({ tags }) => !tags.some(({ id }) => id === 55501 || id === 55503),
  ],
])('%s chooses hosts', async (_, parameters, test) => {
  const expected = idsWhere(test);
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.length).toBeLessThan(hosts.length);
  expect(hostIdsOf((await caller.fo(HOSTS, parameters())).text)).toEqual(expected);
});

test.each([
  ['show_tags', '1', '<TAGS>'],
  ['show_asset_id', '1', '<ASSET_ID>'],
  ['show_trurisk', '1', '<TRURISK_SCORE>'],
  ['show_ars', '1', '<TRURISK_SCORE>'],
  ['show_trurisk_factors', '1', '<VULN_COUNT qds_severity="5">'],
  ['show_cloud_tags', '1', '<CLOUD_PROVIDER_TAGS>'],
  ['host_metadata', 'all', '<METADATA>'],
  ['details', 'All', '<OWNER>'],
  ['details', 'All', '<COMMENTS>'],
  ['details', 'Basic/AGs', '<ASSET_GROUP_IDS>'],
  ['details', 'All/AGs', '<GLOSSARY>'],
])('%s=%s adds %s', async (name, value, mark) => {
  expect((await caller.fo(HOSTS)).text).not.toContain(mark);
  expect((await caller.fo(HOSTS, { [name]: value })).text).toContain(mark);
});

test('host_metadata can be asked for one cloud only', async () => {
  const { text } = await caller.fo(HOSTS, { host_metadata: 'azure' });
  expect(text).toContain('<AZURE>');
  expect(text).not.toMatch(/<EC2>|<GOOGLE>/);
  const all = (await caller.fo(HOSTS, { host_metadata: 'all' })).text;
  for (const mark of [
    '<EC2>',
    '<GOOGLE>',
    '<LAST_STATUS>Fail</LAST_STATUS>',
    '<![CDATA[null]]>',
    '<![CDATA[/',
    '404 - Not Found',
  ]) {
    expect(all).toContain(mark);
  }
});
