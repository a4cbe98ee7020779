import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

describe('didYouMean', () => {
  it.each([
    ['Hots', 'Host'],
    ['qualys_host_findings', 'qualys_host_finding'],
    ['hostnmae', 'hostname'],
    ['WHIT', 'WITH'],
  ])('takes %s for %s', (word, meant) => {
    expect(didYouMean(word, ['Host', 'qualys_host_finding', 'hostname', 'WITH', 'x'])).toBe(meant);
  });

  it('keeps silent about what is too far away', () => {
    expect(didYouMean('zzz', ['Host'])).toBeUndefined();
    expect(didYouMean('a', ['b'])).toBeUndefined();
  });
});
