import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, batches, halves } from './batches.ts';
import { BufferPool } from './buffer-pool.ts';

interface Cut extends Pick<Batch, 'number' | 'objects' | 'checksum'> {
  readonly text: string;
}

async function cut(objects: readonly object[], maxBytes: number): Promise<Cut[]> {
  const pool = new BufferPool(maxBytes);
  async function* source() {
    yield objects;
  }
  const all: Cut[] = [];
  for await (const batch of batches('entities', source(), { firstNumber: 3, pool })) {
    all.push({ ...batch, text: batch.body.toString('utf8') });
    batch.release();
  }
  return all;
}

test('bodies hold every object in its order and keep the size; a single larger object stands alone', async () => {
  const object = fc.record({
    _key: fc.string({ unit: 'grapheme', maxLength: 60 }),
    n: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(object, { maxLength: 40 }),
      fc.integer({ min: 30, max: 400 }),
      async (objects, max) => {
        const made = await cut(objects, max);
        const back = made.map(({ text }) => (JSON.parse(text) as { entities: object[] }).entities);
        expect(back.flat()).toEqual(objects);
        expect(made.map(({ number }) => number)).toEqual(made.map((_, index) => index + 3));
        for (const [index, { text, objects: count }] of made.entries()) {
          expect(count).toBe(back[index]?.length);
          if (count > 1) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(max);
        }
        expect((await cut(objects, max)).map(({ checksum }) => checksum)).toEqual(
          made.map(({ checksum }) => checksum),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a body is halved without losing an object; one object cannot be', () => {
  const body = Buffer.from('{"entities":[{"_key":"ä"},{"_key":"b"},{"_key":"c"}]}');
  expect(halves({ kind: 'entities', body })?.map(String)).toEqual([
    '{"entities":[{"_key":"ä"},{"_key":"b"}]}',
    '{"entities":[{"_key":"c"}]}',
  ]);
  expect(halves({ kind: 'entities', body: Buffer.from('{"entities":[{}]}') })).toBeUndefined();
});
