import { HOST_FINDING } from '../../../model/entity-kinds/host-finding.ts';
import type { Finding } from '../../../model/graph-object.ts';
import type { Detection } from '../../../qualys/index.ts';
import type { ConverterContext } from '../context.ts';
import type { HostFacts } from '../hosts/host-facts.ts';
import { commaParts, firstCharacters, sorted } from '../lists.ts';
import { numericSeverity, severityName } from '../severity.ts';

/** Characters of the result text that are kept. */
const RESULT_CHARACTERS = 300;

/** A detection that can become a finding. */
export type UsableDetection = Detection & { readonly qid: number };

/** Whether the QID of a detection could be read. */
export function isUsable(detection: Detection): detection is UsableDetection {
  return detection.qid !== undefined;
}

/**
 * A detection as a finding on its host.
 *
 * @param host what the host page told of the host, else what the detection page tells
 */
export function convertDetection(
  detection: UsableDetection,
  host: HostFacts,
  context: ConverterContext,
): Finding {
  const { qid, status, type } = detection;
  const key = hostFindingKey(detection, host.hostId);
  const isFixed = status?.toLowerCase() === 'fixed';
  const factors = factorsOf(detection);
  const isInfo = type?.toLowerCase() === 'info';
  return {
    ref: { space: 'host', id: host.hostId },
    entity: {
      _key: key,
      _type: HOST_FINDING.type,
      _class: HOST_FINDING.classes,
      'tag.AccountName': context.accountTag,
      severity: severityName(detection.severity),
      numericSeverity: numericSeverity(detection.severity),
      qualysSeverity: detection.severity,
      name: `QID ${qid}`,
      displayName: `QID ${qid}`,
      id: key,
      category: 'system-scan',
      qid,
      type,
      status,
      open: !(isFixed || isInfo || detection.isIgnored === true || detection.isDisabled === true),
      closedReason: closedReason(detection, isFixed),
      isIgnored: detection.isIgnored,
      isDisabled: detection.isDisabled,
      uniqueVulnId: detection.uniqueVulnId,
      hostId: host.hostId,
      qualysAssetId: host.qualysAssetId,
      details: context.resultQids.has(qid)
        ? firstCharacters(detection.results, RESULT_CHARACTERS)
        : undefined,
      port: detection.port,
      protocol: detection.protocol,
      ssl: detection.ssl,
      service: detection.service,
      instance: detection.instance,
      detectionFqdn: detection.fqdn,
      fqdn: host.fqdn,
      targets: host.targets,
      tags: host.tags,
      ec2InstanceArn: host.ec2InstanceArn,
      awsAccountId: host.awsAccountId,
      gcpInstanceSelfLink: host.gcpInstanceSelfLink,
      gcpProjectId: host.gcpProjectId,
      azureVmSourceId: host.azureVmSourceId,
      azureSubscriptionId: host.azureSubscriptionId,
      numTimesFound: detection.timesFound,
      createdOn: detection.firstFoundDatetime,
      updatedOn: detection.lastFoundDatetime,
      firstFoundOn: detection.firstFoundDatetime,
      lastFoundOn: detection.lastFoundDatetime,
      lastTestedOn: detection.lastTestDatetime,
      lastUpdatedOn: detection.lastUpdateDatetime,
      lastProcessedOn: detection.lastProcessedDatetime,
      lastFixedOn: detection.lastFixedDatetime,
      resolvedOn: isFixed ? detection.lastFixedDatetime : undefined,
      firstReopenedOn: detection.firstReopenedDatetime,
      lastReopenedOn: detection.lastReopenedDatetime,
      timesReopened: detection.timesReopened,
      qds: detection.qds?.value,
      qdsSeverity: detection.qds?.severity,
      qdsFactors: factors?.texts,
      epssScore: decimal(factors?.epss),
      isCisaKnownExploited: isYes(factors?.isKnownExploited),
      exploitMaturity: commaParts(factors?.exploitMaturity),
      threatIndicators: commaParts(factors?.threatIndicators),
      cveIds: sorted(upperCase(detection.cve ?? detection.assetCve)),
      detectionSources: sorted(detection.vulnerabilityDetectionSources),
      latestDetectionSource: detection.latestVulnerabilityDetectionSource,
      mitreTacticIds: sorted(detection.mitreTacticId),
      mitreTacticNames: sorted(detection.mitreTacticName),
      mitreTechniqueIds: sorted(detection.mitreTechniqueId),
      mitreTechniqueNames: sorted(detection.mitreTechniqueName),
      truRiskEliminationStatus: detection.truriskEliminationStatus,
      affectsRunningKernel: detection.affectRunningKernel,
      affectsRunningService: detection.affectRunningService,
      affectsExploitableConfig: detection.affectExploitableConfig,
    },
  };
}

/** Why a detection is closed that Qualys still reports: that it was fixed says most. */
function closedReason(
  { isIgnored, isDisabled }: Detection,
  isFixed: boolean,
): 'fixed' | 'ignored' | 'disabled' | undefined {
  if (isFixed) return 'fixed';
  if (isIgnored === true) return 'ignored';
  return isDisabled === true ? 'disabled' : undefined;
}

/**
 * The key of a host finding. UNIQUE_VULN_ID is documented from detection version 3.0 on; a detection
 * without it is told apart by everything that tells two detections of one QID apart (oddity 18).
 */
export function hostFindingKey(detection: UsableDetection, hostId: string): string {
  if (detection.uniqueVulnId !== undefined) {
    return `host-finding:${hostId}:${detection.uniqueVulnId}`;
  }
  const parts: readonly (readonly [string, string | number | undefined])[] = [
    ['qid', detection.qid],
    ['port', detection.port],
    ['protocol', detection.protocol],
    ['ssl', detection.ssl === undefined ? undefined : Number(detection.ssl)],
    ['service', detection.service],
    ['fqdn', detection.fqdn],
    ['instance', detection.instance],
  ];
  const told = parts.filter(([, value]) => value !== undefined);
  return `host-finding:${hostId}:${told.map(([name, value]) => `${name}=${value}`).join(':')}`;
}

/** The factors of the detection score, whose names are an open set (reference 9.2). */
interface Factors {
  /** `<name>=<text>`, sorted. */
  readonly texts: readonly string[] | undefined;
  // Of those that mean something to a finding, the first of their name.
  epss: string | undefined;
  isKnownExploited: string | undefined;
  exploitMaturity: string | undefined;
  threatIndicators: string | undefined;
}

function factorsOf(detection: Detection): Factors | undefined {
  const factors = detection.qdsFactors;
  if (factors === undefined || factors.length === 0) return undefined;
  const found: Factors = {
    texts: sorted(factors.map(({ name = '', value = '' }) => `${name}=${value}`)),
    epss: undefined,
    isKnownExploited: undefined,
    exploitMaturity: undefined,
    threatIndicators: undefined,
  };
  for (const { name, value = '' } of factors) {
    if (name === 'epss') found.epss ??= value;
    else if (name === 'CISA_vuln') found.isKnownExploited ??= value;
    else if (name === 'exploit_maturity') found.exploitMaturity ??= value;
    else if (name === 'RTI') found.threatIndicators ??= value;
  }
  return found;
}

function isYes(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text.toLowerCase() === 'yes';
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** CVE ids in capitals; nearly all of them come so. */
function upperCase(ids: readonly string[] | undefined): readonly string[] | undefined {
  return ids?.some((id) => !id.startsWith('CVE-')) ? ids.map((id) => id.toUpperCase()) : ids;
}
