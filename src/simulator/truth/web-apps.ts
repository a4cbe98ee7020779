import type { WebApp } from '../world/web-app.ts';
import type { WebAppFinding } from '../world/web-app-finding.ts';
import { severityOf, sortedList, type TruthEntity, truthEntity } from './truth-object.ts';
import type { TruthScope } from './truth-options.ts';

/** A scanned web application. */
export function webAppEntity(app: WebApp): TruthEntity {
  return truthEntity(`qualys-web-app:${app.id}`, 'web_app', ['Application'], {
    name: app.name,
    displayName: app.name,
    webAppId: String(app.id),
    url: app.url,
    ownerId: String(app.ownerId),
    tags: sortedList(app.tags.map((tag) => tag.name)),
    createdOn: app.created,
    updatedOn: app.updated,
    truRiskScore: app.riskScore,
  });
}

/** A finding of a web application. */
export function webAppFindingEntity(scope: TruthScope, finding: WebAppFinding): TruthEntity {
  const { webApp, vulnerability, status, ignored, type } = finding;
  const isFixed = status === 'FIXED';
  return truthEntity(finding.uniqueId, 'qualys_web_app_finding', ['Finding'], {
    ...scope.ownTags,
    ...severityOf(finding.severity),
    name: vulnerability.title,
    displayName: vulnerability.title,
    id: finding.uniqueId,
    category: 'app-scan',
    status,
    open: !isFixed && finding.isIgnored !== true && type !== 'INFORMATION_GATHERED',
    closedReason: reasonOfEnd(isFixed, finding.isIgnored),
    isIgnored: finding.isIgnored,
    tags: sortedList(webApp.tags.map((tag) => tag.name)),
    qualysFindingId: String(finding.id),
    uniqueId: finding.uniqueId,
    qid: vulnerability.qid,
    type,
    findingType: finding.findingType,
    potential: finding.potential,
    group: finding.group,
    url: finding.url,
    param: finding.param,
    cweIds: finding.cwe.map((number) => `CWE-${number}`),
    owaspCategories: finding.owasp.map(({ name }) => name),
    wascCategories: finding.wasc.map(({ name }) => name),
    targets: [webApp.name],
    webAppId: String(webApp.id),
    webAppName: webApp.name,
    detectionScore: finding.detectionScore,
    cvssScoreV3: finding.cvss3 === undefined ? undefined : Number(finding.cvss3.base),
    numTimesFound: finding.timesDetected,
    createdOn: finding.firstDetected,
    updatedOn: finding.lastDetected,
    firstDetectedOn: finding.firstDetected,
    lastDetectedOn: finding.lastDetected,
    lastTestedOn: finding.lastTested,
    resolvedOn: isFixed ? finding.fixed : undefined,
    ignoredReason: ignored?.reason,
    ignoredOn: ignored?.date,
    ignoredComment: ignored?.comment,
  });
}

/** Why a finding counts as closed: what is fixed is so whether somebody ignores it or not. */
function reasonOfEnd(isFixed: boolean, isIgnored: boolean | undefined): string | undefined {
  if (isFixed) return 'fixed';
  return isIgnored === true ? 'ignored' : undefined;
}
