/**
 * Randomness that is a pure function of what it is asked about. Nothing here has a history: the same
 * seed and the same numbers always give the same answer, whatever was asked before. That is what lets
 * a host or a detection be derived when a request comes, and forgotten afterwards.
 */

/** Turns a seed of any form into 32 bits (FNV-1a over its text). */
export function seedNumber(seed: number | string): number {
  const text = String(seed);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return finish(hash);
}

function finish(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A 32-bit unsigned number out of a seed and up to three numbers. */
export function mix(seed: number, a: number, b = 0, c = 0): number {
  let hash = finish(seed ^ Math.imul(a | 0, 0x9e3779b1));
  hash = finish(hash ^ Math.imul(b | 0, 0x85ebca77));
  return finish((hash ^ Math.imul(c | 0, 0xc2b2ae3d)) + 0x27d4eb2f);
}

/** The same as a fraction, 0 inclusive to 1 exclusive. */
export function fraction(seed: number, a: number, b = 0, c = 0): number {
  return mix(seed, a, b, c) / 4294967296;
}

/** Element of a list that is not empty, chosen by a fraction. */
export function pick<T>(list: readonly T[], share: number): T {
  const chosen = list[Math.min(list.length - 1, Math.floor(share * list.length))];
  if (chosen === undefined) throw new RangeError('cannot pick from an empty list');
  return chosen;
}

/** A stream of draws that starts from one number (mulberry32). Cheap to make, and to start again. */
export class Draws {
  #state: number;

  constructor(start: number) {
    this.#state = start | 0;
  }

  /** Starts again from another number. */
  restart(start: number): void {
    this.#state = start | 0;
  }

  /** 32 random bits, unsigned. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  }

  /** A fraction, 0 inclusive to 1 exclusive. */
  share(): number {
    return this.bits() / 4294967296;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  /** True with the given chance. */
  chance(probability: number): boolean {
    return this.share() < probability;
  }

  /** An element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return pick(list, this.share());
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const bits = this.bits();
      text += (HEX[bits >>> 16] ?? '') + (HEX[bits & 0xffff] ?? '');
    }
    return text.slice(0, digits);
  }

  /** Decimal digits; the first one is not 0. */
  digits(count: number): string {
    let text = String(1 + this.below(9));
    while (text.length < count) text += String(this.below(1_000_000_000)).padStart(9, '0');
    return text.slice(0, count);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const [a, b, c, d] = [this.bits(), this.bits(), this.bits(), this.bits()];
    const third = (HEX[b & 0xffff] ?? '').slice(1);
    const fourth = (HEX[c >>> 16] ?? '').slice(1);
    return `${HEX[a >>> 16]}${HEX[a & 0xffff]}-${HEX[b >>> 16]}-4${third}-8${fourth}-${HEX[c & 0xffff]}${HEX[d >>> 16]}${HEX[d & 0xffff]}`;
  }
}

/** Four hexadecimal digits by number. */
const HEX = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, '0'));
