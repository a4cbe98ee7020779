import { isoSeconds } from '../time/calendar.ts';
import type { CloudMachine } from '../world/host.ts';
import type { HostAsset } from '../world/host-asset.ts';
import { branch, type ElementTree, leaf, listBranch } from './element-tree.ts';

const TRACKING: Readonly<Record<string, string>> = {
  AGENT: 'QAGENT',
  EC2: 'INSTANCE_ID',
  DNS: 'DNSNAME',
};

/** One HostAsset. `now` is the time of the request: EC2 sources tell it as their createdDate. */
export function hostAssetTree(asset: HostAsset, now: number): ElementTree {
  const { host } = asset;
  const children = [
    leaf('id', asset.id),
    leaf('name', asset.name),
    leaf('created', isoSeconds(asset.created)),
    leaf('modified', isoSeconds(asset.modified)),
    leaf('type', 'HOST'),
    tags(asset),
    sources(asset, now),
    leaf('qwebHostId', asset.hostId),
    leaf('lastSystemBoot', host.lastBoot === undefined ? undefined : isoSeconds(host.lastBoot)),
    leaf('lastLoggedOnUser', asset.lastLoggedOnUser),
    leaf('fqdn', host.dnsData?.fqdn ?? ''),
    leaf('os', host.os),
    leaf('dnsHostName', host.dns),
    leaf('netbiosName', host.netbios),
    agent(asset),
    leaf('networkGuid', '00000000-0000-0000-0000-000000000000'),
    leaf('address', host.ip?.split(',')[0] ?? host.ipv6),
    leaf('trackingMethod', TRACKING[host.trackingMethod] ?? host.trackingMethod),
    leaf('manufacturer', asset.manufacturer),
    leaf('model', asset.model),
    leaf('totalMemory', asset.totalMemoryMb),
    ports(asset),
    software(asset),
    interfaces(asset),
    leaf('isDockerHost', asset.isDockerHost),
    leaf('lastVulnScan', isoSeconds(host.lastVmScanned)),
  ];
  return { name: 'HostAsset', children: children.flat() };
}

/** Tags come in two shapes; which one a platform uses depends on its mood (oddity 10). */
function tags({ host }: HostAsset): readonly ElementTree[] {
  if (host.index % 9 === 4) {
    const rows = host.tags.map((tag) =>
      branch('TAG', leaf('TAG_ID', tag.id), leaf('NAME', tag.name)),
    );
    return branch('tags', ...rows);
  }
  const rows = host.tags.flatMap((tag) =>
    branch('TagSimple', leaf('id', tag.id), leaf('name', tag.name)),
  );
  return listBranch('tags', rows);
}

function agent({ agent: facts, host }: HostAsset): readonly ElementTree[] {
  if (facts === undefined) return [];
  return branch(
    'agentInfo',
    leaf('agentVersion', facts.version),
    leaf('agentId', host.agentId),
    leaf('status', 'STATUS_ACTIVE'),
    leaf('lastCheckedIn', isoSeconds(facts.lastCheckedIn)),
    leaf('connectedFrom', facts.connectedFrom),
    leaf('chirpStatus', 'INV|PC|VM'),
    leaf('platform', host.families[0] === 'windows' ? 'Windows' : 'Linux'),
    leaf('activatedModule', 'AGENT_VM,AGENT_PC'),
    branch('manifestVersion', leaf('vm', 'VULNSIGS-VM-2.6.1')),
    branch('agentConfiguration', leaf('id', 1201), leaf('name', 'Initial Profile')),
    branch(
      'activationKey',
      leaf('activationId', '0f0f0f0f-0000-4000-8000-0000000000aa'),
      leaf('title', 'prod key'),
    ),
  );
}

function ports(asset: HostAsset): readonly ElementTree[] {
  const rows = asset.openPorts.flatMap(({ port, protocol }) =>
    branch('HostAssetOpenPort', leaf('port', port), leaf('protocol', protocol)),
  );
  return listBranch('openPort', rows);
}

function software(asset: HostAsset): readonly ElementTree[] {
  const rows = asset.software.flatMap(({ name, version }) =>
    branch('HostAssetSoftware', leaf('name', name), leaf('version', version)),
  );
  return rows.length === 0 ? [] : listBranch('software', rows);
}

function interfaces(asset: HostAsset): readonly ElementTree[] {
  const rows = asset.interfaces.flatMap(({ name, mac, address }) =>
    branch(
      'HostAssetInterface',
      leaf('hostname', asset.host.dnsData?.hostname ?? ''),
      leaf('interfaceName', name),
      leaf('macAddress', mac),
      leaf('type', 'LOCAL'),
      leaf('address', address),
    ),
  );
  return listBranch('networkInterface', rows);
}

function sources(asset: HostAsset, now: number): readonly ElementTree[] {
  const { cloud } = asset.host;
  const rows = cloud === undefined ? branch('AssetSource') : source(asset, cloud, now);
  return listBranch('sourceInfo', rows);
}

function cloudTags(wrapper: string, row: string, cloud: CloudMachine): readonly ElementTree[] {
  const rows = cloud.tags.flatMap((tag) =>
    branch(row, leaf('key', tag.name), leaf('value', tag.value)),
  );
  return branch(wrapper, listBranch('tags', rows));
}

function source(asset: HostAsset, cloud: CloudMachine, now: number): readonly ElementTree[] {
  const { host } = asset;
  const common = [
    leaf('firstDiscovered', isoSeconds(host.firstFound)),
    leaf('lastUpdated', isoSeconds(host.lastScanned)),
  ];
  if (cloud.provider === 'AWS') {
    return branch(
      'Ec2AssetSourceSimple',
      leaf('assetId', asset.id),
      leaf('type', 'EC_2'),
      ...common,
      cloudTags('ec2InstanceTags', 'EC2Tags', cloud),
      leaf('availabilityZone', cloud.zone),
      leaf('instanceId', cloud.instanceId),
      leaf('instanceType', cloud.size),
      leaf('createdDate', isoSeconds(now)),
      leaf('instanceState', 'RUNNING'),
      leaf('groupId', cloud.group),
      leaf('spotInstance', false),
      leaf('accountId', cloud.account),
      leaf('subnetId', cloud.subnet),
      leaf('vpcId', cloud.network),
      leaf('region', cloud.region),
      leaf('zone', 'VPC'),
      leaf('imageId', cloud.image),
      leaf('publicIpAddress', cloud.publicIp),
      leaf('privateIpAddress', cloud.privateIp),
      leaf('monitoringEnabled', false),
    );
  }
  if (cloud.provider === 'Azure') {
    return branch(
      'AzureAssetSourceSimple',
      leaf('assetId', asset.id),
      leaf('type', 'AZURE'),
      ...common,
      cloudTags('azureVmTags', 'AzureTags', cloud),
      leaf('name', cloud.name),
      leaf('location', cloud.region),
      leaf('vmSize', cloud.size),
      leaf('vmId', cloud.instanceId),
      leaf('subscriptionId', cloud.account),
      leaf('resourceGroupName', cloud.group),
      leaf('state', 'RUNNING'),
      ...(host.index % 3 === 0 ? [leaf('state', 'running')] : []),
      leaf('privateIpAddress', cloud.privateIp),
      leaf('publicIpAddress', cloud.publicIp),
    );
  }
  return branch(
    'GcpAssetSourceSimple',
    leaf('assetId', asset.id),
    leaf('type', 'GCP'),
    ...common,
    cloudTags('gcpInstanceTags', 'GCPTags', cloud),
    leaf('instanceId', cloud.instanceId),
    leaf('hostname', cloud.name),
    leaf('machineType', cloud.size),
    leaf('imageId', cloud.image),
    leaf('zone', cloud.zone),
    leaf('projectIdNo', cloud.group),
    leaf('projectId', cloud.account),
    leaf('state', 'RUNNING'),
    leaf('network', cloud.network),
    leaf('publicIpAddress', cloud.publicIp),
    leaf('privateIpAddress', cloud.privateIp),
  );
}
