import type { EntityKind } from '../entity-kind.ts';
import { boolean, date, number, text, textList } from '../property.ts';
import { NAMED, OPENNESS, SEVERITY } from './named.ts';

const volatile = { volatile: true } as const;
const rest = { column: false } as const;

/** A web application that WAS scans. Names are not unique, ids are. */
export const WEB_APP: EntityKind = {
  type: 'web_app',
  classes: ['Application'],
  resourceName: 'Web application',
  ownership: 'mapped',
  key: 'qualys-web-app:<id>',
  collapse: true,
  properties: {
    ...NAMED, // WebApp/name for both
    webAppId: text('WebApp/id', 'Id of the web application.'),
    url: text('WebApp/url', 'Address.'),
    ownerId: text('WebApp/owner/id', 'Id of the owner in Qualys.', rest),
    tags: textList('WebApp/tags/list/Tag/name', 'Names of the tags, distinct, sorted.'),
    createdOn: date('WebApp/createdDate', 'Created.'),
    updatedOn: date('WebApp/updatedDate', 'Last changed.', volatile),
    truRiskScore: number('WebApp/riskScore', '0 to 1000.', volatile),
  },
};

/** One finding of the web application scanner. */
export const WEB_APP_FINDING: EntityKind = {
  type: 'qualys_web_app_finding',
  classes: ['Finding'],
  resourceName: 'Web app finding',
  ownership: 'instance',
  key: 'uniqueId; without it web-app-finding:<id>',
  properties: {
    ...NAMED, // Finding/name for both, else `QID <n>`
    ...SEVERITY,
    ...OPENNESS, // open: status is not FIXED, not ignored, type is not INFORMATION_GATHERED; tags: webApp/tags names where told
    id: text('same as _key', 'Key of the finding.', rest),
    category: text('constant app-scan', 'Kind of finding.', rest),
    qualysFindingId: text('Finding/id', 'Id of the finding record.'),
    uniqueId: text('Finding/uniqueId', 'Id that is stable across scans.'),
    qid: number('Finding/qid', 'Qualys id of the vulnerability.'),
    type: text('Finding/type', 'VULNERABILITY, SENSITIVE_CONTENT or INFORMATION_GATHERED.'),
    findingType: text('Finding/findingType', 'QUALYS, BURP, BUGCROWD, MANUAL …'),
    potential: boolean('Finding/potential', 'A potential vulnerability.'),
    group: text('Finding/group', 'XSS, SQL, INFO, PATH …'),
    url: text('Finding/url', 'Where it was found.'),
    param: text('Finding/param', 'Parameter concerned.'),
    cweIds: textList('Finding/cwe/list/long', '`CWE-<n>`, in the order given.', rest),
    owaspCategories: textList('Finding/owasp/list/OWASP/name', 'Names, in the order given.', rest),
    wascCategories: textList('Finding/wasc/list/WASC/name', 'Names, in the order given.', rest),
    targets: textList('Finding/webApp/name', 'Name of the web application.', {
      ...volatile,
      ...rest,
    }),
    webAppId: text('Finding/webApp/id', 'Id of the web application.'),
    webAppName: text('Finding/webApp/name', 'Name of the web application.', volatile),
    detectionScore: number('Finding/detectionScore', 'Qualys Detection Score, 1 to 100.', volatile),
    cvssScoreV3: number('Finding/cvssV3/base', 'CVSS v3 base score.'),
    numTimesFound: number('Finding/timesDetected', 'How often it was detected.', volatile),
    createdOn: date('Finding/firstDetectedDate', 'Same as firstDetectedOn.'),
    updatedOn: date('Finding/lastDetectedDate', 'Same as lastDetectedOn.', volatile),
    firstDetectedOn: date('Finding/firstDetectedDate', 'First detected.'),
    lastDetectedOn: date('Finding/lastDetectedDate', 'Last detected.', volatile),
    lastTestedOn: date('Finding/lastTestedDate', 'Last tested.', volatile),
    resolvedOn: date('Finding/fixedDate', 'Only while status is FIXED.'),
    ignoredReason: text(
      'Finding/ignoredReason',
      'FALSE_POSITIVE, RISK_ACCEPTED or NOT_APPLICABLE.',
    ),
    ignoredOn: date('Finding/ignoredDate', 'When it was ignored.'),
    ignoredComment: text('Finding/ignoredComment', 'Why it was ignored.', rest),
  },
};
