// What the archived integration (5.14.2) made, as facts: names, not code. `changes.ts` says what became of it.

/** An entity type, or a type of targets that it handed to the mapper. */
export interface ArchivedEntity {
  readonly type: string;
  readonly classes: readonly string[];
  /** Made by JupiterOne's mapper from what the integration gave it. */
  readonly isMapped: boolean;
  readonly key: string;
  /** Only in its documentation: no code made it. */
  readonly isOnlyDocumented?: true;
  readonly properties: readonly string[];
}

const FINDING = [
  'name',
  'displayName',
  'id',
  'qid',
  'type',
  'severity',
  'numericSeverity',
  'qualysSeverity',
  'createdOn',
  'updatedOn',
  'lastTestedOn',
  'targets',
  'category',
  'status',
  'open',
];

const HOST = [
  'name',
  'displayName',
  'hostname',
  'fqdn',
  'os',
  'platform',
  'ipAddress',
  'publicIpAddress',
  'privateIpAddress',
  'qualysAssetId',
  'qualysQwebHostId',
  'qualysCreatedOn',
  'scannedBy',
  'lastScannedOn',
  'tags',
];

/** Every entity type. */
export const ARCHIVED_ENTITIES: readonly ArchivedEntity[] = [
  {
    type: 'qualys_account',
    classes: ['Account'],
    isMapped: false,
    key: 'qualys-account:<instance id>',
    properties: ['name', 'displayName'],
  },
  {
    type: 'qualys_vulnerability_manager',
    classes: ['Service'],
    isMapped: false,
    key: 'qualys-service:vmdr',
    properties: ['name', 'displayName', 'category', 'function'],
  },
  {
    type: 'qualys_web_app_scanner',
    classes: ['Service'],
    isMapped: false,
    key: 'qualys-service:was',
    properties: ['name', 'displayName', 'category', 'function'],
  },
  {
    type: 'qualys_host_finding',
    classes: ['Finding'],
    isMapped: false,
    key: 'hostId:…|port:…|protocol:…|qid:…|ssl:…|type:…, empty parts left out',
    properties: [
      ...FINDING,
      'details',
      'numTimesFound',
      'isDisabled',
      'isIgnored',
      'firstFoundOn',
      'lastFoundOn',
      'lastProcessedOn',
      'lastUpdatedOn',
      'port',
      'protocol',
      'ssl',
      'production',
      'public',
      'hostId',
      'fqdn',
      'ec2InstanceArn',
      'awsAccountId',
      'gcpInstanceSelfLink',
      'gcpProjectId',
      'azureVmSourceId',
      'azureSubscriptionId',
      'tags',
    ],
  },
  {
    type: 'qualys_web_app_finding',
    classes: ['Finding'],
    isMapped: false,
    key: 'uniqueId of the finding',
    properties: FINDING,
  },
  {
    type: 'qualys_vuln',
    classes: ['Vulnerability'],
    isMapped: true,
    key: 'vuln-qid:<qid>',
    properties: [
      'name',
      'displayName',
      'id',
      'qid',
      'webLink',
      'severityLevel',
      'cveIds',
      'cvssScore',
      'cvssScoreV3',
      'vulnType',
      'solution',
      'discoveryRemote',
      'category',
    ],
  },
  {
    type: 'cve',
    classes: ['Vulnerability'],
    isMapped: true,
    key: 'CVE id in lower case',
    isOnlyDocumented: true,
    properties: [],
  },
  {
    type: 'web_app',
    classes: ['Application'],
    isMapped: true,
    key: 'found by _type and name',
    properties: ['name', 'displayName'],
  },
  {
    type: 'aws_instance',
    classes: ['Host'],
    isMapped: true,
    key: 'ARN of the instance',
    properties: HOST,
  },
  {
    type: 'google_compute_instance',
    classes: ['Host'],
    isMapped: true,
    key: 'self link of the instance',
    properties: HOST,
  },
  {
    type: 'azure_vm',
    classes: ['Host'],
    isMapped: true,
    key: 'resource path in lower case',
    properties: HOST,
  },
  {
    type: 'discovered_host',
    classes: ['Host'],
    isMapped: true,
    key: 'Host:<host id>',
    properties: HOST,
  },
];

/** A relationship. */
export interface ArchivedRelationship {
  readonly from: string;
  readonly class: string;
  readonly to: string;
  /** `platform`: a rule of JupiterOne made for that integration. `documented`: no code made it. */
  readonly by: 'integration' | 'mapper' | 'platform' | 'documented';
}

/** Every relationship. */
export const ARCHIVED_RELATIONSHIPS: readonly ArchivedRelationship[] = [
  {
    from: 'qualys_account',
    class: 'HAS',
    to: 'qualys_vulnerability_manager',
    by: 'integration',
  },
  { from: 'qualys_account', class: 'HAS', to: 'qualys_web_app_scanner', by: 'integration' },
  {
    from: 'qualys_web_app_scanner',
    class: 'IDENTIFIED',
    to: 'qualys_web_app_finding',
    by: 'integration',
  },
  { from: 'qualys_web_app_scanner', class: 'SCANS', to: 'web_app', by: 'mapper' },
  ...['aws_instance', 'google_compute_instance', 'azure_vm', 'discovered_host'].map(
    (to): ArchivedRelationship => ({
      from: 'qualys_vulnerability_manager',
      class: 'SCANS',
      to,
      by: 'mapper',
    }),
  ),
  { from: 'qualys_host_finding', class: 'IS', to: 'qualys_vuln', by: 'mapper' },
  { from: 'qualys_web_app_finding', class: 'IS', to: 'qualys_vuln', by: 'mapper' },
  { from: 'qualys_host_finding', class: 'IS', to: 'cve', by: 'documented' },
  { from: 'qualys_web_app_finding', class: 'IS', to: 'cve', by: 'documented' },
  {
    from: 'qualys_vulnerability_manager',
    class: 'IDENTIFIED',
    to: 'qualys_host_finding',
    by: 'documented',
  },
  { from: 'Host', class: 'HAS', to: 'qualys_host_finding', by: 'platform' },
  { from: 'ThreatIntel', class: 'HAS', to: 'Finding', by: 'platform' },
  { from: 'ThreatIntel', class: 'HAS', to: 'Vulnerability', by: 'platform' },
];

/** An option. */
export interface ArchivedOption {
  readonly name: string;
  /** What it was when nobody set it. */
  readonly fallback: string;
}

/** Every option. */
export const ARCHIVED_OPTIONS: readonly ArchivedOption[] = [
  { name: 'qualysUsername', fallback: 'required' },
  { name: 'qualysPassword', fallback: 'required' },
  { name: 'qualysApiUrl', fallback: 'required' },
  { name: 'vmdrFindingSeverities', fallback: '3,4,5' },
  { name: 'vmdrFindingTypes', fallback: 'Potential,Confirmed' },
  { name: 'vmdrFindingResultQids', fallback: 'unset' },
  { name: 'minScannedSinceDays', fallback: '7' },
  { name: 'minFindingsSinceDays', fallback: '7' },
  { name: 'ingestWebAppScans', fallback: 'false' },
  { name: 'webAppScanApplicationIDFilter', fallback: 'unset' },
  { name: 'includeOnlyDetectionTags', fallback: 'unset' },
];
