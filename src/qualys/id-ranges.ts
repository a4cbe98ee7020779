/** A range of ids, both ends included. */
export type IdRange = readonly [first: number, last: number];

/** Thrown for text that is not a list of ids and ranges. Not an error of Qualys, hence no code. */
export class IdRangeError extends RangeError {}

/**
 * A set of positive integer ids kept as sorted ranges: a tenant of a million hosts in consecutive ids
 * takes one range. This is also the form in which the API takes and gives ids (`1-5,9`; reference 4).
 */
export class IdRanges {
  /** Sorted, disjoint, never adjacent. */
  readonly ranges: readonly IdRange[];
  /** How many ids the set holds. */
  readonly count: number;

  private constructor(ranges: readonly IdRange[]) {
    this.ranges = ranges;
    this.count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  /** The empty set. */
  static readonly empty = new IdRanges([]);

  /** The set of some ids, in any order, repetitions allowed. Throws {@link IdRangeError}. */
  static of(ids: Iterable<number | string>): IdRanges {
    const ranges: IdRange[] = [];
    for (const id of ids) {
      const value = parseId(String(id));
      ranges.push([value, value]);
    }
    return IdRanges.fromRanges(ranges);
  }

  /** The set that some ranges cover, in any order, overlaps allowed. */
  static fromRanges(ranges: Iterable<IdRange>): IdRanges {
    const merged: [number, number][] = [];
    for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
      const previous = merged.at(-1);
      if (previous !== undefined && first <= previous[1] + 1) {
        previous[1] = Math.max(previous[1], last);
      } else {
        merged.push([first, last]);
      }
    }
    return new IdRanges(merged);
  }

  /** Reads `1-5,9`. Throws {@link IdRangeError}. */
  static parse(text: string): IdRanges {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return IdRanges.fromRanges(parts.map(parseRange));
  }

  /** `1-5,9`, what the API takes as `ids`. */
  toString(): string {
    return this.ranges
      .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
      .join(',');
  }

  /** True if the id is in the set; false for text that is no id. */
  has(id: number | string): boolean {
    const value = typeof id === 'number' ? id : /^\d+$/.test(id) ? Number(id) : Number.NaN;
    let low = 0;
    let high = this.ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = this.ranges[middle];
      if (range === undefined) return false;
      if (value < range[0]) high = middle - 1;
      else if (value > range[1]) low = middle + 1;
      else return value >= range[0];
    }
    return false;
  }

  /** Every id, ascending. */
  *[Symbol.iterator](): Generator<number> {
    for (const [first, last] of this.ranges) for (let id = first; id <= last; id++) yield id;
  }

  /** Consecutive parts of at most `size` ids each, ascending. */
  *chunks(size: number): Generator<IdRanges> {
    let part: IdRange[] = [];
    let room = size;
    for (const [first, last] of this.ranges) {
      let from = first;
      while (from <= last) {
        const to = Math.min(last, from + room - 1);
        part.push([from, to]);
        room -= to - from + 1;
        from = to + 1;
        if (room === 0) {
          yield new IdRanges(part);
          part = [];
          room = size;
        }
      }
    }
    if (part.length > 0) yield new IdRanges(part);
  }

  /** The ids of both. */
  with(other: IdRanges): IdRanges {
    return IdRanges.fromRanges([...this.ranges, ...other.ranges]);
  }

  /** The ids that are in both. */
  within(other: IdRanges): IdRanges {
    return this.without(this.without(other));
  }

  /** The ids of this set that are not in the other. */
  without(other: IdRanges): IdRanges {
    const rest: IdRange[] = [];
    let index = 0;
    for (const [first, last] of this.ranges) {
      let from = first;
      while (index < other.ranges.length && (other.ranges[index]?.[1] ?? 0) < from) index++;
      for (let at = index; from <= last; at++) {
        const cut = other.ranges[at];
        if (cut === undefined || cut[0] > last) {
          rest.push([from, last]);
          break;
        }
        if (cut[0] > from) rest.push([from, cut[0] - 1]);
        from = cut[1] + 1;
      }
    }
    return new IdRanges(rest);
  }
}

/** Reads `7` or `1-5`. Throws {@link IdRangeError}. */
export function parseRange(text: string): IdRange {
  const dash = text.indexOf('-');
  if (dash < 0) {
    const id = parseId(text);
    return [id, id];
  }
  const first = parseId(text.slice(0, dash).trim());
  const last = parseId(text.slice(dash + 1).trim());
  if (last < first) throw new IdRangeError(`A range of ids ends before it starts: ${text}`);
  return [first, last];
}

function parseId(text: string): number {
  const id = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new IdRangeError(`Not an id: ${text.slice(0, 40)}`);
  return id;
}
