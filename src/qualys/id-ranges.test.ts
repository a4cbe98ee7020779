import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostIdCollector } from './host-id-collector.ts';
import { IdRangeError, IdRanges } from './id-ranges.ts';

const ids = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 80 });

test('a set of ids is what was put in, as compact ranges', () => {
  fc.assert(
    fc.property(ids, (input) => {
      const set = IdRanges.of(input);
      const expected = [...new Set(input)].sort((a, b) => a - b);
      expect([...set]).toEqual(expected);
      expect(set.count).toBe(expected.length);
      expect([...IdRanges.parse(set.toString())]).toEqual(expected);
      for (let id = 0; id <= 201; id++) expect(set.has(id)).toBe(expected.includes(id));
    }),
    { seed: 1, numRuns: 200 },
  );
  expect(IdRanges.of([5, 3, 4, '9', 4]).toString()).toBe('3-5,9');
  expect(IdRanges.empty.toString()).toBe('');
});

test('chunks hold every id once and never more than asked', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 20 }), (input, size) => {
      const set = IdRanges.of(input);
      const chunks = [...set.chunks(size)];
      expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...set]);
      expect(chunks.slice(0, -1).every((chunk) => chunk.count === size)).toBe(true);
      expect(chunks.at(-1)?.count ?? 1).toBeLessThanOrEqual(size);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('without leaves out exactly the other set', () => {
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const left = IdRanges.of(a);
      const rest = left.without(IdRanges.of(b));
      expect([...rest]).toEqual([...left].filter((id) => !b.includes(id)));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('a million consecutive ids are one range', () => {
  const set = IdRanges.parse('100001-1100000');
  expect(set.count).toBe(1_000_000);
  expect(set.ranges).toHaveLength(1);
  expect(set.has('600000')).toBe(true);
  expect(set.has('x')).toBe(false);
});

test.each(['x', '1-', '-3', '5-2', '1.5', '99999999999999999', '1 2'])('%s is refused', (text) => {
  expect(() => IdRanges.parse(text)).toThrow(IdRangeError);
});

test('an ID_SET is gathered with neighbours joined, and garbled texts are named', () => {
  const collector = new HostIdCollector();
  for (const text of ['100001', '100002', '100003-100005', 'abc\u0001', '100010', '7']) {
    collector.add(text);
  }
  expect(collector.ids.toString()).toBe('7,100001-100005,100010');
  expect(collector.badRecords).toMatchObject([{ key: 'id', text: 'abc?' }]);
});
