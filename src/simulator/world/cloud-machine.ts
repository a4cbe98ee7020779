import type { Draws } from '../random.ts';
import type { CloudMachine, CloudTag } from './host.ts';

const AWS_ACCOUNTS = ['001234567890', '210987654321', '555500001111', '098765432109'];
const AWS_REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
const AZURE_SUBSCRIPTIONS = [
  '3c8f0c1e-0d7f-4e2a-9b57-0a5a6c1d2e3f',
  '7d1b2a3c-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
];
const AZURE_LOCATIONS = ['westeurope', 'eastus2'];
const GCP_PROJECTS = ['demo-retail-prod', 'demo-data-lab'];
const GCP_ZONES = ['europe-west1-b', 'us-central1-a', 'asia-south1-c'];
const PUBLIC_NETWORKS = ['192.0.2', '198.51.100', '203.0.113'];

/** A public address out of the networks that are set aside for documentation. */
export function publicAddress(draws: Draws): string {
  return `${draws.pick(PUBLIC_NETWORKS)}.${1 + draws.below(254)}`;
}

function cloudTags(draws: Draws, name: string): readonly CloudTag[] {
  const candidates: readonly CloudTag[] = [
    { name: 'Name', value: name },
    { name: 'env', value: draws.pick(['prod', 'staging', 'dev']) },
    { name: 'CostCenter', value: String(1000 + draws.below(9)).padStart(6, '0') },
    { name: 'backup', value: 'true' },
    { name: 'app:tier', value: draws.pick(['web & api', 'db <primary>', 'worker']) },
    { name: 'Besitzer', value: 'Jürgen Groß' },
    { name: 'empty', value: '' },
  ];
  const chance = draws.share();
  return candidates.filter(() => draws.chance(chance * 0.8));
}

function knowledgeOf(draws: Draws): CloudMachine['knowledge'] {
  const share = draws.share();
  if (share < 0.86) return 'complete';
  if (share < 0.93) return 'ownerOnly';
  return share < 0.97 ? 'noRegion' : 'nothing';
}

/** A machine of a provider. Everything is drawn, so that both records of a machine get the same one. */
export function cloudMachine(
  draws: Draws,
  provider: CloudMachine['provider'],
  name: string,
  privateIp: string,
): CloudMachine {
  const knowledge = knowledgeOf(draws);
  const publicIp = draws.chance(0.35) ? { publicIp: publicAddress(draws) } : {};
  const tags = cloudTags(draws, name);
  if (provider === 'AWS') {
    const region = draws.pick(AWS_REGIONS);
    return {
      provider,
      service: 'EC2',
      instanceId: `i-${draws.hex(17)}`,
      account: draws.pick(AWS_ACCOUNTS),
      region,
      zone: `${region}${draws.pick(['a', 'b', 'c'])}`,
      size: draws.pick(['t3.medium', 'm5.large', 'c6i.xlarge', 'r5.2xlarge']),
      image: `ami-${draws.hex(17)}`,
      network: `vpc-${draws.hex(8)}`,
      subnet: `subnet-${draws.hex(8)}`,
      group: `sg-${draws.hex(8)}`,
      name,
      ...publicIp,
      privateIp,
      knowledge,
      tags,
    };
  }
  if (provider === 'Azure') {
    const location = draws.pick(AZURE_LOCATIONS);
    return {
      provider,
      service: 'VM',
      instanceId: draws.uuid(),
      account: draws.pick(AZURE_SUBSCRIPTIONS),
      region: location,
      zone: location,
      size: draws.pick(['Standard_D2s_v3', 'Standard_B2ms', 'Standard_E4s_v5']),
      image: 'Canonical:ubuntu-22_04-lts',
      network: `vnet-${location}`,
      subnet: 'default',
      group: draws.pick(['RG-Shop-Prod', 'rg-analytics', 'RG-Shared']),
      name,
      ...publicIp,
      privateIp,
      knowledge,
      tags,
    };
  }
  const zone = draws.pick(GCP_ZONES);
  return {
    provider,
    service: 'Compute Engine',
    instanceId: `1${draws.digits(19)}`.replace(/^1[8-9]/, '17'),
    account: draws.pick(GCP_PROJECTS),
    region: zone.slice(0, zone.lastIndexOf('-')),
    zone,
    size: draws.pick(['e2-medium', 'n2-standard-4', 'c3-highcpu-8']),
    image: `${draws.digits(18)}`,
    network: 'default',
    subnet: 'default',
    group: draws.digits(12),
    name,
    ...publicIp,
    privateIp,
    knowledge,
    tags,
  };
}
