/**
 * Buffers of one size that are used again: bodies of some megabytes that are left to the garbage collector
 * pile up to a multiple of what is under way.
 */
export class BufferPool {
  readonly #bytes: number;
  readonly #free: Buffer[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** A buffer whose content is whatever it was. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  /** The buffer is not looked at any more. */
  giveBack(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}
