import type { World } from '../world/world.ts';
import type { FaultTarget } from './faults.ts';
import { isInRanges, parseRanges } from './ranges.ts';
import { readServiceRequest, ServiceRequestError } from './service-request.ts';

/**
 * Whether a request asks for the data of a host: by its ids, or because the host lies on the page. The list of
 * all ids holds no data and does not count.
 */
export function asksForHost(world: World, target: FaultTarget, host: number): boolean {
  const { endpoint, parameters } = target;
  if (endpoint === 'host-assets') return asksForAsset(parameters['body'] ?? '', host);
  if (endpoint !== 'host-list' && endpoint !== 'host-detections') return false;
  if (parameters['ids'] !== undefined) {
    const ranges = parseRanges(parameters['ids']);
    return !('fault' in ranges) && isInRanges(ranges, host);
  }
  if (parameters['details'] === 'None') return false;
  const least = Number(parameters['id_min'] ?? 0);
  const most = Number(parameters['id_max'] ?? Number.POSITIVE_INFINITY);
  if (host < least || host > most) return false;
  const size = Number(parameters['truncation_limit'] ?? 1000);
  if (size === 0) return true;
  let place = 0;
  for (const id of world.hostIds(least, host)) if (id < host) place++;
  return place < size;
}

function asksForAsset(body: string, host: number): boolean {
  try {
    return readServiceRequest(body, false).criteria.some(
      ({ field, value }) =>
        field === 'qwebHostId' && value.split(',').some((id) => Number(id) === host),
    );
  } catch (error) {
    if (error instanceof ServiceRequestError) return false;
    throw error;
  }
}
