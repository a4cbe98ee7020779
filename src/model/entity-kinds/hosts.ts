import type { EntityKind } from '../entity-kind.ts';
import { boolean, date, number, type PropertyTable, text, textList } from '../property.ts';
import { NAMED } from './named.ts';

const enrichment = { enrichment: true, volatile: true } as const;
const volatile = { volatile: true } as const;
const requiredNull = { requiredNull: true } as const;

/**
 * A host as Qualys knows it. The base comes from the host list (details=All, cloud metadata, tags);
 * what is marked `enrichment` comes from the host asset search, where the account may use it.
 *
 * `source` paths: HOST/… is the host list, HostAsset/… the asset search, EC2/AZURE/GOOGLE the
 * METADATA attributes of the host list by NAME (only those with LAST_STATUS Success; the texts `null`
 * and an empty VALUE are absent). CLOUD_PROVIDER_TAGS become undeclared properties `tag.<NAME>` = VALUE.
 *
 * The type of a host follows from the host list alone, so that a missing asset search never changes it.
 */
const HOST_PROPERTIES: PropertyTable = {
  ...NAMED,
  // name: first that exists of DNS_DATA/HOSTNAME, first label of DNS, NETBIOS, IP, IPV6, `Qualys host <id>`.
  // displayName: first that exists of fqdn[0], DNS, name.
  category: text('none', 'Always absent; the class wants it.', {
    ...requiredNull,
    column: false,
  }),
  hostname: text(
    'HOST/DNS_DATA/HOSTNAME, else first label of DNS, else NETBIOS',
    'First of these that is one label of letters, digits and hyphens (63 at most); as written.',
    requiredNull,
  ),
  fqdn: textList(
    'HOST/DNS_DATA/FQDN, else DNS when it holds a dot',
    'Fully qualified name, lower case, one element.',
    { ...requiredNull, column: false },
  ),
  dnsName: text('HOST/DNS', 'DNS name as written.'),
  netbiosName: text('HOST/NETBIOS', 'NetBIOS name.'),
  ipAddress: text('HOST/IP, else HOST/IPV6', 'Address of this host record.'),
  ipv4Addresses: textList(
    'HOST/IP; IP may be a comma-separated list',
    'IPv4 addresses.',
    requiredNull,
  ),
  ipv6Addresses: textList('HOST/IPV6', 'IPv6 addresses.', requiredNull),
  privateIpAddresses: textList(
    'HOST/IP; EC2 …/document/privateIp or …/meta-data/local-ipv4',
    'Addresses in 10/8, 172.16/12, 192.168/16, 100.64/10, 169.254/16, fc00::/7, fe80::/10; distinct, in this order.',
    requiredNull,
  ),
  publicIpAddresses: textList(
    'HOST/IP, HOST/IPV6; EC2 or AZURE …/public-ipv4',
    'All other addresses; distinct, in this order; a leading slash is dropped, what is no address is left out.',
    requiredNull,
  ),
  privateIpAddress: text('first of privateIpAddresses', 'First private address.'),
  publicIpAddress: text('first of publicIpAddresses', 'First public address.'),
  interfaceAddresses: textList(
    'HostAsset/networkInterface/list/HostAssetInterface/address',
    'Distinct addresses of the interfaces, sorted.',
    { ...enrichment, column: false },
  ),
  macAddresses: textList(
    'HostAsset/networkInterface/list/HostAssetInterface/macAddress',
    'Lower case, distinct, sorted.',
    { ...enrichment, ...requiredNull },
  ),
  os: text('HOST/OS', 'Operating system as Qualys words it.'),
  platform: text(
    'computed from OS',
    'windows when OS holds "windows"; darwin for "macos", "mac os" or "os x"; linux for "linux", "ubuntu", "debian", "red hat", "centos", "suse", "fedora", "amazon", "alma", "rocky"; else absent. Case ignored.',
  ),
  osName: text('HOST/OS', 'Same as os.', requiredNull),
  osType: text('same as platform', 'As the class schema spells it.', requiredNull),
  osDetails: text('HOST/OS', 'Same as os.', requiredNull),
  osVersion: text('none', 'Not told by Qualys as such: absent.', requiredNull),
  make: text('HostAsset/manufacturer', 'Maker of the machine.', { ...enrichment, ...requiredNull }),
  model: text('HostAsset/model', 'Model of the machine.', { ...enrichment, ...requiredNull }),
  serial: text('HOST/SERIAL_NUMBER', 'Serial number.', requiredNull),
  hardwareUuid: text('HOST/HARDWARE_UUID', 'Hardware UUID.'),
  deviceId: textList('HOST/HARDWARE_UUID', 'One element, or absent.', requiredNull),
  lastSeenOn: date(
    'later of HOST/LAST_ACTIVITY and HOST/LAST_VULN_SCAN_DATETIME',
    'Last sign of life.',
    { ...volatile, ...requiredNull },
  ),

  qualysQwebHostId: text('HOST/ID', 'Host ID: key of VM data.'),
  qualysAssetId: text('HOST/ASSET_ID', 'Asset ID: key of asset data.'),
  qualysAgentId: text('HOST/QG_HOSTID', 'Id of the Cloud Agent or of agentless tracking.'),
  qualysCreatedOn: date('HostAsset/created', 'When the asset record was made.', enrichment),
  scannedBy: text('constant qualys', 'Who scans it.'),
  trackingMethod: text('HOST/TRACKING_METHOD', 'IP, DNS, NETBIOS, EC2, AGENT …'),
  networkId: text('HOST/NETWORK_ID', 'Qualys network; 0 is the global default network.'),
  ownerLogin: text('HOST/OWNER', 'Login of the owner in Qualys.'),
  comments: text('HOST/COMMENTS', 'Comments.', { column: false }),
  assetGroupIds: textList('HOST/ASSET_GROUP_IDS', 'Ids of the asset groups, in the order given.', {
    column: false,
  }),
  assetCriticalityScore: number('HOST/ASSET_CRITICALITY_SCORE', '1 to 5.'),
  truRiskScore: number('HOST/TRURISK_SCORE, else ASSET_RISK_SCORE', '0 to 1000.', volatile),
  authInsufficientPrivilege: text('HOST/VM_AUTH_INSUFFICIENT_PRIVILEGE', 'As Qualys words it.', {
    ...volatile,
    column: false,
  }),
  tags: textList('HOST/TAGS/TAG/NAME', 'Names of the Qualys tags, distinct, sorted.'),
  firstFoundOn: date('HOST/FIRST_FOUND_DATE', 'When Qualys first saw it.'),
  lastReadOn: date(
    'computed',
    'When its findings were last read completely: time of the server. Set by the graph.',
    volatile,
  ),
  lastScannedOn: date('HOST/LAST_VULN_SCAN_DATETIME', 'Last vulnerability scan.', volatile),
  lastVmScannedOn: date('HOST/LAST_VM_SCANNED_DATE', 'End of the last VM scan.', volatile),
  lastAuthenticatedScanOn: date(
    'HOST/LAST_VM_AUTH_SCANNED_DATE',
    'End of the last authenticated VM scan.',
    volatile,
  ),
  lastComplianceScanOn: date(
    'HOST/LAST_COMPLIANCE_SCAN_DATETIME',
    'Last compliance scan.',
    volatile,
  ),
  lastActivityOn: date('HOST/LAST_ACTIVITY', 'Last activity.', volatile),
  lastBootOn: date('HOST/LAST_BOOT', 'Last boot.', volatile),
  agentStatus: text('HOST/AGENT_STATUS', 'Status of the agent.', volatile),
  agentVersion: text('HostAsset/agentInfo/agentVersion', 'Version of the agent.', enrichment),
  agentLastCheckedInOn: date(
    'HostAsset/agentInfo/lastCheckedIn',
    'Last contact of the agent.',
    enrichment,
  ),
  lastLoggedOnUser: text('HostAsset/lastLoggedOnUser', 'Last user seen.', enrichment),
  totalMemoryMb: number('HostAsset/totalMemory', 'Memory in MB.', enrichment),
  isDockerHost: boolean('HostAsset/isDockerHost', 'Runs containers.', enrichment),
  openPorts: textList(
    'HostAsset/openPort/list/HostAssetOpenPort',
    '`<port>/<protocol lower case>`, distinct, sorted by port then protocol.',
    { ...enrichment, column: false },
  ),

  cloudProvider: text('HOST/CLOUD_PROVIDER', 'As Qualys writes it: AWS, Azure, GCP …'),
  cloudService: text('HOST/CLOUD_SERVICE', 'EC2, VM, Compute Engine …'),
  cloudResourceId: text('HOST/CLOUD_RESOURCE_ID, else EC2_INSTANCE_ID', 'Id in the cloud.'),
  instanceId: text(
    'EC2 …/document/instanceId, else EC2_INSTANCE_ID, else CLOUD_RESOURCE_ID; AZURE vmId; GOOGLE instanceId',
    'Instance id (cloud hosts only).',
  ),
  region: text(
    'EC2 …/document/region; AZURE location; GOOGLE zone without its last -part',
    'Region.',
  ),
  availabilityZone: text(
    'EC2 …/document/availabilityZone; GOOGLE zone (last path segment)',
    'Zone.',
  ),
  instanceType: text(
    'EC2 …/document/instanceType; AZURE vmSize; GOOGLE machineType (last path segment)',
    'Size of the machine.',
  ),
  instanceState: text('EC2 instanceState; AZURE state', 'As written.'),
  imageId: text('EC2 …/document/imageId', 'Image.'),
  vpcId: text('EC2 vpcId', 'VPC.'),
  subnetId: text('EC2 subnetId', 'Subnet.'),
  awsAccountId: text(
    'EC2 …/document/accountId, else ownerId',
    '12 digits, padded with zeros on the left.',
  ),
  ec2InstanceArn: text(
    'computed',
    'arn:aws:ec2:<region>:<account>:instance/<instance id> of an aws_instance.',
  ),
  azureSubscriptionId: text('AZURE subscriptionId', 'Subscription.'),
  azureResourceGroup: text('AZURE resourceGroupName', 'Resource group.'),
  azureVmId: text('AZURE vmId', 'vmId.'),
  gcpProjectId: text('GOOGLE projectId', 'Project.'),
  gcpInstanceSelfLink: text('computed', 'Key of a google_compute_instance.'),
};

function hostKind(type: string, resourceName: string, key: string): EntityKind {
  return {
    type,
    classes: ['Host'],
    resourceName,
    ownership: 'mapped',
    key,
    collapse: true,
    properties: HOST_PROPERTIES,
  };
}

/** CLOUD_PROVIDER is AWS (case ignored) and region, account and instance id are all known. */
export const AWS_INSTANCE = hostKind(
  'aws_instance',
  'AWS EC2 instance',
  'arn:aws:ec2:<region>:<awsAccountId>:instance/<instanceId>',
);

/**
 * CLOUD_PROVIDER is Azure, and subscription, resource group and name are known. The name is the first
 * that exists of AZURE name, DNS_DATA/HOSTNAME, NETBIOS, first label of DNS. Key in lower case.
 */
export const AZURE_VM = hostKind(
  'azure_vm',
  'Azure VM',
  '/subscriptions/<subscriptionId>/resourcegroups/<resource group>/providers/microsoft.compute/virtualmachines/<name>',
);

/** CLOUD_PROVIDER is GCP (or Google), and project, zone and instance id are known. */
export const GOOGLE_COMPUTE_INSTANCE = hostKind(
  'google_compute_instance',
  'Google Compute instance',
  'https://www.googleapis.com/compute/v1/projects/<projectId>/zones/<zone>/instances/<instanceId>',
);

/** Every other host, also a cloud host whose cloud identity is incomplete. */
export const DISCOVERED_HOST = hostKind(
  'discovered_host',
  'Discovered host',
  'qualys-host:<host id>',
);
