import { WEB_APP_SCANNER } from '../../../model/entity-kinds/services.ts';
import { WEB_APP_FINDING } from '../../../model/entity-kinds/web-apps.ts';
import type { Finding, Relationship } from '../../../model/graph-object.ts';
import type { WebAppFinding } from '../../../qualys/index.ts';
import type { ConverterContext } from '../context.ts';
import { listed, sorted } from '../lists.ts';
import { statedRelationship } from '../relationship.ts';
import { WEB_APP_SCANNER_KEY } from '../services/constants.ts';
import { numericSeverity, severityName } from '../severity.ts';

/** A finding record that can become a finding: it has a key, a QID and an application. */
export type UsableWebAppFinding = WebAppFinding & {
  readonly id: string;
  readonly webApp: { readonly id: string };
};

/** A finding of the web application scanner on its application. */
export function convertWebAppFinding(
  record: UsableWebAppFinding,
  context: ConverterContext,
): Finding {
  const key = record.uniqueId ?? `web-app-finding:${record.id}`;
  const name = record.name ?? (record.qid === undefined ? key : `QID ${record.qid}`);
  const isFixed = record.status?.toUpperCase() === 'FIXED';
  const isInformation = record.type?.toUpperCase() === 'INFORMATION_GATHERED';
  const { webApp } = record;
  return {
    ref: { space: 'web-app', id: webApp.id },
    entity: {
      _key: key,
      _type: WEB_APP_FINDING.type,
      _class: WEB_APP_FINDING.classes,
      'tag.AccountName': context.accountTag,
      severity: severityName(record.severity),
      numericSeverity: numericSeverity(record.severity),
      qualysSeverity: record.severity,
      name,
      displayName: name,
      id: key,
      category: 'app-scan',
      status: record.status,
      open: !(isFixed || isInformation || record.isIgnored === true),
      closedReason: isFixed ? 'fixed' : record.isIgnored === true ? 'ignored' : undefined,
      isIgnored: record.isIgnored,
      tags: sorted(webApp.tags?.map((tag) => tag.name)),
      qualysFindingId: record.id,
      uniqueId: record.uniqueId,
      qid: record.qid,
      type: record.type,
      findingType: record.findingType,
      potential: record.potential,
      group: record.group,
      url: record.url,
      param: record.param,
      cweIds: listed(record.cwe?.map((number) => `CWE-${number}`)),
      owaspCategories: listed(record.owasp?.map((each) => each.name)),
      wascCategories: listed(record.wasc?.map((each) => each.name)),
      targets: webApp.name === undefined ? undefined : [webApp.name],
      webAppId: webApp.id,
      webAppName: webApp.name,
      detectionScore: record.detectionScore,
      cvssScoreV3: record.cvssV3?.base,
      numTimesFound: record.timesDetected,
      createdOn: record.firstDetectedDate,
      updatedOn: record.lastDetectedDate,
      firstDetectedOn: record.firstDetectedDate,
      lastDetectedOn: record.lastDetectedDate,
      lastTestedOn: record.lastTestedDate,
      resolvedOn: isFixed ? record.fixedDate : undefined,
      ignoredReason: record.ignoredReason,
      ignoredOn: record.ignoredDate,
      ignoredComment: record.ignoredComment,
    },
  };
}

/** The scanner IDENTIFIED the finding. */
export function identifiedRelationship(finding: Finding): Relationship {
  return statedRelationship(
    { _key: WEB_APP_SCANNER_KEY, _type: WEB_APP_SCANNER.type },
    'IDENTIFIED',
    finding.entity,
  );
}
