import { cleanText } from './clean-text.ts';

/** Initial size; doubled when it does not suffice. */
const INITIAL_BYTES = 64 * 1024;

/** Digits that {@link JsonBuffer.number} writes at once: what has as many fits into a word. */
const GROUP_DIGITS = 7;
const GROUP = 10 ** GROUP_DIGITS;

/** Whole numbers below this are two groups of digits; dates are. */
const TWO_GROUPS = GROUP * GROUP;

/**
 * UTF-8 bytes of JSON under construction. Characters are put into the bytes one by one, because joining
 * hundreds of short texts per row first costs several times as much as everything else about the row.
 */
export class JsonBuffer {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  constructor(initialBytes: number = INITIAL_BYTES) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
    this.#view = viewOf(this.#bytes);
  }

  /** Number of bytes written. */
  get length(): number {
    return this.#length;
  }

  /** What was written; valid until the next change. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written, and what may be written yet, to read numbers from; valid until the next change. */
  get view(): DataView {
    return this.#view;
  }

  /** Forgets what was written and keeps the room. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds bytes as they are. For short ones: a loop beats the call of `set`. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const target = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < bytes.length; index += 1) {
      target[at] = bytes[index] ?? 0;
      at += 1;
    }
    this.#length = at;
  }

  /** Adds text of printable ASCII as it is: labels, numbers, punctuation. */
  plain(text: string): void {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      bytes[at] = text.charCodeAt(index);
      at += 1;
    }
    this.#length = at;
  }

  /** Adds a number. Whole ones, most of which are dates, digit by digit: making a text takes several times as long. */
  number(number: number): void {
    if (!(Number.isInteger(number) && number >= 0 && number < TWO_GROUPS)) {
      this.plain(String(number));
      return;
    }
    this.#reserve(2 * GROUP_DIGITS);
    if (number < GROUP) {
      this.#digits(number, 1);
      return;
    }
    const high = Math.floor(number / GROUP);
    this.#digits(high, 1);
    this.#digits(number - high * GROUP, GROUP_DIGITS);
  }

  /** Adds a text as a JSON string, cleaned ({@link cleanText}). */
  text(text: string): void {
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at] = 0x22;
    at += 1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) {
        // Rare: start over with this text, and let the platform escape and encode it.
        this.#any(JSON.stringify(cleanText(text)));
        return;
      }
      bytes[at] = code;
      at += 1;
    }
    bytes[at] = 0x22;
    this.#length = at + 1;
  }

  /** Adds the bytes of another buffer. */
  append(other: JsonBuffer): void {
    this.#reserve(other.#length);
    this.#bytes.set(other.written, this.#length);
    this.#length += other.#length;
  }

  /** Adds the digits of a whole number below {@link GROUP}, with zeros before it up to `atLeast`. */
  #digits(number: number, atLeast: number): void {
    let count = 1;
    for (let power = 10; power <= number; power = (power * 10) | 0) count += 1;
    const end = this.#length + Math.max(count, atLeast);
    const bytes = this.#bytes;
    const start = this.#length;
    // `| 0` keeps to whole numbers of a word, which the engine divides fast.
    let rest = number | 0;
    for (let at = end - 1; at >= start; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = 0x30 + ((rest - tenth * 10) | 0);
      rest = tenth;
    }
    this.#length = end;
  }

  /** Adds any text as it is. */
  #any(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
