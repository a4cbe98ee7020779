import fc from 'fast-check';

/**
 * Decisions of a generator, read from a list of numbers. Where the list ends every decision is 0, the simplest
 * one, so that a list that fast-check shortens or makes smaller gives a simpler result.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 to `below` - 1. */
  next(below: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % below;
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.next(100) >= 100 - percent;
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.next(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Some of the items, each with the same chance. */
  some<T>(items: readonly T[], percent: number): readonly T[] {
    return items.filter(() => this.chance(percent));
  }
}

/** Lists of numbers for {@link Choices}, most of them long. */
export const NUMBERS: fc.Arbitrary<readonly number[]> = fc.noBias(
  fc.array(fc.nat(0xffff), { maxLength: 400, size: 'max' }),
);
