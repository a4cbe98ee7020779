import { type KnowledgeBaseView, renderVulnerability } from '../../render/knowledge-base.ts';
import { keepAliveComment } from '../../render/xml.ts';
import type { Vulnerability } from '../../world/vulnerability.ts';
import { xmlAnswer } from '../answer.ts';
import { documentHead, documentTail } from '../fo-document.ts';
import type { FoEndpoint, FoRequest } from '../fo-endpoint.ts';
import { anyText, dateTime, flag, idRanges, oneOf, wholeNumber } from '../parameters.ts';
import { idSet, isInRanges } from '../ranges.ts';

const ROOT = 'KNOWLEDGE_BASE_VULN_LIST_OUTPUT';

type Test = (vulnerability: Vulnerability) => boolean;

function vulnerabilityTest({ parameters }: FoRequest): Test {
  const tests: Test[] = [({ inKnowledgeBase }) => inKnowledgeBase];
  const ids = parameters.ranges('ids');
  if (ids !== undefined) tests.push(({ qid }) => isInRanges(ids, qid));
  const least = parameters.number('id_min');
  if (least !== undefined) tests.push(({ qid }) => qid >= least);
  const most = parameters.number('id_max');
  if (most !== undefined) tests.push(({ qid }) => qid <= most);
  // Without the flag, QIDs that a user disabled are left out: the flag changes the number of records.
  if (!parameters.isOn('show_disabled_flag')) tests.push(({ isDisabled }) => !isDisabled);
  if (parameters.has('is_patchable')) {
    const wanted = parameters.isOn('is_patchable');
    tests.push(({ patchable }) => patchable === wanted);
  }
  const window = (name: string, of: (vulnerability: Vulnerability) => number | undefined): void => {
    const after = parameters.date(`${name}_after`);
    const before = parameters.date(`${name}_before`);
    if (after !== undefined)
      tests.push((entry) => (of(entry) ?? Number.NEGATIVE_INFINITY) >= after);
    if (before !== undefined)
      tests.push((entry) => (of(entry) ?? Number.POSITIVE_INFINITY) <= before);
  };
  window('last_modified', ({ modified, customized }) => Math.max(modified, customized ?? 0));
  window('last_modified_by_service', ({ modified }) => modified);
  window('last_modified_by_user', ({ customized }) => customized);
  window('published', ({ published }) => published);
  window('code_modified', ({ codeModified }) => codeModified);
  const method = parameters.text('discovery_method');
  if (method?.startsWith('Remote')) tests.push(({ isRemote }) => isRemote);
  if (method?.startsWith('Authenticated')) tests.push(({ authTypes }) => authTypes.length > 0);
  const types = parameters.list('discovery_auth_types');
  if (types !== undefined)
    tests.push(({ authTypes }) => authTypes.some((type) => types.includes(type)));
  const cves = parameters.list('cve');
  if (cves !== undefined) tests.push((entry) => entry.cves.some((cve) => cves.includes(cve)));
  return (vulnerability) => tests.every((test) => test(vulnerability));
}

function viewOf({ parameters, version }: FoRequest): KnowledgeBaseView {
  return {
    version: Number(version),
    isAll: parameters.text('details') === 'All',
    showPciReasons: parameters.isOn('show_pci_reasons'),
    showModules: parameters.isOn('show_supported_modules_info'),
    showDisabled: parameters.isOn('show_disabled_flag'),
    showChangeLog: parameters.isOn('show_qid_change_log'),
  };
}

function* body(request: FoRequest): Generator<string> {
  const view = viewOf(request);
  const isIds = request.parameters.text('details') === 'None';
  const list = isIds ? 'ID_SET' : 'VULN_LIST';
  yield documentHead(
    request,
    ROOT,
    `/api/${request.version}/fo/knowledge_base/vuln/knowledge_base_vuln_list_output.dtd`,
  );
  yield keepAliveComment(ROOT);
  const found = request.world.vulnerabilities.filter(vulnerabilityTest(request));
  if (found.length > 0) {
    yield `<${list}>\n`;
    if (isIds) yield* idSet(found.map(({ qid }) => qid));
    else for (const vulnerability of found) yield renderVulnerability(vulnerability, view);
    yield `</${list}>\n`;
  }
  yield documentTail(ROOT);
}

/** The knowledge base. An answer is complete; there is no truncation_limit (reference 11.1). */
export const KNOWLEDGE_BASE: FoEndpoint = {
  name: 'knowledge-base',
  path: 'knowledge_base/vuln',
  versions: ['2.0', '3.0', '4.0'],
  isSerial: true,
  rules: {
    action: oneOf('list'),
    echo_request: flag,
    details: oneOf('None', 'Basic', 'All'),
    ids: idRanges,
    id_min: wholeNumber(1),
    id_max: wholeNumber(1),
    is_patchable: flag,
    last_modified_after: dateTime,
    last_modified_before: dateTime,
    last_modified_by_user_after: dateTime,
    last_modified_by_user_before: dateTime,
    last_modified_by_service_after: dateTime,
    last_modified_by_service_before: dateTime,
    published_after: dateTime,
    published_before: dateTime,
    code_modified_after: dateTime,
    code_modified_before: dateTime,
    discovery_method: oneOf(
      'Remote',
      'Authenticated',
      'RemoteOnly',
      'AuthenticatedOnly',
      'RemoteAndAuthenticated',
    ),
    discovery_auth_types: anyText,
    cve: anyText,
    show_pci_reasons: flag,
    show_supported_modules_info: flag,
    show_disabled_flag: flag,
    show_qid_change_log: flag,
  },
  answer: (request) => xmlAnswer(body(request)),
};
