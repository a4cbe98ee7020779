import { describe, expect, it } from 'vitest';
import { parseCidr } from './cidr.ts';

describe('parseCidr', () => {
  it('gives first and last address', () => {
    expect(parseCidr('10.1.2.3/8')).toEqual({ first: 167_772_160, last: 184_549_375 });
    expect(parseCidr('1.2.3.4')).toEqual({ first: 16_909_060, last: 16_909_060 });
    expect(parseCidr('0.0.0.0/0')).toEqual({ first: 0, last: 4_294_967_295 });
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '10.0.0.256/8', 'fe80::/10', "' OR 1=1", ''])(
    'refuses %s',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});
