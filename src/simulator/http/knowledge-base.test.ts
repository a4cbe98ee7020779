import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, KNOWLEDGE, startCaller, texts } from '../testing/caller.ts';
import { isoSeconds } from '../time/calendar.ts';
import type { Vulnerability } from '../world/vulnerability.ts';

let caller: Caller;
let all: readonly Vulnerability[];

beforeAll(async () => {
  caller = await startCaller({ seed: 'kb', hosts: 1 });
  caller.simulator.advanceDays(15);
  all = caller.simulator.world.vulnerabilities;
});
afterAll(() => caller.simulator.close());

function isShown({ inKnowledgeBase, isDisabled }: Vulnerability): boolean {
  return inKnowledgeBase && !isDisabled;
}

const yesterday = () => caller.simulator.now - 86_400_000;

test.each<[string, () => Record<string, string>, (each: Vulnerability) => boolean]>([
  ['nothing', () => ({}), isShown],
  [
    'show_disabled_flag',
    () => ({ show_disabled_flag: '1' }),
    ({ inKnowledgeBase }) => inKnowledgeBase,
  ],
  [
    'ids',
    () => ({ ids: '45000-45999,150001-150100' }),
    (each) =>
      isShown(each) &&
      ((each.qid >= 45_000 && each.qid < 46_000) || (each.qid >= 150_001 && each.qid <= 150_100)),
  ],
  [
    'id_min and id_max',
    () => ({ id_min: '91000', id_max: '91500' }),
    (each) => isShown(each) && each.qid >= 91_000 && each.qid <= 91_500,
  ],
  [
    'last_modified_after',
    () => ({ last_modified_after: isoSeconds(yesterday()) }),
    (each) => isShown(each) && Math.max(each.modified, each.customized ?? 0) >= yesterday(),
  ],
  [
    'last_modified_by_user_after',
    () => ({ last_modified_by_user_after: '2020-01-01', show_disabled_flag: '1' }),
    (each) => each.inKnowledgeBase && each.customized !== undefined,
  ],
  [
    'published_before',
    () => ({ published_before: '2020-01-01' }),
    (each) => isShown(each) && each.published <= Date.UTC(2020, 0, 1),
  ],
  [
    'code_modified_after',
    () => ({ code_modified_after: '2024-01-01' }),
    (each) => isShown(each) && (each.codeModified ?? 0) >= Date.UTC(2024, 0, 1),
  ],
  ['is_patchable', () => ({ is_patchable: '0' }), (each) => isShown(each) && !each.patchable],
  [
    'discovery_auth_types',
    () => ({ discovery_auth_types: 'Oracle' }),
    (each) => isShown(each) && each.authTypes.includes('Oracle'),
  ],
  [
    'cve',
    () => ({ cve: all.find((each) => isShown(each) && each.cves.length > 2)?.cves[1] ?? '' }),
    (each) =>
      isShown(each) &&
      each.cves.includes(all.find((one) => isShown(one) && one.cves.length > 2)?.cves[1] ?? ''),
  ],
])('%s chooses QIDs', async (_, parameters, test) => {
  const expected = all.filter(test).map(({ qid }) => String(qid));
  expect(expected.length).toBeGreaterThan(0);
  const { text } = await caller.fo(KNOWLEDGE, parameters());
  expect(texts(text, 'QID')).toEqual(expected);
});

test('QIDs that the knowledge base does not have are silently missing', async () => {
  const absent = all.find(({ inKnowledgeBase }) => !inKnowledgeBase);
  const { status, text } = await caller.fo(KNOWLEDGE, { ids: String(absent?.qid) });
  expect(status).toBe(200);
  expect(text).not.toContain('VULN_LIST>');
});

test.each([
  [{ details: 'All' }, '<CVSS_V3>'],
  [{ details: 'All' }, '<BASE source="service">'],
  [{ details: 'All' }, '<THREAT_INTEL id="'],
  [{ details: 'All' }, '<EXPLT>'],
  [{ show_pci_reasons: '1' }, '<PCI_REASON>'],
  [{ show_supported_modules_info: '1' }, '<SUPPORTED_MODULES>'],
  [{ show_disabled_flag: '1' }, '<IS_DISABLED>'],
  [{ show_qid_change_log: '1' }, '<CHANGE_LOG_INFO>'],
  [{ details: 'None' }, '<ID_SET>'],
])('%o adds %s', async (parameters, mark) => {
  expect((await caller.fo(KNOWLEDGE)).text).not.toContain(mark);
  expect((await caller.fo(KNOWLEDGE, parameters as Record<string, string>)).text).toContain(mark);
});

test('a keep-alive comment stands inside the root', async () => {
  const { text } = await caller.fo(KNOWLEDGE, { ids: String(all.find(isShown)?.qid) });
  expect(text).toMatch(
    /<DATETIME>[^<]+<\/DATETIME>\n<!-- keep-alive for KNOWLEDGE_BASE_VULN_LIST_OUTPUT {2}-->\n<VULN_LIST>/,
  );
});
