import type { EntityKind } from '../entity-kind.ts';
import { boolean, date, number, text, textList } from '../property.ts';
import { NAMED, OPENNESS, SEVERITY } from './named.ts';

const volatile = { volatile: true } as const;
const rest = { column: false } as const;

/** One detection of one host: a QID on a host, told apart by port, instance and so on. */
export const HOST_FINDING: EntityKind = {
  type: 'qualys_host_finding',
  classes: ['Finding'],
  resourceName: 'Host finding',
  ownership: 'instance',
  key: 'host-finding:<host id>:<UNIQUE_VULN_ID>; without that id host-finding:<host id>:qid=<n>[:port=…][:protocol=…][:ssl=0|1][:service=…][:fqdn=…][:instance=…], absent parts left out',
  properties: {
    ...NAMED, // `QID <n>` for both
    ...SEVERITY,
    ...OPENNESS, // open: status is not Fixed, not ignored, not disabled, TYPE is not Info
    id: text('same as _key', 'Key of the finding.', rest),
    category: text('constant system-scan', 'Kind of finding.', rest),
    qid: number('QID', 'Qualys id of the vulnerability.'),
    type: text('TYPE', 'Confirmed, Potential or Info.'),
    uniqueVulnId: text('UNIQUE_VULN_ID', 'Stable id of the detection.'),
    hostId: text('HOST/ID', 'Host ID.'),
    qualysAssetId: text('HOST/ASSET_ID', 'Asset ID.'),
    details: text(
      'RESULTS',
      'First 300 characters of the result, only for the QIDs of VMDR_FINDING_RESULT_QIDS.',
      { ...volatile, ...rest },
    ),
    port: number('PORT', 'Port.'),
    protocol: text('PROTOCOL', 'tcp or udp.'),
    ssl: boolean('SSL', 'Found over TLS.'),
    service: text('SERVICE', 'Service.'),
    instance: text('INSTANCE', 'For instance the SID of a database.'),
    detectionFqdn: text('FQDN', 'Name under which it was found.'),
    fqdn: text('fqdn[0] of the host', 'Name of the host, lower case.', { ...volatile, ...rest }),
    targets: textList(
      'address, host id, fqdn, ARN, self link of the host, those that exist',
      'What it was found on, in this order.',
      { ...volatile, ...rest },
    ),
    ec2InstanceArn: text('host', 'ARN of the host.', volatile),
    awsAccountId: text('host', 'AWS account of the host.', volatile),
    gcpInstanceSelfLink: text('host', 'Self link of the host.', volatile),
    gcpProjectId: text('host', 'GCP project of the host.', volatile),
    azureVmSourceId: text('host azureVmId', 'vmId of the host.', { ...volatile, ...rest }),
    azureSubscriptionId: text('host', 'Azure subscription of the host.', volatile),
    isDisabled: boolean('IS_DISABLED', 'The QID is disabled in Qualys.'),
    numTimesFound: number('TIMES_FOUND', 'How often it was found.', volatile),
    createdOn: date('FIRST_FOUND_DATETIME', 'Same as firstFoundOn.'),
    updatedOn: date('LAST_FOUND_DATETIME', 'Same as lastFoundOn.', volatile),
    firstFoundOn: date('FIRST_FOUND_DATETIME', 'First found.'),
    lastFoundOn: date('LAST_FOUND_DATETIME', 'Last found.', volatile),
    lastTestedOn: date('LAST_TEST_DATETIME', 'Last tested.', volatile),
    lastUpdatedOn: date('LAST_UPDATE_DATETIME', 'Last update of the record.', volatile),
    lastProcessedOn: date('LAST_PROCESSED_DATETIME', 'Last processed.', volatile),
    lastFixedOn: date('LAST_FIXED_DATETIME', 'Last fixed, whatever its status now.'),
    resolvedOn: date('LAST_FIXED_DATETIME', 'Only while status is Fixed.'),
    firstReopenedOn: date('FIRST_REOPENED_DATETIME', 'First reopened.'),
    lastReopenedOn: date('LAST_REOPENED_DATETIME', 'Last reopened.'),
    timesReopened: number('TIMES_REOPENED', 'How often it was reopened.'),
    qds: number('QDS', 'Qualys Detection Score, 1 to 100.', volatile),
    qdsSeverity: text(
      'QDS/@severity',
      'LOW, MEDIUM, HIGH or CRITICAL: a change of the band is a new version.',
    ),
    qdsFactors: textList('QDS_FACTORS/QDS_FACTOR', '`<name>=<text>`, sorted.', {
      ...volatile,
      ...rest,
    }),
    epssScore: number('QDS_FACTOR epss', 'Probability of exploitation, 0 to 1.', volatile),
    isCisaKnownExploited: boolean(
      'QDS_FACTOR CISA_vuln is YES (case ignored)',
      'Absent without that factor.',
      volatile,
    ),
    exploitMaturity: textList('QDS_FACTOR exploit_maturity, split at commas', 'poc, weaponized …', {
      ...volatile,
      ...rest,
    }),
    threatIndicators: textList(
      'QDS_FACTOR RTI, split at commas',
      'Real-time threat indicators of this detection.',
      volatile,
    ),
    cveIds: textList(
      'CVE (5.0), else ASSET_CVE',
      'CVEs of the QID on this asset, upper case, distinct, sorted. Nested CVE/ID, repeated CVE and comma lists are all read.',
    ),
    detectionSources: textList(
      'VULNERABILITY_DETECTION_SOURCES',
      'Distinct, sorted; repeated, nested or comma list.',
      { ...volatile, ...rest },
    ),
    latestDetectionSource: text(
      'LATEST_VULNERABILITY_DETECTION_SOURCE',
      'Source of the latest detection.',
      volatile,
    ),
    mitreTacticIds: textList(
      'MITRE_TACTIC_ID',
      'Distinct, sorted; repeated, nested or comma list (so for all four).',
      rest,
    ),
    mitreTacticNames: textList('MITRE_TACTIC_NAME', 'Tactics.', rest),
    mitreTechniqueIds: textList('MITRE_TECHNIQUE_ID', 'Technique ids.', rest),
    mitreTechniqueNames: textList('MITRE_TECHNIQUE_NAME', 'Techniques.', rest),
    truRiskEliminationStatus: text('TRURISK_ELIMINATION_STATUS', 'FIXED, mitigated, isolated …'),
    affectsRunningKernel: boolean('AFFECT_RUNNING_KERNEL', 'Concerns the running kernel.'),
    affectsRunningService: boolean('AFFECT_RUNNING_SERVICE', 'Concerns a running service.'),
    affectsExploitableConfig: boolean(
      'AFFECT_EXPLOITABLE_CONFIG',
      'The configuration is exploitable.',
    ),
  },
};
