import { expect, test } from 'vitest';
import { trustedAddresses } from './trusted-addresses.ts';

test('knows addresses and ranges of both families, and nothing else', () => {
  const isTrusted = trustedAddresses(['127.0.0.1', '10.1.0.0/16', '::1', 'fd00::/8']);
  for (const address of ['127.0.0.1', '10.1.2.3', '::1', 'fd12::3', '::ffff:127.0.0.1']) {
    expect(isTrusted(address), address).toBe(true);
  }
  for (const address of ['127.0.0.2', '10.2.0.1', '::2', 'fe80::1', '', 'proxy', undefined]) {
    expect(isTrusted(address), address).toBe(false);
  }
});

test('trusts nobody unless told', () => {
  expect(trustedAddresses([])('127.0.0.1')).toBe(false);
});
