import { crc32 } from 'node:zlib';
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
}

/** Texts of the objects of a batch, before they are one body. */
interface Parts {
  readonly texts: string[];
  bytes: number;
}

/** The body of a request with these objects, each as JSON. */
export function bodyOf(kind: UploadKind, texts: readonly string[]): Buffer {
  return Buffer.from(`{"${kind}":[${texts.join(',')}]}`);
}

/** Bytes of a body around and between its objects. */
function frameBytes(kind: UploadKind, objects: number): number {
  return kind.length + 7 + Math.max(0, objects - 1);
}

/**
 * Cuts a stream of objects into bodies of at most `maxBytes`. Only an object that is larger by itself makes
 * a larger body. The same objects in the same order give the same batches.
 */
export async function* batches(
  kind: UploadKind,
  objects: AsyncIterable<readonly object[]>,
  options: { readonly firstNumber: number; readonly maxBytes: number },
): AsyncGenerator<Batch> {
  let { firstNumber: number } = options;
  let parts: Parts = { texts: [], bytes: 0 };
  const finish = (): Batch => {
    const body = bodyOf(kind, parts.texts);
    const batch = {
      number,
      kind,
      objects: parts.texts.length,
      body,
      checksum: crc32(body),
    };
    parts = { texts: [], bytes: 0 };
    number += 1;
    return batch;
  };
  for await (const some of objects) {
    for (const object of some) {
      const text = JSON.stringify(object);
      const bytes = Buffer.byteLength(text);
      const grown = parts.bytes + bytes + frameBytes(kind, parts.texts.length + 1);
      if (parts.texts.length > 0 && grown > options.maxBytes) yield finish();
      parts.texts.push(text);
      parts.bytes += bytes;
    }
  }
  if (parts.texts.length > 0) yield finish();
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
