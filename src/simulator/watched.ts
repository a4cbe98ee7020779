import type { EndpointUsage } from './http/usage-meter.ts';

/** Tells what was used of the endpoints of one platform. */
export type UsageTeller = () => Readonly<Record<string, EndpointUsage>>;

const tellers: UsageTeller[] = [];

/** Adds a platform to those that {@link watchedUsage} tells of. */
export function watch(teller: UsageTeller): void {
  tellers.push(teller);
}

/** Of every platform of this process whose limits nobody provokes on purpose: what was used of it. */
export function watchedUsage(): readonly Readonly<Record<string, EndpointUsage>>[] {
  return tellers.map((teller) => teller());
}
