import { Draws, mix } from '../random.ts';
import type { Host } from './host.ts';
import { type AssetSlot, assetId } from './host-identity.ts';

const SALT = 0xa55e7;
const MINUTE_MS = 60_000;

/** One record of the asset search. Times are epoch milliseconds. */
export interface HostAsset {
  readonly id: number;
  readonly slot: AssetSlot;
  readonly host: Host;
  /** Absent for machines that VM never saw. */
  readonly hostId?: number;
  readonly name: string;
  readonly created: number;
  readonly modified: number;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly totalMemoryMb?: number;
  readonly lastLoggedOnUser?: string;
  readonly isDockerHost?: boolean;
  readonly agent?: {
    readonly version: string;
    readonly lastCheckedIn: number;
    readonly connectedFrom: string;
  };
  readonly openPorts: readonly { readonly port: number; readonly protocol: string }[];
  readonly interfaces: readonly {
    readonly name: string;
    readonly mac?: string;
    readonly address: string;
  }[];
  readonly software: readonly { readonly name: string; readonly version: string }[];
}

/**
 * The asset records of a host: most have one, some two with the same host id (the later `modified`
 * counts), some none, and a few machines have a record without a host id besides.
 */
export function hostAssets(seed: number, host: Host): readonly HostAsset[] {
  const draws = new Draws(mix(seed, host.index, SALT));
  const share = draws.share();
  if (share < 0.02) return [];
  const first = asset(seed, host, 0, host.lastScanned + MINUTE_MS);
  if (share < 0.06) {
    // The second one is older, newer or exactly as old.
    const shift = draws.pick([-3, 0, 2]) * MINUTE_MS;
    return [first, asset(seed, host, 1, first.modified + shift)];
  }
  return share < 0.07 ? [first, asset(seed, host, 2, first.modified)] : [first];
}

function asset(seed: number, host: Host, slot: AssetSlot, modified: number): HostAsset {
  const draws = new Draws(mix(seed, host.machine, SALT, slot + 1));
  const isPhysical = host.cloud === undefined && draws.chance(0.5);
  const user = draws.pick(['corp\\ada', 'root', 'Jürgen', '007']);
  const addresses = (host.ip ?? host.ipv6 ?? '').split(',').filter((address) => address !== '');
  const ports = [
    { port: 443, protocol: 'TCP' },
    { port: 22, protocol: 'TCP' },
    { port: 161, protocol: 'UDP' },
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ].filter(() => draws.chance(0.4));
  return {
    id: assetId(host.index, slot),
    slot,
    host,
    ...(slot !== 2 && { hostId: host.id }),
    name: host.dnsData?.hostname ?? host.netbios ?? host.ip ?? `asset-${host.index}`,
    created: host.firstFound + slot * 1000,
    modified,
    ...(isPhysical && {
      manufacturer: draws.pick(['Dell Inc.', 'HP', 'LENOVO']),
      model: draws.pick(['PowerEdge R640', '20XW', '1.10']),
    }),
    ...(draws.chance(0.8) && { totalMemoryMb: draws.pick([2048, 8192, 16_384, 65_536]) + slot }),
    ...(draws.chance(0.5) && { lastLoggedOnUser: user }),
    ...(draws.chance(0.9) && { isDockerHost: draws.chance(0.1) }),
    ...(host.role === 'agent' && {
      agent: {
        version: draws.pick(['6.3.0.81', '6.1.0.28', '5.10']),
        lastCheckedIn: host.lastActivity ?? host.lastScanned,
        connectedFrom: '203.0.113.5',
      },
    }),
    // Scanners see ports twice now and then.
    openPorts: draws.chance(0.2) ? [...ports, ...ports] : ports,
    interfaces: addresses.map((address, at) => ({
      name: `eth${at}`,
      ...(draws.chance(0.8) && {
        mac: `00:00:5E:00:53:${((host.machine + at) % 256).toString(16).padStart(2, '0').toUpperCase()}`,
      }),
      address,
    })),
    software: draws.chance(0.5)
      ? [
          { name: 'libfrost', version: '1.10' },
          { name: 'openquill', version: '11' },
        ]
      : [],
  };
}
