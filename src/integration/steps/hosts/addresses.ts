import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

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

/** Whether an address lies in one of the ranges that are not routed on the internet. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether it is an IPv4 address. */
export function isV4(address: string): boolean {
  return isIPv4(address);
}

/** Whether it is an IPv6 address. */
export function isV6(address: string): boolean {
  return isIPv6(address);
}
