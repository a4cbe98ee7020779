import { isAscii, isUtf8 } from 'node:buffer';

/** Characters that XML 1.0 forbids, as far as UTF-8 can hold them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** What stands for everything unreadable: never a digit, so that no garbled number looks like one. */
const REPLACEMENT = '\uFFFD';

/**
 * Turns the bytes of a body into text, chunk by chunk. Bytes that are no UTF-8 and control characters
 * that XML forbids are replaced and counted (reference, oddity 2); a clean chunk, which is every chunk
 * of nearly every body, is only looked at.
 */
export class TextDecoderWithRepair {
  /** How many characters were replaced. */
  repairs = 0;
  #carry: Buffer | undefined;

  /** The text of a chunk; the beginning of a character that the chunk cuts waits for the next one. */
  decode(chunk: Uint8Array): string {
    const bytes = asBuffer(this.#carry === undefined ? chunk : Buffer.concat([this.#carry, chunk]));
    this.#carry = undefined;
    if (isAscii(bytes)) return this.#clean(bytes.toString('latin1'), bytes);
    const end = completeLength(bytes);
    const whole = end === bytes.length ? bytes : bytes.subarray(0, end);
    // Copied: the buffer of the chunk belongs to the socket.
    if (end < bytes.length) this.#carry = Buffer.from(bytes.subarray(end));
    const text = whole.toString('utf8');
    if (!isUtf8(whole)) this.repairs += countOf(text, REPLACEMENT);
    return this.#clean(text, whole);
  }

  /** The rest at the end of the body: half a character, if it was cut there. */
  end(): string {
    if (this.#carry === undefined) return '';
    this.#carry = undefined;
    this.repairs++;
    return REPLACEMENT;
  }

  #clean(text: string, bytes: Buffer): string {
    if (!hasControlBytes(bytes) && !bytes.includes('\uFFFE') && !bytes.includes('\uFFFF')) {
      return text;
    }
    return text.replace(ILLEGAL, () => {
      this.repairs++;
      return REPLACEMENT;
    });
  }
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk)
    ? chunk
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Length without a UTF-8 sequence that begins in the last three bytes and does not end. */
function completeLength(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

/**
 * True if there is a byte below 0x20 other than tab, line feed and carriage return. Four bytes at a
 * time: a word is looked at byte by byte only if one of its bytes is below 0x20.
 */
function hasControlBytes(bytes: Buffer): boolean {
  const start = Math.min(bytes.length, (4 - (bytes.byteOffset & 3)) & 3);
  const words = (bytes.length - start) >> 2;
  const end = start + words * 4;
  if (anyControl(bytes, 0, start) || anyControl(bytes, end, bytes.length)) return true;
  // A view has to begin on a word, even an empty one.
  if (words === 0) return false;
  const view = new Int32Array(bytes.buffer, bytes.byteOffset + start, words);
  for (let i = 0; i < words; i++) {
    const word = view[i] ?? 0;
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) {
      for (let rest = word, n = 0; n < 4; rest >>>= 8, n++) {
        if (isControl(rest & 0xff)) return true;
      }
    }
  }
  return false;
}

function anyControl(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (isControl(bytes[i] ?? 0)) return true;
  }
  return false;
}

function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}
