import { isIP, isIPv4, isIPv6 } from 'node:net';

export { isPrivateAddress } from '../../../model/ip-addresses.ts';

/**
 * The addresses in a text: one, or several between commas. What is no address is left out (the cloud
 * metadata hold whole error pages, oddity 22), a leading slash is dropped.
 */
export function addressesIn(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  return text
    .split(',')
    .map((part) => part.trim().replace(/^\//, ''))
    .filter((part) => isIP(part) !== 0);
}

/** Whether it is an IPv4 address. */
export function isV4(address: string): boolean {
  return isIPv4(address);
}

/** Whether it is an IPv6 address. */
export function isV6(address: string): boolean {
  return isIPv6(address);
}
