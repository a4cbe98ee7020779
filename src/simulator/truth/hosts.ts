import { isIPv4 } from 'node:net';
import type { Host } from '../world/host.ts';
import type { HostAsset } from '../world/host-asset.ts';
import type { World } from '../world/world.ts';
import { type HostCloud, hostCloud } from './host-cloud.ts';
import { sortedList, type TruthEntity, type TruthValue, truthEntity } from './truth-object.ts';

/** A host record placed in the graph: its entity's key and type, and what findings repeat of it. */
export interface PlacedHost {
  readonly host: Host;
  readonly cloud: HostCloud;
  readonly fqdn: string | undefined;
  readonly address: string | undefined;
}

type Properties = Readonly<Record<string, TruthValue | undefined>>;

/** A full name as the data model's Host class takes it: labels, and a top domain of letters. */
const FULL_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}$/;
/** One label, at least two characters long for the same reason. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;

/** Works out where a host record belongs. */
function placeHost(host: Host): PlacedHost {
  const fullName = (
    host.dnsData?.fqdn ?? (host.dns?.includes('.') ? host.dns : undefined)
  )?.toLowerCase();
  return {
    host,
    cloud: hostCloud(host),
    fqdn: fullName !== undefined && FULL_NAME.test(fullName) ? fullName : undefined,
    address: host.ip?.split(',')[0] ?? host.ipv6,
  };
}

/**
 * The host entities, ascending by host id. Records of one machine with the same key are one entity, with
 * the properties of the record that has the lowest id.
 */
export function* hostEntities(world: World): Generator<TruthEntity> {
  for (const placed of placedHosts(world)) {
    if (placed.isFirst) yield hostEntity(world, placed);
  }
}

/**
 * Every host record, and whether it is the first of its entity. Both records of a machine are neighbours,
 * unless a merge gave one of them another id.
 */
export function* placedHosts(world: World): Generator<PlacedHost & { readonly isFirst: boolean }> {
  let before: PlacedHost | undefined;
  const met = world.edits.records.size === 0 ? undefined : new Set<string>();
  for (const host of world.hosts()) {
    const placed = placeHost(host);
    const { key } = placed.cloud;
    yield { ...placed, isFirst: before?.cloud.key !== key && met?.has(key) !== true };
    before = placed;
    met?.add(key);
  }
}

function hostEntity(world: World, placed: PlacedHost): TruthEntity {
  const { host, cloud, fqdn } = placed;
  const label = host.dns?.split('.')[0];
  const name =
    host.dnsData?.hostname ?? label ?? host.netbios ?? placed.address ?? `Qualys host ${host.id}`;
  const hostname = [host.dnsData?.hostname, label, host.netbios].find(
    (candidate) => candidate !== undefined && LABEL.test(candidate),
  );
  const platform = platformOf(host.os);
  const tags: Record<string, string> = {};
  for (const tag of host.cloud?.tags ?? []) tags[`tag.${tag.name}`] = tag.value;
  return truthEntity(cloud.key, cloud.type, ['Host'], {
    ...tags,
    ...cloud.properties,
    ...addresses(placed),
    name,
    displayName: fqdn ?? host.dns ?? name,
    hostname,
    fqdn: fqdn === undefined ? undefined : [fqdn],
    dnsName: host.dns,
    netbiosName: host.netbios,
    os: host.os,
    osName: host.os,
    osDetails: host.os,
    platform,
    osType: platform,
    serial: host.serial,
    hardwareUuid: host.hardwareUuid,
    deviceId: host.hardwareUuid === undefined ? undefined : [host.hardwareUuid],
    lastSeenOn: Math.max(host.lastActivity ?? 0, host.lastScanned),
    qualysQwebHostId: String(host.id),
    qualysAssetId: String(host.assetId),
    qualysAgentId: host.agentId,
    scannedBy: 'qualys',
    trackingMethod: host.trackingMethod,
    networkId: String(host.networkId),
    ownerLogin: host.owner,
    comments: host.comments,
    assetGroupIds: host.assetGroups.map(String),
    assetCriticalityScore: host.criticality,
    truRiskScore: host.truRisk,
    authInsufficientPrivilege: host.insufficientPrivilege,
    tags: sortedList(host.tags.map((tag) => tag.name)),
    firstFoundOn: host.firstFound,
    lastScannedOn: host.lastScanned,
    lastVmScannedOn: host.lastVmScanned,
    lastAuthenticatedScanOn: host.lastAuthScanned,
    lastComplianceScanOn: host.lastCompliance,
    lastActivityOn: host.lastActivity,
    lastBootOn: host.lastBoot,
    agentStatus: host.agentStatus,
    ...enrichment(world, host),
  });
}

function platformOf(os: string | undefined): string | undefined {
  const text = os?.toLowerCase() ?? '';
  if (text.includes('windows')) return 'windows';
  if (/macos|mac os|os x/.test(text)) return 'darwin';
  return /linux|ubuntu|debian|red hat|centos|suse|fedora|amazon|alma|rocky/.test(text)
    ? 'linux'
    : undefined;
}

function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return /^(f[cd]|fe[89ab])/i.test(address);
  const [first = 0, second = 0] = address.split('.').map(Number);
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second <= 127) ||
    (first === 169 && second === 254)
  );
}

function addresses({ host, cloud, address }: PlacedHost): Properties {
  const v4 = host.ip?.split(',') ?? [];
  const v6 = host.ipv6 === undefined ? [] : [host.ipv6];
  const of = (extra: string | undefined, isWanted: (one: string) => boolean): readonly string[] => {
    const all = [...v4, ...v6, ...(extra === undefined ? [] : [extra])];
    return [...new Set(all.filter(isWanted))];
  };
  const inside = of(cloud.privateAddress, isPrivate);
  const outside = of(cloud.publicAddress, (one) => !isPrivate(one));
  return {
    ipAddress: address,
    ipv4Addresses: [...new Set(v4)],
    ipv6Addresses: v6,
    privateIpAddresses: inside,
    publicIpAddresses: outside,
    privateIpAddress: inside[0],
    publicIpAddress: outside[0],
  };
}

/** Of several asset records the one modified last counts, of equal ones that with the higher id. */
function latestAsset(world: World, host: Host): HostAsset | undefined {
  return world
    .assetsOf(host)
    .filter(({ hostId }) => hostId === host.id)
    .toSorted((one, other) => one.modified - other.modified || one.id - other.id)
    .at(-1);
}

function enrichment(world: World, host: Host): Properties {
  const asset = latestAsset(world, host);
  if (asset === undefined) return {};
  const ports = new Map(
    asset.openPorts.map(({ port, protocol }) => [`${port}/${protocol.toLowerCase()}`, port]),
  );
  const macs = asset.interfaces.flatMap(({ mac }) =>
    mac === undefined ? [] : [mac.toLowerCase()],
  );
  return {
    make: asset.manufacturer,
    model: asset.model,
    qualysCreatedOn: asset.created,
    agentVersion: asset.agent?.version,
    agentLastCheckedInOn: asset.agent?.lastCheckedIn,
    lastLoggedOnUser: asset.lastLoggedOnUser,
    totalMemoryMb: asset.totalMemoryMb,
    isDockerHost: asset.isDockerHost,
    interfaceAddresses: sortedList(asset.interfaces.map(({ address }) => address)),
    macAddresses: sortedList(macs),
    openPorts: [...ports.entries()]
      .toSorted(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))
      .map(([text]) => text),
  };
}
