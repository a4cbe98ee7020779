import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.ts';

describe('an allowance', () => {
  it('never gives more than the burst and one per interval, in any window', () => {
    const rate = { burst: 3, everyMs: 10 };
    fc.assert(
      fc.property(fc.array(fc.nat(15), { maxLength: 200 }), (steps) => {
        let now = 0;
        const taken: number[] = [];
        const allowance = new Allowance(rate, () => now);
        for (const step of steps) {
          now += step;
          if (allowance.waitMs('key') > 0) continue;
          allowance.take('key');
          taken.push(now);
        }
        for (const [index, begin] of taken.entries()) {
          for (const [later, end] of taken.entries()) {
            if (later < index) continue;
            const most = rate.burst + Math.floor((end - begin) / rate.everyMs);
            expect(later - index + 1).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it('tells how long to wait, and keys do not know each other', () => {
    let now = 0;
    const allowance = new Allowance({ burst: 2, everyMs: 1000 }, () => now);
    allowance.take('a');
    expect(allowance.waitMs('a')).toBe(0);
    allowance.take('a');
    expect([allowance.waitMs('a'), allowance.waitMs('b')]).toEqual([1000, 0]);
    now = 400;
    expect(allowance.waitMs('a')).toBe(600);
    allowance.giveBack('a');
    expect(allowance.waitMs('a')).toBe(0);
  });

  it('forgets those first that are nearest to a fresh start, and never the one that is worst', () => {
    const allowance = new Allowance({ burst: 1, everyMs: 1000 }, () => 0);
    for (let n = 0; n < 5; n += 1) allowance.take('worst');
    for (let n = 0; n < 10_050; n += 1) allowance.take(`other-${n}`);
    expect(allowance.waitMs('worst')).toBe(5000);
  });
});
