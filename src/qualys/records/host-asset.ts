import {
  as,
  booleanText,
  date,
  id,
  integer,
  list,
  many,
  object,
  type RecordOf,
  text,
  tokens,
} from '../xml/field.ts';

const keyAndValue = object({ key: text(), value: text() });

const ASSET_SOURCE = {
  assetId: text(),
  type: text(),
  firstDiscovered: date(),
  lastUpdated: date(),
};

/** A machine of Amazon EC2 as hostasset describes it. */
const EC2_SOURCE = {
  ...ASSET_SOURCE,
  'ec2InstanceTags/tags/list/EC2Tags': as('instanceTags', many(keyAndValue)),
  reservationId: text(),
  availabilityZone: text(),
  privateDnsName: text(),
  publicDnsName: text(),
  localHostname: text(),
  instanceId: text(),
  instanceType: text(),
  // The time of the request, not of the machine (oddity 32): no use, and it would look like a change.
  createdDate: text(),
  instanceState: text(),
  groupId: text(),
  groupName: text(),
  spotInstance: booleanText(),
  accountId: text(),
  subnetId: text(),
  vpcId: text(),
  region: text(),
  zone: text(),
  imageId: text(),
  publicIpAddress: text(),
  privateIpAddress: text(),
  macAddress: text(),
  monitoringEnabled: booleanText(),
};

/** A machine of Microsoft Azure as hostasset describes it. */
const AZURE_SOURCE = {
  ...ASSET_SOURCE,
  'azureVmTags/tags/list/AzureTags': as('instanceTags', many(keyAndValue)),
  name: text(),
  location: text(),
  vmSize: text(),
  vmId: text(),
  offer: text(),
  publisher: text(),
  version: text(),
  osType: text(),
  subnet: text(),
  subscriptionId: text(),
  resourceGroupName: text(),
  // Comes repeated as well (oddity 23).
  state: many(text()),
  macAddress: text(),
  privateIpAddress: text(),
  publicIpAddress: text(),
};

/** A machine of Google Cloud as hostasset describes it. */
const GCP_SOURCE = {
  ...ASSET_SOURCE,
  'gcpInstanceTags/tags/list/GCPTags': as('instanceTags', many(keyAndValue)),
  // Up to 20 digits: text, like every id.
  instanceId: text(),
  hostname: text(),
  machineType: text(),
  imageId: text(),
  zone: text(),
  projectIdNo: text(),
  projectId: text(),
  state: text(),
  network: text(),
  macAddress: text(),
  publicIpAddress: text(),
  privateIpAddress: text(),
};

/** HostAsset of the host asset search (reference 14.1). */
export const HOST_ASSET = {
  id: id(),
  name: text(),
  created: date(),
  modified: date(),
  type: text(),
  // Two shapes are known (oddity 10); both give { id, name }.
  tags: list({
    'list/TagSimple': object({ id: text(), name: text() }),
    TAG: object({ TAG_ID: as('id', text()), NAME: text() }),
  }),
  sourceInfo: object({
    'list/AssetSource': as('other', many(object(ASSET_SOURCE))),
    'list/Ec2AssetSourceSimple': as('ec2', many(object(EC2_SOURCE))),
    'list/AzureAssetSourceSimple': as('azure', many(object(AZURE_SOURCE))),
    'list/GcpAssetSourceSimple': as('gcp', many(object(GCP_SOURCE))),
  }),
  qwebHostId: id(),
  lastComplianceScan: date(),
  lastSystemBoot: date(),
  lastLoggedOnUser: text(),
  hostname: text(),
  fqdn: text(),
  os: text(),
  dnsHostName: text(),
  netbiosName: text(),
  agentInfo: object({
    agentVersion: text(),
    agentId: text(),
    status: text(),
    lastCheckedIn: date(),
    connectedFrom: text(),
    chirpStatus: text(),
    platform: text(),
    activatedModule: tokens(),
    manifestVersion: object({ vm: text(), pc: text() }),
    agentConfiguration: object({ id: text(), name: text() }),
    activationKey: object({ activationId: text(), title: text() }),
  }),
  networkGuid: text(),
  address: text(),
  trackingMethod: text(),
  manufacturer: text(),
  model: text(),
  // Megabytes.
  totalMemory: integer(),
  timezone: text(),
  biosDescription: text(),
  openPort: list({
    'list/HostAssetOpenPort': object({ port: integer(), protocol: text(), serviceName: text() }),
  }),
  processor: list({ 'list/HostAssetProcessor': object({ name: text(), speed: integer() }) }),
  // Sizes in bytes.
  volume: list({
    'list/HostAssetVolume': object({ name: text(), size: integer(), free: integer() }),
  }),
  account: list({ 'list/HostAssetAccount': object({ username: text() }) }),
  networkInterface: list({
    'list/HostAssetInterface': object({
      hostname: text(),
      interfaceName: text(),
      interfaceId: text(),
      macAddress: text(),
      type: text(),
      address: text(),
      gatewayAddress: text(),
    }),
  }),
  isDockerHost: booleanText(),
  lastVulnScan: date(),
  vulnsUpdated: date(),
  software: list({ 'list/HostAssetSoftware': object({ name: text(), version: text() }) }),
  vuln: list({
    'list/HostAssetVuln': object({
      qid: integer(),
      hostInstanceVulnId: text(),
      firstFound: date(),
      lastFound: date(),
    }),
  }),
};

/** A host as the asset inventory knows it. Memory in megabytes, volumes in bytes. */
export type HostAsset = RecordOf<typeof HOST_ASSET>;
