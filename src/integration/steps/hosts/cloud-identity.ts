import type { CloudAttribute, Host } from '../../../qualys/index.ts';

/** What the host list tells about a machine in a cloud. Names as the properties of a host. */
export interface CloudIdentity {
  readonly type: 'aws_instance' | 'azure_vm' | 'google_compute_instance' | 'discovered_host';
  /** Key of the entity; absent for a host that is only discovered. */
  readonly key?: string | undefined;
  readonly instanceId: string | undefined;
  readonly region: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly instanceType: string | undefined;
  readonly instanceState: string | undefined;
  readonly imageId: string | undefined;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly awsAccountId: string | undefined;
  readonly azureSubscriptionId: string | undefined;
  readonly azureResourceGroup: string | undefined;
  readonly azureVmId: string | undefined;
  readonly gcpProjectId: string | undefined;
}

/** The fields of a host record that its cloud identity follows from. */
export type CloudFields = Pick<
  Host,
  'cloudProvider' | 'cloudResourceId' | 'ec2InstanceId' | 'metadata' | 'dnsData' | 'netbios' | 'dns'
>;

const DOCUMENT = 'latest/dynamic/instance-identity/document/';

/**
 * Reads the cloud identity out of a record of the host list. The type needs the whole identity: with
 * any part missing the host is a discovered one, and keeps what is known as properties.
 */
export function cloudIdentity(host: CloudFields): CloudIdentity {
  const ec2 = attributeReader(host.metadata?.ec2);
  const azure = attributeReader(host.metadata?.azure);
  const google = attributeReader(host.metadata?.google);
  const provider = host.cloudProvider?.toLowerCase();

  const zone = lastSegment(google('zone'));
  const azureVmId = azure('vmId');
  const googleInstanceId = google('instanceId');
  const awsInstanceId =
    ec2(`${DOCUMENT}instanceId`) ??
    host.ec2InstanceId ??
    (provider === 'aws' ? host.cloudResourceId : undefined);

  const identity = {
    instanceId: awsInstanceId ?? azureVmId ?? googleInstanceId,
    region: ec2(`${DOCUMENT}region`) ?? azure('location') ?? regionOfZone(zone),
    availabilityZone: ec2(`${DOCUMENT}availabilityZone`) ?? zone,
    instanceType:
      ec2(`${DOCUMENT}instanceType`) ?? azure('vmSize') ?? lastSegment(google('machineType')),
    instanceState: ec2('instanceState') ?? azure('state'),
    imageId: ec2(`${DOCUMENT}imageId`),
    vpcId: ec2('vpcId'),
    subnetId: ec2('subnetId'),
    awsAccountId: paddedAccount(ec2(`${DOCUMENT}accountId`) ?? ec2('ownerId')),
    azureSubscriptionId: azure('subscriptionId'),
    azureResourceGroup: azure('resourceGroupName'),
    azureVmId,
    gcpProjectId: google('projectId'),
  };

  if (provider === 'aws') {
    const { region, awsAccountId } = identity;
    if (region !== undefined && awsAccountId !== undefined && awsInstanceId !== undefined) {
      const key = `arn:aws:ec2:${region}:${awsAccountId}:instance/${awsInstanceId}`;
      return { ...identity, type: 'aws_instance', key };
    }
  }
  if (provider === 'azure') {
    const { azureSubscriptionId, azureResourceGroup } = identity;
    const name = azure('name') ?? host.dnsData?.hostname ?? host.netbios ?? firstLabel(host.dns);
    if (
      azureSubscriptionId !== undefined &&
      azureResourceGroup !== undefined &&
      name !== undefined
    ) {
      const key = `/subscriptions/${azureSubscriptionId}/resourcegroups/${azureResourceGroup}/providers/microsoft.compute/virtualmachines/${name}`;
      return { ...identity, type: 'azure_vm', key: key.toLowerCase() };
    }
  }
  if (provider === 'gcp' || provider === 'google') {
    const { gcpProjectId } = identity;
    if (gcpProjectId !== undefined && zone !== undefined && googleInstanceId !== undefined) {
      const key = `https://www.googleapis.com/compute/v1/projects/${gcpProjectId}/zones/${zone}/instances/${googleInstanceId}`;
      return { ...identity, type: 'google_compute_instance', key };
    }
  }
  return { ...identity, type: 'discovered_host' };
}

/** Private and public addresses that the clouds tell. */
export function cloudAddresses(host: CloudFields): {
  readonly privateAddress: string | undefined;
  readonly publicAddress: string | undefined;
} {
  const ec2 = attributeReader(host.metadata?.ec2);
  const azure = attributeReader(host.metadata?.azure);
  return {
    privateAddress: ec2(`${DOCUMENT}privateIp`) ?? ec2('latest/meta-data/local-ipv4'),
    publicAddress: ec2('latest/meta-data/public-ipv4') ?? azure('latest/meta-data/public-ipv4'),
  };
}

/** The part of a DNS name before its first dot. */
export function firstLabel(dns: string | undefined): string | undefined {
  const label = dns?.split('.')[0];
  return label === '' ? undefined : label;
}

/**
 * Reads attributes by name. Only those that the cloud answered with success count, and the text
 * `null` means absent (reference 9.4).
 */
function attributeReader(
  attributes: readonly CloudAttribute[] | undefined,
): (name: string) => string | undefined {
  if (attributes === undefined || attributes.length === 0) return () => undefined;
  const values = new Map<string, string>();
  for (const { name, lastStatus, value } of attributes) {
    if (name === undefined || value === undefined || value === 'null') continue;
    if (lastStatus === 'Success' && !values.has(name)) values.set(name, value);
  }
  return (name) => values.get(name);
}

/** Account ids have 12 digits; some answers lose the zeros at the front (oddity 12). */
function paddedAccount(id: string | undefined): string | undefined {
  return id !== undefined && /^\d+$/.test(id) ? id.padStart(12, '0') : id;
}

/** Google writes `projects/1/zones/europe-west1-b`, or just the zone. */
function lastSegment(path: string | undefined): string | undefined {
  const segment = path?.split('/').at(-1);
  return segment === '' ? undefined : segment;
}

function regionOfZone(zone: string | undefined): string | undefined {
  const end = zone?.lastIndexOf('-') ?? -1;
  return zone !== undefined && end > 0 ? zone.slice(0, end) : undefined;
}
