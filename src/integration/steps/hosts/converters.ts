import { entityKind } from '../../../model/entity-kinds.ts';
import type { Entity, MappedTarget } from '../../../model/graph-object.ts';
import type { PropertyValue } from '../../../model/property.ts';
import type { Host, HostAsset, HostDetections } from '../../../qualys/index.ts';
import { distinct, sorted } from '../lists.ts';
import { VULNERABILITY_MANAGER_KEY } from '../services/constants.ts';
import { addressesIn, isPrivateAddress, isV4, isV6 } from './addresses.ts';
import { cloudAddresses, cloudIdentity, firstLabel } from './cloud-identity.ts';
import { enrichment } from './enrichment.ts';
import type { HostFacts } from './host-facts.ts';
import { platformOf } from './platform.ts';

/** The fields that both lists of hosts have in common. */
type AnyHost = Host | HostDetections;

/** One label, as the Host class of JupiterOne's data model accepts it. */
const HOST_LABEL = /^[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]$/;
/** A full name, as the same class accepts it. */
const FULL_NAME = /^(?=.{4,253}$)((?!-)[a-zA-Z0-9-]{0,62}[a-zA-Z0-9]\.)+[a-zA-Z]{2,63}$/;

/**
 * A host as a target for the mapper.
 *
 * @param host record of the host list (details All, cloud metadata, tags)
 * @param asset record of the host asset search for the same host id, if it has one
 * @param isAssetKnown whether it is certain what that search has of the host: without a record, what it
 *   told before counts no longer
 */
export function convertHost(
  host: Host & { readonly id: string },
  asset?: HostAsset,
  isAssetKnown = asset !== undefined,
): MappedTarget {
  const cloud = cloudIdentity(host);
  const names = namesOf(host);
  const addresses = addressesOf(host);
  const platform = platformOf(host.os);
  const properties: Record<string, PropertyValue> = {
    name: names.name,
    displayName: names.displayName,
    hostname: names.hostname,
    fqdn: names.fqdn === undefined ? undefined : [names.fqdn],
    dnsName: host.dns,
    netbiosName: host.netbios,
    ...addresses,
    os: host.os,
    platform,
    osName: host.os,
    osType: platform,
    osDetails: host.os,
    serial: host.serialNumber,
    hardwareUuid: host.hardwareUuid,
    deviceId: distinct([host.hardwareUuid]),
    lastSeenOn: later(host.lastActivity, host.lastVulnScanDatetime),
    qualysQwebHostId: host.id,
    qualysAssetId: host.assetId,
    qualysAgentId: host.qgHostid,
    scannedBy: 'qualys',
    trackingMethod: host.trackingMethod,
    networkId: host.networkId,
    ownerLogin: host.owner,
    comments: host.comments,
    assetGroupIds: distinct(host.assetGroupIds),
    assetCriticalityScore: host.assetCriticalityScore,
    truRiskScore: host.truriskScore,
    authInsufficientPrivilege: host.vmAuthInsufficientPrivilege,
    tags: tagNames(host),
    firstFoundOn: host.firstFoundDate,
    lastScannedOn: host.lastVulnScanDatetime,
    lastVmScannedOn: host.lastVmScannedDate,
    lastAuthenticatedScanOn: host.lastVmAuthScannedDate,
    lastComplianceScanOn: host.lastComplianceScanDatetime,
    lastActivityOn: host.lastActivity,
    lastBootOn: host.lastBoot,
    agentStatus: host.agentStatus,
    cloudProvider: host.cloudProvider,
    cloudService: host.cloudService,
    cloudResourceId: host.cloudResourceId ?? host.ec2InstanceId,
    instanceId: cloud.instanceId,
    region: cloud.region,
    availabilityZone: cloud.availabilityZone,
    instanceType: cloud.instanceType,
    instanceState: cloud.instanceState,
    imageId: cloud.imageId,
    vpcId: cloud.vpcId,
    subnetId: cloud.subnetId,
    awsAccountId: cloud.awsAccountId,
    ec2InstanceArn: cloud.type === 'aws_instance' ? cloud.key : undefined,
    azureSubscriptionId: cloud.azureSubscriptionId,
    azureResourceGroup: cloud.azureResourceGroup,
    azureVmId: cloud.azureVmId,
    gcpProjectId: cloud.gcpProjectId,
    gcpInstanceSelfLink: cloud.type === 'google_compute_instance' ? cloud.key : undefined,
    ...(asset === undefined ? {} : enrichment(asset)),
  };
  for (const { name, value } of host.cloudProviderTags ?? []) {
    if (name !== undefined && value !== undefined) properties[`tag.${name}`] = value;
  }
  const entity: Entity = {
    ...properties,
    _key: cloud.key ?? `qualys-host:${host.id}`,
    _type: cloud.type,
    _class: entityKind(cloud.type)?.classes ?? [],
  };
  return {
    entity,
    scannerKey: VULNERABILITY_MANAGER_KEY,
    ref: { space: 'host', id: host.id },
    order: Number(host.id),
    isEnriched: isAssetKnown || asset !== undefined,
  };
}

/**
 * What the findings of a host repeat of it. Works with a record of either list: a detection page may
 * hold a host that the host page lacks, and then says what little it knows.
 */
export function hostFacts(host: AnyHost & { readonly id: string }): HostFacts {
  const cloud = cloudIdentity(host);
  const { fqdn } = namesOf(host);
  const { ipAddress } = addressesOf(host);
  const ec2InstanceArn = cloud.type === 'aws_instance' ? cloud.key : undefined;
  const gcpInstanceSelfLink = cloud.type === 'google_compute_instance' ? cloud.key : undefined;
  return {
    hostId: host.id,
    qualysAssetId: host.assetId,
    fqdn,
    targets: distinct([ipAddress, host.id, fqdn, ec2InstanceArn, gcpInstanceSelfLink]),
    tags: tagNames(host),
    ec2InstanceArn,
    awsAccountId: cloud.awsAccountId,
    gcpInstanceSelfLink,
    gcpProjectId: cloud.gcpProjectId,
    azureVmSourceId: cloud.azureVmId,
    azureSubscriptionId: cloud.azureSubscriptionId,
  };
}

interface HostNames {
  readonly name: string;
  readonly displayName: string;
  readonly hostname: string | undefined;
  /** Lower case. */
  readonly fqdn: string | undefined;
}

function namesOf(host: AnyHost): HostNames {
  const label = firstLabel(host.dns);
  const name =
    host.dnsData?.hostname ??
    label ??
    host.netbios ??
    firstPart(host.ip) ??
    host.ipv6 ??
    `Qualys host ${host.id}`;
  const hostname = [host.dnsData?.hostname, label, host.netbios].find(
    (candidate) => candidate !== undefined && HOST_LABEL.test(candidate),
  );
  const fullName = host.dnsData?.fqdn ?? (host.dns?.includes('.') ? host.dns : undefined);
  const fqdn =
    fullName !== undefined && FULL_NAME.test(fullName) ? fullName.toLowerCase() : undefined;
  return { name, displayName: fqdn ?? host.dns ?? name, hostname, fqdn };
}

function addressesOf(host: AnyHost) {
  const v4 = addressesIn(host.ip).filter(isV4);
  const v6 = addressesIn(host.ipv6).filter(isV6);
  const own = [...v4, ...v6];
  const { privateAddress, publicAddress } = cloudAddresses(host);
  const isPublic = (address: string) => !isPrivateAddress(address);
  const privateIpAddresses = distinct(
    [...own, ...addressesIn(privateAddress)].filter(isPrivateAddress),
  );
  const publicIpAddresses = distinct([...own, ...addressesIn(publicAddress)].filter(isPublic));
  return {
    ipAddress: firstPart(host.ip) ?? host.ipv6,
    ipv4Addresses: distinct(v4),
    ipv6Addresses: distinct(v6),
    privateIpAddresses,
    publicIpAddresses,
    privateIpAddress: privateIpAddresses?.[0],
    publicIpAddress: publicIpAddresses?.[0],
  };
}

function tagNames(host: AnyHost): readonly string[] | undefined {
  return sorted(host.tags?.map((tag) => tag.name));
}

function firstPart(text: string | undefined): string | undefined {
  const part = text?.split(',')[0]?.trim();
  return part === '' ? undefined : part;
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
