import { webAppFindingTree } from '../../render/web-app-finding.ts';
import { lastFindingId, type WebAppFinding } from '../../world/web-app-finding.ts';
import type { World } from '../../world/world.ts';
import type { SearchField } from '../criteria.ts';
import type { QpsEndpoint } from '../qps-endpoint.ts';
import { count, idHints, type Searchable, search } from '../search.ts';
import type { Criterion } from '../service-request.ts';
import { serviceError, servicePage } from '../service-response.ts';

type Field = SearchField<WebAppFinding>;

function one(
  type: Field['type'],
  of: (finding: WebAppFinding) => string | number | boolean | undefined,
): Field {
  return {
    type,
    values: (finding) => {
      const value = of(finding);
      return value === undefined ? [] : [value];
    },
  };
}

const FIELDS: Readonly<Record<string, Field>> = {
  id: one('integer', ({ id }) => id),
  uniqueId: one('text', ({ uniqueId }) => uniqueId),
  qid: one('integer', ({ vulnerability }) => vulnerability.qid),
  name: one('text', ({ vulnerability }) => vulnerability.title),
  type: one('keyword', ({ type }) => type),
  url: one('text', ({ url }) => url),
  status: one('keyword', ({ status }) => status),
  severity: one('integer', ({ severity }) => severity),
  group: one('keyword', ({ group }) => group),
  findingType: one('keyword', ({ findingType }) => findingType),
  isIgnored: one('boolean', ({ isIgnored }) => isIgnored),
  ignoredReason: one('keyword', ({ ignored }) => ignored?.reason),
  ignoredDate: one('date', ({ ignored }) => ignored?.date),
  timesDetected: one('integer', ({ timesDetected }) => timesDetected),
  firstDetectedDate: one('date', ({ firstDetected }) => firstDetected),
  lastDetectedDate: one('date', ({ lastDetected }) => lastDetected),
  lastTestedDate: one('date', ({ lastTested }) => lastTested),
  fixedDate: one('date', ({ fixed }) => fixed),
  'webApp.id': one('integer', ({ webApp }) => webApp.id),
  'webApp.name': one('text', ({ webApp }) => webApp.name),
  'webApp.tags.id': { type: 'integer', values: ({ webApp }) => webApp.tags.map(({ id }) => id) },
  'webApp.tags.name': { type: 'text', values: ({ webApp }) => webApp.tags.map(({ name }) => name) },
  'cwe.id': { type: 'integer', values: ({ cwe }) => cwe },
};

function* candidates(world: World, criteria: readonly Criterion[]): Generator<WebAppFinding> {
  const { among } = idHints(criteria, 'webApp.id');
  const { above } = idHints(criteria, 'id');
  for (const app of world.webApps()) {
    if (among !== undefined && !among.includes(app.id)) continue;
    if (lastFindingId(app.index) > above) yield* world.webAppFindings(app);
  }
}

/** Findings of WAS. */
export const WEB_APP_FINDINGS: QpsEndpoint = {
  name: 'web-app-findings',
  object: '3.0/was/finding',
  xsd: '3.0/was/finding.xsd',
  module: 'was',
  answer: ({ world, operation, service, form, members, id }) => {
    const object: Searchable<WebAppFinding> = {
      fields: FIELDS,
      candidates: (criteria) => candidates(world, criteria),
      id: (finding) => finding.id,
      tree: webAppFindingTree,
    };
    if (operation === 'count') return count(object, service, form);
    if (operation === 'search') return search(object, service, form, members);
    for (const finding of candidates(world, [])) {
      if (String(finding.id) === id || finding.uniqueId === id) {
        return servicePage(form, { records: [webAppFindingTree(finding, true)] });
      }
    }
    return serviceError(
      form,
      'OBJECT_NOT_FOUND',
      `Finding with id ${id} was not found.`,
      'Check the id.',
    );
  },
};
