import type { EndpointUsage } from '../../src/simulator/http/usage-meter.ts';

/**
 * Everything that was too much: requests at once or in a window beyond what the endpoints grant, less what
 * another consumer took of it.
 */
export function excesses(
  platforms: readonly Readonly<Record<string, EndpointUsage>>[],
): readonly string[] {
  return platforms.flatMap((usage) => Object.values(usage).flatMap(({ violations }) => violations));
}

/** Waits until requests that have come in are counted. */
export async function countedRequests(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
