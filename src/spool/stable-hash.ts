/** Multipliers of the two lanes: odd, and with bits spread evenly. */
const FIRST = 0x85ebca6b;
const SECOND = 0xc2b2ae35;

/** Spreads every bit of a lane over all of it. */
function finish(lane: number): number {
  let x = Math.imul(lane ^ (lane >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
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

  /** Takes in a text; "ab", "c" and "a", "bc" differ. */
  add(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      a = Math.imul(a ^ unit, FIRST);
      b = Math.imul(b ^ unit, SECOND);
    }
    this.#a = a;
    this.#b = b;
    // The length, so that neighbours cannot swap characters.
    this.addNumber(text.length);
  }

  /** Takes in a whole number of 32 bits. */
  addNumber(number: number): void {
    this.#a = Math.imul(this.#a ^ number, FIRST);
    this.#b = Math.imul(this.#b ^ number, SECOND);
    // Multiplying only moves bits up: this brings them down again.
    this.#a ^= this.#a >>> 15;
    this.#b ^= this.#b >>> 13;
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

/** A whole number of 32 bits for a name, to be taken in by {@link StableHash.addNumber} many times. */
export function nameHash(name: string): number {
  let lane = 0x9e3779b9;
  for (let index = 0; index < name.length; index += 1) {
    lane = Math.imul(lane ^ name.charCodeAt(index), FIRST);
    lane ^= lane >>> 15;
  }
  return finish(lane);
}
