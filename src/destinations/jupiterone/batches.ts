import { crc32 } from 'node:zlib';
import type { BufferPool } from './buffer-pool.ts';
import type { UploadKind } from './wire.ts';

/** A body to upload, and what tells it from others. */
export interface Batch {
  /** Position in the upload, from 0 on. */
  readonly number: number;
  readonly kind: UploadKind;
  /** How many objects it holds. */
  readonly objects: number;
  /** The JSON text. */
  readonly body: Buffer;
  /** CRC-32 of the body: whether a later process would send the same. */
  readonly checksum: number;
  /** The body is not needed any more: its memory is used for another. */
  release(): void;
}

/** Most bytes that a character of a text takes in UTF-8. */
const MOST_BYTES_PER_CHARACTER = 3;
const CLOSING = ']}';

/** A body that is being written. */
class BodyWriter {
  readonly #buffer: Buffer;
  #length: number;
  #objects = 0;

  constructor(kind: UploadKind, buffer: Buffer) {
    this.#buffer = buffer;
    this.#length = this.#buffer.write(`{"${kind}":[`);
  }

  get objects(): number {
    return this.#objects;
  }

  /** Adds an object; false if it has no room any more. */
  add(text: string): boolean {
    const room = this.#buffer.length - this.#length - CLOSING.length - 1;
    if (text.length * MOST_BYTES_PER_CHARACTER > room && Buffer.byteLength(text) > room) {
      return false;
    }
    if (this.#objects > 0) this.#length += this.#buffer.write(',', this.#length);
    this.#length += this.#buffer.write(text, this.#length);
    this.#objects += 1;
    return true;
  }

  /** The whole body. */
  end(): Buffer {
    this.#length += this.#buffer.write(CLOSING, this.#length);
    return this.#buffer.subarray(0, this.#length);
  }
}

/** The body of a request with these objects, each as JSON. */
export function bodyOf(kind: UploadKind, texts: readonly string[]): Buffer {
  return Buffer.from(`{"${kind}":[${texts.join(',')}]}`);
}

/**
 * Cuts a stream of objects into bodies as large as the buffers of the pool at most. Only an object that is larger by itself makes
 * a larger body. The same objects in the same order give the same batches.
 */
export async function* batches(
  kind: UploadKind,
  objects: AsyncIterable<Iterable<object>>,
  options: { readonly firstNumber: number; readonly pool: BufferPool },
): AsyncGenerator<Batch> {
  const { pool } = options;
  let { firstNumber: number } = options;
  let buffer = pool.take();
  let writer = new BodyWriter(kind, buffer);
  const batch = (body: Buffer, count: number, release: () => void): Batch => {
    number += 1;
    return { number: number - 1, kind, objects: count, body, checksum: crc32(body), release };
  };
  const finish = (): Batch => {
    const full = buffer;
    const made = batch(writer.end(), writer.objects, () => pool.giveBack(full));
    buffer = pool.take();
    writer = new BodyWriter(kind, buffer);
    return made;
  };
  for await (const some of objects) {
    for (const object of some) {
      const text = JSON.stringify(object);
      if (writer.add(text)) continue;
      if (writer.objects > 0) yield finish();
      if (!writer.add(text)) yield batch(bodyOf(kind, [text]), 1, () => undefined);
    }
  }
  if (writer.objects > 0) yield finish();
}

/** The same objects in two bodies, for a server that takes only smaller ones; undefined for a single object. */
export function halves(batch: Pick<Batch, 'kind' | 'body'>): readonly [Buffer, Buffer] | undefined {
  const objects = (JSON.parse(batch.body.toString('utf8')) as Record<UploadKind, unknown[]>)[
    batch.kind
  ];
  if (objects.length < 2) return undefined;
  const texts = objects.map((object) => JSON.stringify(object));
  const middle = Math.ceil(texts.length / 2);
  return [bodyOf(batch.kind, texts.slice(0, middle)), bodyOf(batch.kind, texts.slice(middle))];
}
