/** Multipliers of the two lanes: odd, and with bits spread evenly. */
const FIRST = 0x85ebca6b;
const SECOND = 0xc2b2ae35;

/** Spreads every bit of a lane over all of it. */
function finish(lane: number): number {
  let x = Math.imul(lane ^ (lane >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Takes a word into a lane. Multiplying only moves bits up: the shift brings them down again. */
function mixed(lane: number, word: number, multiplier: number): number {
  const x = Math.imul(lane ^ word, multiplier);
  return x ^ (x >>> 15);
}

/**
 * Tells whether two versions of one object differ, at a fraction of the price of a cryptographic digest (a
 * run has millions of objects). The result never leaves the graph and protects nothing.
 *
 * The result is stored: a change of this file makes a new version of every entity.
 */
export class StableHash {
  #a = 0;
  #b = 0;

  /** Starts anew. */
  reset(): void {
    this.#a = 0x9e3779b9;
    this.#b = 0x243f6a88;
  }

  /**
   * Takes in a property: the {@link nameHash} of its name, and its value, which is the bytes from `from` to
   * before `to`. Properties are added up, so that their order does not matter.
   */
  add(name: number, bytes: DataView, from: number, to: number): void {
    let a = name;
    let b = ~name;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word = bytes.getInt32(at, true);
      a = mixed(a, word, FIRST);
      b = mixed(b, word, SECOND);
    }
    // Up to three bytes are left; the length tells zeros at the end from nothing.
    let rest = to - from;
    for (; at < to; at += 1) rest = (rest << 8) | bytes.getUint8(at);
    this.#a = (this.#a + finish(mixed(a, rest, FIRST))) | 0;
    this.#b = (this.#b + finish(mixed(b, rest, SECOND))) | 0;
  }

  /** The hash of everything since `reset`: a whole number of 53 bits. */
  digest(): number {
    return finish(this.#a) * 0x200000 + (finish(this.#b) >>> 11);
  }

  /** The same in 31 bits. */
  shortDigest(): number {
    return finish(this.#a ^ finish(this.#b)) >>> 1;
  }
}

/** A whole number of 32 bits for a name, to be taken in by {@link StableHash.add} many times. */
export function nameHash(name: string): number {
  let lane = 0x9e3779b9;
  for (let index = 0; index < name.length; index += 1) {
    lane = mixed(lane, name.charCodeAt(index), FIRST);
  }
  return finish(lane);
}
