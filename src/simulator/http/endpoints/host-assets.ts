import { hostAssetTree } from '../../render/host-asset.ts';
import type { HostAsset } from '../../world/host-asset.ts';
import { indexOfAssetId } from '../../world/host-identity.ts';
import type { World } from '../../world/world.ts';
import type { SearchField } from '../criteria.ts';
import type { QpsEndpoint } from '../qps-endpoint.ts';
import { count, idHints, type Searchable, search } from '../search.ts';
import type { Criterion } from '../service-request.ts';
import { serviceError, servicePage } from '../service-response.ts';

type Field = SearchField<HostAsset>;

function one(
  type: Field['type'],
  of: (asset: HostAsset) => string | number | boolean | undefined,
): Field {
  return {
    type,
    values: (asset) => {
      const value = of(asset);
      return value === undefined ? [] : [value];
    },
  };
}

const FIELDS: Readonly<Record<string, Field>> = {
  id: one('integer', ({ id }) => id),
  qwebHostId: one('integer', ({ hostId }) => hostId),
  name: one('text', ({ name }) => name),
  os: one('text', ({ host }) => host.os),
  dnsHostName: one('text', ({ host }) => host.dns),
  address: one('text', ({ host }) => host.ip?.split(',')[0] ?? host.ipv6),
  netbiosName: one('text', ({ host }) => host.netbios),
  trackingMethod: one('keyword', ({ host }) =>
    host.role === 'agent' ? 'QAGENT' : host.trackingMethod,
  ),
  type: one('keyword', () => 'HOST'),
  port: { type: 'integer', values: ({ openPorts }) => openPorts.map(({ port }) => port) },
  tagName: { type: 'text', values: ({ host }) => host.tags.map(({ name }) => name) },
  tagId: { type: 'integer', values: ({ host }) => host.tags.map(({ id }) => id) },
  created: one('date', ({ created }) => created),
  updated: one('date', ({ modified }) => modified),
  lastVulnScan: one('date', ({ host }) => host.lastVmScanned),
  agentVersion: one('text', ({ agent }) => agent?.version),
  lastCheckedIn: one('date', ({ agent }) => agent?.lastCheckedIn),
};

function* candidates(world: World, criteria: readonly Criterion[]): Generator<HostAsset> {
  const hosts = idHints(criteria, 'qwebHostId');
  if (hosts.among !== undefined) {
    const ids = [...new Set(hosts.among)].sort((a, b) => a - b);
    for (const id of ids) {
      const host = world.host(id);
      if (host !== undefined) yield* world.assetsOf(host);
    }
    return;
  }
  const { above, among } = idHints(criteria, 'id');
  const least = among === undefined ? above : Math.min(...among);
  const most = among === undefined ? Number.POSITIVE_INFINITY : Math.max(...among);
  for (const host of world.hostsFromIndex(indexOfAssetId(least))) {
    for (const asset of world.assetsOf(host)) {
      if (asset.id > most) return;
      yield asset;
    }
  }
}

/** The asset search. */
export const HOST_ASSETS: QpsEndpoint = {
  name: 'host-assets',
  object: '2.0/am/hostasset',
  xsd: '2.0/am/hostasset.xsd',
  module: 'hostasset',
  answer: ({ world, operation, service, form, members, id }) => {
    const object: Searchable<HostAsset> = {
      fields: FIELDS,
      candidates: (criteria) => candidates(world, criteria),
      id: (asset) => asset.id,
      tree: (asset) => hostAssetTree(asset, world.now),
    };
    if (operation === 'count') return count(object, service, form);
    if (operation === 'search') return search(object, service, form, members);
    for (const asset of candidates(world, [{ field: 'id', operator: 'EQUALS', value: id ?? '' }])) {
      if (String(asset.id) === id) {
        return servicePage(form, { records: [hostAssetTree(asset, world.now)] });
      }
    }
    return serviceError(
      form,
      'OBJECT_NOT_FOUND',
      `HostAsset with id ${id} was not found.`,
      'Check the id.',
    );
  },
};
