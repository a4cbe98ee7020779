import { DAY_MS } from '../time/calendar.ts';
import { type Detection, qdsBand } from '../world/detection.ts';
import { detectionSources, eliminationStatus, runningFacts } from '../world/detection-facts.ts';
import { resultsOf, resultVariant } from '../world/results.ts';
import type { World } from '../world/world.ts';
import type { PlacedHost } from './hosts.ts';
import {
  severityOf,
  sortedList,
  type TruthEntity,
  type TruthValue,
  truthEntity,
} from './truth-object.ts';
import type { TruthScope } from './truth-options.ts';

/** Whether a collection of that scope brings a detection. */
export function isCollected(world: World, scope: TruthScope, detection: Detection): boolean {
  if (!scope.severities.has(detection.vulnerability.severity)) return false;
  if (!scope.types.has(detection.type)) return false;
  return (
    detection.status !== 'Fixed' || detection.changed >= world.now - scope.fixedSinceDays * DAY_MS
  );
}

/** Key of the finding that a detection becomes. */
export function hostFindingKey(placed: PlacedHost, detection: Detection): string {
  return `host-finding:${placed.host.id}:${detection.uniqueId}`;
}

/** A detection as a finding. */
export function hostFinding(
  scope: TruthScope,
  placed: PlacedHost,
  detection: Detection,
): TruthEntity {
  const { host, cloud, fqdn } = placed;
  const { vulnerability, type, status } = detection;
  const { qid, mitre } = vulnerability;
  const key = hostFindingKey(placed, detection);
  const isFixed = status === 'Fixed';
  const running = runningFacts(detection);
  const sources = detectionSources(host, detection);
  const { ec2InstanceArn, awsAccountId, gcpInstanceSelfLink, gcpProjectId } = cloud.properties;
  return truthEntity(key, 'qualys_host_finding', ['Finding'], {
    ...scope.ownTags,
    ...severityOf(vulnerability.severity),
    name: `QID ${qid}`,
    displayName: `QID ${qid}`,
    id: key,
    category: 'system-scan',
    qid,
    type,
    status,
    open: !isFixed && !detection.isIgnored && !detection.isDisabled && type !== 'Info',
    closedReason: closedReason(detection),
    isIgnored: type === 'Info' ? undefined : detection.isIgnored,
    isDisabled: detection.isDisabled,
    uniqueVulnId: String(detection.uniqueId),
    hostId: String(host.id),
    qualysAssetId: String(host.assetId),
    details: scope.resultQids.has(qid)
      ? resultsOf(vulnerability, resultVariant(host, detection)).slice(0, 300)
      : undefined,
    port: detection.port,
    protocol: detection.protocol,
    ssl: detection.ssl,
    service: detection.service,
    instance: detection.instance,
    detectionFqdn: detection.fqdn,
    fqdn,
    targets: [placed.address, String(host.id), fqdn, ec2InstanceArn, gcpInstanceSelfLink].filter(
      (target) => target !== undefined,
    ),
    tags: sortedList(host.tags.map((tag) => tag.name)),
    ec2InstanceArn,
    awsAccountId,
    gcpInstanceSelfLink,
    gcpProjectId,
    azureVmSourceId: cloud.properties['azureVmId'],
    azureSubscriptionId: cloud.properties['azureSubscriptionId'],
    numTimesFound: detection.timesFound,
    createdOn: detection.firstFound,
    updatedOn: detection.lastFound,
    firstFoundOn: detection.firstFound,
    lastFoundOn: detection.lastFound,
    lastTestedOn: detection.lastTested,
    lastUpdatedOn: detection.lastUpdated,
    lastProcessedOn: detection.lastProcessed,
    lastFixedOn: detection.lastFixed,
    resolvedOn: isFixed ? detection.lastFixed : undefined,
    firstReopenedOn: detection.firstReopened,
    lastReopenedOn: detection.lastReopened,
    timesReopened: detection.timesReopened === 0 ? undefined : detection.timesReopened,
    ...score(detection),
    cveIds: sortedList(vulnerability.cves),
    detectionSources: sortedList(sources),
    latestDetectionSource: sources.at(-1),
    mitreTacticIds: sortedList(mitre?.tacticIds ?? []),
    mitreTacticNames: sortedList(mitre?.tacticNames ?? []),
    mitreTechniqueIds: sortedList(mitre?.techniqueIds ?? []),
    mitreTechniqueNames: sortedList(mitre?.techniqueNames ?? []),
    truRiskEliminationStatus: eliminationStatus(detection),
    affectsRunningKernel: running.kernel,
    affectsRunningService: running.service,
    affectsExploitableConfig: running.config,
  });
}

/** Why a detection is not open. Being fixed counts before being ignored, that before being disabled. */
function closedReason(detection: Detection): string | undefined {
  if (detection.status === 'Fixed') return 'fixed';
  if (detection.isIgnored) return 'ignored';
  return detection.isDisabled ? 'disabled' : undefined;
}

function score({
  qds,
  vulnerability,
}: Detection): Readonly<Record<string, TruthValue | undefined>> {
  if (qds === undefined) return {};
  const { factors } = vulnerability;
  const named = (name: string) => factors.find((factor) => factor.name === name)?.value;
  const epss = named('epss');
  const isKnown = named('CISA_vuln');
  return {
    qds,
    qdsSeverity: qdsBand(qds),
    qdsFactors: sortedList(factors.map(({ name, value }) => `${name}=${value}`)),
    epssScore: epss === undefined ? undefined : Number(epss),
    isCisaKnownExploited: isKnown === undefined ? undefined : isKnown.toUpperCase() === 'YES',
    exploitMaturity: named('exploit_maturity')?.split(','),
    threatIndicators: named('RTI')?.split(','),
  };
}
