import { fraction } from '../random.ts';
import type { CloudMachine, Host } from './host.ts';

/** One attribute of the cloud metadata of a host (reference 9.4). */
export interface MetadataAttribute {
  readonly name: string;
  readonly succeeded: boolean;
  readonly value: string;
}

/** The metadata that Qualys could read of a machine: the element it stands in, and its attributes. */
export interface CloudMetadata {
  readonly element: 'EC2' | 'AZURE' | 'GOOGLE';
  readonly attributes: readonly MetadataAttribute[];
}

const DOCUMENT = 'latest/dynamic/instance-identity/document/';
const META = 'latest/meta-data/';
const SALT = 0xc1d;

function ok(name: string, value: string): MetadataAttribute {
  return { name, succeeded: true, value };
}

function failed(name: string): MetadataAttribute {
  return { name, succeeded: false, value: '' };
}

/** Public address as the metadata service tells it: at times with a slash, at times an error page. */
function publicIpv4(host: Host, cloud: CloudMachine): MetadataAttribute {
  const name = `${META}public-ipv4`;
  if (cloud.publicIp === undefined) {
    return fraction(SALT, host.index) < 0.5
      ? failed(name)
      : ok(name, '<?xml version="1.0"?><html><head><title>404 - Not Found</title></head></html>');
  }
  return ok(name, `${fraction(SALT, host.index) < 0.4 ? '/' : ''}${cloud.publicIp}`);
}

function ec2(host: Host, cloud: CloudMachine): readonly MetadataAttribute[] {
  // An account that went through a number on its way has lost its leading zeros.
  const account =
    fraction(SALT, host.index, 1) < 0.3 ? cloud.account.replace(/^0+/, '') : cloud.account;
  const isComplete = cloud.knowledge === 'complete';
  return [
    ok('firstDiscovered', String(host.firstFound)),
    ok('groupId', cloud.group),
    ok('groupName', 'launch-wizard-2'),
    ok('instanceState', host.lastBoot === undefined ? 'STOPPED' : 'RUNNING'),
    ok('isSpotInstance', '0'),
    ok('lastUpdated', String(host.lastScanned)),
    ok('ownerId', cloud.account),
    ok('subnetId', cloud.subnet),
    ok('vpcId', cloud.network),
    isComplete ? ok(`${DOCUMENT}accountId`, account) : failed(`${DOCUMENT}accountId`),
    ok(`${DOCUMENT}availabilityZone`, cloud.zone),
    ok(`${DOCUMENT}imageId`, cloud.image),
    ok(`${DOCUMENT}instanceId`, cloud.instanceId),
    ok(`${DOCUMENT}instanceType`, cloud.size),
    ok(`${DOCUMENT}kernelId`, 'null'),
    ok(`${DOCUMENT}privateIp`, cloud.privateIp),
    cloud.knowledge === 'noRegion'
      ? failed(`${DOCUMENT}region`)
      : ok(`${DOCUMENT}region`, cloud.region),
    ok(`${META}local-ipv4`, cloud.privateIp),
    ok(`${META}mac`, '0e:00:5e:00:53:01'),
    failed(`${META}public-hostname`),
    publicIpv4(host, cloud),
    ok(`${META}security-groups`, 'launch-wizard-2'),
  ];
}

function azure(host: Host, cloud: CloudMachine): readonly MetadataAttribute[] {
  return [
    ok('location', cloud.region),
    ...(fraction(SALT, host.machine, 2) < 0.7 ? [ok('name', cloud.name)] : []),
    ok('osType', host.families[0] === 'windows' ? 'Windows' : 'Linux'),
    cloud.knowledge === 'noRegion'
      ? failed('resourceGroupName')
      : ok('resourceGroupName', cloud.group),
    ok('state', 'RUNNING'),
    ok('subscriptionId', cloud.account),
    ok('vmId', cloud.instanceId),
    ok('vmSize', cloud.size),
    publicIpv4(host, cloud),
  ];
}

function google(host: Host, cloud: CloudMachine): readonly MetadataAttribute[] {
  const isPath = fraction(SALT, host.machine, 3) < 0.5;
  const prefix = isPath ? `projects/${cloud.group}/` : '';
  return [
    ok('hostname', `${cloud.name}.${cloud.zone}.c.${cloud.account}.internal`),
    ok('instanceId', cloud.instanceId),
    ok('machineType', `${prefix}${isPath ? 'machineTypes/' : ''}${cloud.size}`),
    ok('network', `${prefix}networks/${cloud.network}`),
    ok('projectId', cloud.account),
    ok('projectIdNo', cloud.group),
    cloud.knowledge === 'noRegion'
      ? failed('zone')
      : ok('zone', `${prefix}${isPath ? 'zones/' : ''}${cloud.zone}`),
  ];
}

/** Metadata of a host record, or undefined when Qualys has none. */
export function cloudMetadata(host: Host): CloudMetadata | undefined {
  const { cloud } = host;
  if (cloud === undefined || cloud.knowledge === 'nothing') return undefined;
  if (cloud.provider === 'AWS') return { element: 'EC2', attributes: ec2(host, cloud) };
  if (cloud.provider === 'Azure') return { element: 'AZURE', attributes: azure(host, cloud) };
  return { element: 'GOOGLE', attributes: google(host, cloud) };
}
