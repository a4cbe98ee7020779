import { BlockList, isIP } from 'node:net';

/** A function that tells whether an address is one of these, or in one of these ranges. */
export function trustedAddresses(
  addresses: readonly string[],
): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const each of addresses) {
    const [address = '', bits] = each.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (given = '') => {
    // A socket that takes both families shows IPv4 addresses in this form.
    const address = given.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
