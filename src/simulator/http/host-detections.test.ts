import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, DETECTIONS, hostIdsOf, startCaller, texts } from '../testing/caller.ts';
import { isoSeconds } from '../time/calendar.ts';
import type { Detection } from '../world/detection.ts';
import type { Host } from '../world/host.ts';

let caller: Caller;
let all: readonly (readonly [Host, Detection])[];

beforeAll(async () => {
  caller = await startCaller({ seed: 'detections', hosts: 60, detections: 25 });
  const { world } = caller.simulator;
  all = [...world.hosts()].flatMap((host) =>
    world.detections(host).map((each) => [host, each] as const),
  );
});
afterAll(() => caller.simulator.close());

/** What comes without any parameter. */
function isDefault({ type, status, isIgnored, isDisabled }: Detection): boolean {
  return type !== 'Info' && status !== 'Fixed' && !isIgnored && !isDisabled;
}

const since = () => caller.simulator.now - 40 * 86_400_000;

test.each<[string, () => Record<string, string>, (detection: Detection, host: Host) => boolean]>([
  ['nothing', () => ({}), isDefault],
  ['show_igs', () => ({ show_igs: '1' }), (each) => isDefault({ ...each, type: 'Confirmed' })],
  [
    'status',
    () => ({ status: 'Fixed' }),
    (each) => isDefault({ ...each, status: undefined }) && each.status === 'Fixed',
  ],
  [
    'several status',
    () => ({ status: 'New,Re-Opened' }),
    (each) => isDefault(each) && (each.status === 'New' || each.status === 'Re-Opened'),
  ],
  [
    'severities',
    () => ({ severities: '1-2,5' }),
    (each) => isDefault(each) && [1, 2, 5].includes(each.vulnerability.severity),
  ],
  [
    'qids',
    () => ({ qids: '38000-38999' }),
    (each) =>
      isDefault(each) && each.vulnerability.qid >= 38_000 && each.vulnerability.qid < 39_000,
  ],
  [
    'include_vuln_type',
    () => ({ include_vuln_type: 'potential' }),
    (each) => isDefault(each) && each.type === 'Potential',
  ],
  [
    'include_ignored',
    () => ({ include_ignored: '1' }),
    (each) => isDefault({ ...each, isIgnored: false }),
  ],
  [
    'include_disabled',
    () => ({ include_disabled: '1' }),
    (each) => isDefault({ ...each, isDisabled: false }),
  ],
  [
    'detection_updated_since',
    () => ({ detection_updated_since: isoSeconds(since()), status: 'Fixed' }),
    (each) =>
      isDefault({ ...each, status: undefined }) &&
      each.status === 'Fixed' &&
      each.changed >= since(),
  ],
  [
    'detection_updated_before',
    () => ({ detection_updated_before: isoSeconds(since()) }),
    (each) => isDefault(each) && each.changed <= since(),
  ],
  [
    'max_days_since_detection_updated',
    () => ({ max_days_since_detection_updated: '1' }),
    (each) => isDefault(each) && each.changed >= caller.simulator.now - 86_400_000,
  ],
  [
    'detection_processed_after',
    () => ({ detection_processed_after: '2026-10-31' }),
    (each) => isDefault(each) && each.lastProcessed >= Date.UTC(2026, 9, 31),
  ],
  [
    'detection_last_tested_before',
    () => ({ detection_last_tested_before: '2026-10-31' }),
    (each) => isDefault(each) && each.lastTested <= Date.UTC(2026, 9, 31),
  ],
  [
    'qds_min and qds_max',
    () => ({ show_qds: '1', qds_min: '40', qds_max: '60' }),
    (each) => isDefault(each) && (each.qds ?? 0) >= 40 && (each.qds ?? 0) <= 60,
  ],
  [
    'arf_kernel_filter',
    () => ({ arf_kernel_filter: '4' }),
    (each) => isDefault(each) && each.vulnerability.affectsKernel,
  ],
  [
    'os_pattern',
    () => ({ os_pattern: 'Windows' }),
    (each, host) => isDefault(each) && (host.os?.includes('Windows') ?? false),
  ],
  [
    'tags',
    () => ({ use_tags: '1', tag_set_by: 'name', tag_set_include: 'Prod' }),
    (each, host) => isDefault(each) && host.tags.some(({ name }) => name === 'Prod'),
  ],
])('%s chooses detections', async (_, parameters, test) => {
  const expected = all.filter(([host, each]) => test(each, host));
  expect(expected.length).toBeGreaterThan(0);
  const { text } = await caller.fo(DETECTIONS, parameters());
  expect(texts(text, 'UNIQUE_VULN_ID')).toEqual(
    expected.map(([, { uniqueId }]) => String(uniqueId)),
  );
  expect(hostIdsOf(text)).toEqual([...new Set(expected.map(([{ id }]) => id))]);
});

test('clean hosts are left out', async () => {
  const { text } = await caller.fo(DETECTIONS);
  const hosts = [...caller.simulator.world.hosts()];
  expect(hosts.some(({ id }) => !hostIdsOf(text).includes(id))).toBe(true);
});

test.each([
  ['show_results', '0', '1', '<RESULTS>'],
  ['show_reopened_info', '1', '0', '<TIMES_REOPENED>'],
  ['show_asset_id', '1', '0', '<ASSET_ID>'],
  ['show_tags', '1', '0', '<BACKGROUND_COLOR>'],
  ['show_cloud_tags', '1', '0', '<CLOUD_TAG>'],
  ['show_qds', '1', '0', '<QDS severity="'],
  ['vuln_detection_source', '1', '0', '<LATEST_VULNERABILITY_DETECTION_SOURCE>'],
])('%s=%s differs from the default %s in %s', async (name, value, byDefault, mark) => {
  const has = async (parameters: Record<string, string>) =>
    (
      await caller.fo(DETECTIONS, { status: 'New,Active,Re-Opened,Fixed', ...parameters })
    ).text.includes(mark);
  const standard = await has({});
  expect(await has({ [name]: byDefault })).toBe(standard);
  expect(await has({ [name]: value })).toBe(!standard);
});

test('factors of the score come on request', async () => {
  const { text } = await caller.fo(DETECTIONS, { show_qds: '1', show_qds_factors: '1' });
  for (const name of [
    'CVSS',
    'CVSS_version',
    'CVSS_vector',
    'epss',
    'RTI',
    'exploit_maturity',
    'CISA_vuln',
  ]) {
    expect(text).toContain(`<QDS_FACTOR name="${name}">`);
  }
  expect((await caller.fo(DETECTIONS, { show_qds: '1' })).text).not.toContain('QDS_FACTOR');
});

test('information has no STATUS and no IS_IGNORED', async () => {
  const { text } = await caller.fo(DETECTIONS, { show_igs: '1', qids: '45000-45999' });
  expect(texts(text, 'TYPE').length).toBeGreaterThan(3);
  expect(new Set(texts(text, 'TYPE'))).toEqual(new Set(['Info']));
  expect(text).not.toMatch(/<STATUS>|<IS_IGNORED>/);
});

test('a result that holds the end mark of CDATA keeps the document whole', async () => {
  const { text } = await caller.fo(DETECTIONS, {
    status: 'New,Active,Fixed,Re-Opened',
    truncation_limit: '0',
  });
  const bare = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  expect(bare).not.toContain(']]>');
  expect(bare.match(/<DETECTION>/g)?.length).toBe(bare.match(/<\/DETECTION>/g)?.length);
});
