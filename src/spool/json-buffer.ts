import { cleanText } from './clean-text.ts';

/** Initial size; doubled when it does not suffice. */
const INITIAL_BYTES = 64 * 1024;

/**
 * UTF-8 bytes of JSON under construction. Characters are put into the bytes one by one, because joining
 * hundreds of short texts per row first costs several times as much as everything else about the row.
 */
export class JsonBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(initialBytes: number = INITIAL_BYTES) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
  }

  /** Number of bytes written. */
  get length(): number {
    return this.#length;
  }

  /** What was written; valid until the next change. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
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
  }
}
