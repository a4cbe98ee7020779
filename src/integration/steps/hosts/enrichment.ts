import type { PropertyValue } from '../../../model/property.ts';
import type { HostAsset } from '../../../qualys/index.ts';
import { sorted } from '../lists.ts';

/** Members of a host asset record that enrichment uses; asked for by name to keep answers small. */
export const HOST_ASSET_FIELDS: readonly string[] = [
  'id',
  'qwebHostId',
  'created',
  'modified',
  'manufacturer',
  'model',
  'totalMemory',
  'isDockerHost',
  'lastLoggedOnUser',
  'agentInfo',
  'openPort',
  'networkInterface',
];

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** The properties of a host that only the host asset search tells. */
export function enrichment(asset: HostAsset): Readonly<Record<string, PropertyValue>> {
  const interfaces = asset.networkInterface ?? [];
  return {
    interfaceAddresses: sorted(interfaces.map((each) => each.address)),
    macAddresses: sorted(
      interfaces
        .map((each) => each.macAddress?.toLowerCase().replaceAll('-', ':'))
        .filter((mac) => mac !== undefined && MAC.test(mac)),
    ),
    make: asset.manufacturer,
    model: asset.model,
    qualysCreatedOn: asset.created,
    agentVersion: asset.agentInfo?.agentVersion,
    agentLastCheckedInOn: asset.agentInfo?.lastCheckedIn,
    lastLoggedOnUser: asset.lastLoggedOnUser,
    totalMemoryMb: asset.totalMemory,
    isDockerHost: asset.isDockerHost,
    openPorts: openPorts(asset),
  };
}

/**
 * Of several asset records with one host id, the one that changed last counts; of equally old ones the
 * one with the higher id.
 */
export function isNewerAsset(candidate: HostAsset, known: HostAsset): boolean {
  const difference = (candidate.modified ?? 0) - (known.modified ?? 0);
  return difference === 0 ? Number(candidate.id) > Number(known.id) : difference > 0;
}

function openPorts(asset: HostAsset): readonly string[] | undefined {
  const ports = (asset.openPort ?? []).flatMap(({ port, protocol }) =>
    port === undefined ? [] : [{ port, protocol: protocol?.toLowerCase() ?? '' }],
  );
  const texts = ports
    .sort((a, b) => a.port - b.port || compareText(a.protocol, b.protocol))
    .map(({ port, protocol }) => (protocol === '' ? `${port}` : `${port}/${protocol}`));
  return texts.length === 0 ? undefined : [...new Set(texts)];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
