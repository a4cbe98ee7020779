import { type IdRange, IdRangeError, IdRanges, parseRange } from './id-ranges.ts';
import type { BadRecord } from './xml/bad-record.ts';

/** Gathers the ids and ranges of an ID_SET (reference 8.2), joining neighbours as they come. */
export class HostIdCollector {
  /** Texts that were neither. */
  readonly badRecords: BadRecord[] = [];
  readonly #ranges: [number, number][] = [];

  /** Adds `100001` or `100010-100019`. */
  add(text: string): void {
    let range: IdRange;
    try {
      range = parseRange(text);
    } catch (error) {
      if (!(error instanceof IdRangeError)) throw error;
      this.badRecords.push({
        path: 'HOST_LIST_OUTPUT/RESPONSE/ID_SET',
        key: 'id',
        text: text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?'),
      });
      return;
    }
    const last = this.#ranges.at(-1);
    // Ids come in ascending order, so that neighbours meet here and a set of a million takes little.
    if (last !== undefined && range[0] === last[1] + 1) last[1] = range[1];
    else this.#ranges.push([range[0], range[1]]);
  }

  /** This together with what another one gathered. */
  with(other: HostIdCollector): HostIdCollector {
    const both = new HostIdCollector();
    // One by one: there may be more than fit into the arguments of a call.
    for (const { ids } of [this, other]) {
      for (const [first, last] of ids.ranges) both.#ranges.push([first, last]);
    }
    both.badRecords.push(...this.badRecords, ...other.badRecords);
    return both;
  }

  /** What was gathered. */
  get ids(): IdRanges {
    return IdRanges.fromRanges(this.#ranges);
  }
}
