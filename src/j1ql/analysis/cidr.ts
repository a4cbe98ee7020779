/** First and last address of an IPv4 range as numbers. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `10.0.0.0/8`; an address without a length is one address. Undefined if it is no IPv4 range. */
export function parseCidr(text: string): AddressRange | undefined {
  const match = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?\s*$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const bits = match[5] === undefined ? 32 : Number(match[5]);
  if (octets.some((octet) => octet > 255) || bits > 32) return undefined;
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}
