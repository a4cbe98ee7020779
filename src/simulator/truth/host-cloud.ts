import { cloudMetadata } from '../world/cloud-metadata.ts';
import type { Host } from '../world/host.ts';

/** What the metadata of a host say, and which machine of which cloud it is. */
export interface HostCloud {
  readonly type: 'aws_instance' | 'azure_vm' | 'google_compute_instance' | 'discovered_host';
  readonly key: string;
  readonly privateAddress: string | undefined;
  readonly publicAddress: string | undefined;
  readonly properties: Readonly<Record<string, string | undefined>>;
}

const DOCUMENT = 'latest/dynamic/instance-identity/document/';

function known(host: Host): (name: string) => string | undefined {
  const values = new Map(
    cloudMetadata(host)
      ?.attributes.filter(({ succeeded, value }) => succeeded && value !== '' && value !== 'null')
      .map(({ name, value }) => [name, value]),
  );
  return (name) => values.get(name);
}

function lastStep(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

function address(text: string | undefined): string | undefined {
  const bare = text?.startsWith('/') ? text.slice(1) : text;
  return bare !== undefined && /^[\d.]+$/.test(bare) ? bare : undefined;
}

/** Places a host in its cloud. A machine whose identity is not complete is a discovered host. */
export function hostCloud(host: Host): HostCloud {
  const discovered = `qualys-host:${host.id}`;
  const { cloud } = host;
  if (cloud === undefined) {
    return {
      type: 'discovered_host',
      key: discovered,
      privateAddress: undefined,
      publicAddress: undefined,
      properties: {},
    };
  }
  const common = {
    cloudProvider: cloud.provider,
    cloudService: cloud.service,
    cloudResourceId: cloud.instanceId,
  };
  if (cloud.provider === 'AWS') return ofAws(host, common, discovered);
  if (cloud.provider === 'Azure') return ofAzure(host, common, discovered);
  return ofGoogle(host, common, discovered);
}

type Common = Readonly<Record<string, string>>;

function ofAws(host: Host, common: Common, discovered: string): HostCloud {
  const read = known(host);
  const instanceId = host.cloud?.instanceId;
  const region = read(`${DOCUMENT}region`);
  const account = (read(`${DOCUMENT}accountId`) ?? read('ownerId'))?.padStart(12, '0');
  const isWhole = region !== undefined && account !== undefined;
  const arn = isWhole ? `arn:aws:ec2:${region}:${account}:instance/${instanceId}` : undefined;
  return {
    type: isWhole ? 'aws_instance' : 'discovered_host',
    key: arn ?? discovered,
    privateAddress: read(`${DOCUMENT}privateIp`),
    publicAddress: address(read('latest/meta-data/public-ipv4')),
    properties: {
      ...common,
      instanceId,
      region,
      availabilityZone: read(`${DOCUMENT}availabilityZone`),
      instanceType: read(`${DOCUMENT}instanceType`),
      instanceState: read('instanceState'),
      imageId: read(`${DOCUMENT}imageId`),
      vpcId: read('vpcId'),
      subnetId: read('subnetId'),
      awsAccountId: account,
      ec2InstanceArn: arn,
    },
  };
}

function ofAzure(host: Host, common: Common, discovered: string): HostCloud {
  const read = known(host);
  const subscription = read('subscriptionId');
  const group = read('resourceGroupName');
  const name = read('name') ?? host.dnsData?.hostname ?? host.netbios ?? host.dns?.split('.')[0];
  const isWhole = subscription !== undefined && group !== undefined && name !== undefined;
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
  return {
    type: isWhole ? 'azure_vm' : 'discovered_host',
    key: isWhole ? id.toLowerCase() : discovered,
    privateAddress: undefined,
    publicAddress: address(read('latest/meta-data/public-ipv4')),
    properties: {
      ...common,
      instanceId: read('vmId'),
      region: read('location'),
      instanceType: read('vmSize'),
      instanceState: read('state'),
      azureSubscriptionId: subscription,
      azureResourceGroup: group,
      azureVmId: read('vmId'),
    },
  };
}

function ofGoogle(host: Host, common: Common, discovered: string): HostCloud {
  const read = known(host);
  const project = read('projectId');
  const zone = lastStep(read('zone'));
  const instanceId = read('instanceId');
  const isWhole = project !== undefined && zone !== undefined && instanceId !== undefined;
  const link = isWhole
    ? `https://www.googleapis.com/compute/v1/projects/${project}/zones/${zone}/instances/${instanceId}`
    : undefined;
  return {
    type: isWhole ? 'google_compute_instance' : 'discovered_host',
    key: link ?? discovered,
    privateAddress: undefined,
    publicAddress: undefined,
    properties: {
      ...common,
      instanceId,
      region: zone?.replace(/-[^-]*$/, ''),
      availabilityZone: zone,
      instanceType: lastStep(read('machineType')),
      gcpProjectId: project,
      gcpInstanceSelfLink: link,
    },
  };
}
