import { describe, expect, test } from 'vitest';
import type { PropertyValue } from '../model/property.ts';
import { PropertyEncoder } from './encode-properties.ts';
import { JsonBuffer } from './json-buffer.ts';

type Properties = Readonly<Record<string, PropertyValue>>;

const TYPE = 'qualys_host_finding';

function encode(properties: Properties, type = TYPE, encoder = new PropertyEncoder()): Properties {
  const buffer = new JsonBuffer(16);
  buffer.plain('{"_":0');
  encoder.entity(buffer, type, properties);
  buffer.plain('}');
  return JSON.parse(buffer.written.toString()) as Properties;
}

function hashes(properties: Properties): readonly PropertyValue[] {
  const { _hash, _light, _heavy } = encode(properties);
  return [_hash, _light, _heavy];
}

/** Which of the hashes differ. */
function changed(before: Properties, after: Properties): readonly boolean[] {
  const others = hashes(after);
  return hashes(before).map((hash, at) => hash !== others[at]);
}

describe('properties of an entity', () => {
  test('go to their columns, the rest is JSON, absent ones and metadata are left out', () => {
    const row = encode({
      _key: 'k',
      qid: 105_413,
      tags: ['a', 'b "c" ö'],
      open: false,
      protocol: undefined,
      service: null,
      port: Number.NaN,
      category: 'system-scan',
      'tag.Owner': 'x',
    });
    expect(row).toMatchObject({ qid: 105_413, tags: ['a', 'b "c" ö'], open: false });
    expect(row['_props']).toEqual({ category: 'system-scan', 'tag.Owner': 'x' });
    for (const name of ['_key', 'protocol', 'service', 'port'])
      expect(row).not.toHaveProperty(name);
  });

  test.each([
    0,
    -0,
    7,
    9_999_999,
    10_000_000,
    10_000_001,
    1_793_164_401_000,
    99_999_999_999_999,
    100_000_000_000_000,
    Number.MAX_SAFE_INTEGER,
    -5,
    0.00472,
    1e21,
  ])('number %d comes back as it was', (qid) => {
    expect(encode({ qid })['qid']).toBe(qid + 0);
  });

  test('values that a column cannot hold go to the rest and are told', () => {
    const encoder = new PropertyEncoder();
    expect(encode({ qid: 'many' }, TYPE, encoder)['_props']).toEqual({ qid: 'many' });
    expect([...encoder.mixed]).toEqual(['qid']);
  });

  test('columns that the type does not declare are not used; other types use all', () => {
    expect(encode({ netbiosName: 'x' })['_props']).toEqual({ netbiosName: 'x' });
    expect(encode({ qid: 5 }, 'acme_thing')).toMatchObject({ qid: 5 });
  });

  test('an encoder keeps nothing of the entity before, whatever the order of its properties', () => {
    const encoder = new PropertyEncoder();
    encode({ qid: 1, port: 80, category: 'x' }, TYPE, encoder);
    const row = encode({ category: 'y', port: 81 }, TYPE, encoder);
    expect(row).toEqual(encode({ category: 'y', port: 81 }));
    expect(row).not.toHaveProperty('qid');
  });
});

describe('hashes', () => {
  const finding: Properties = {
    qid: 5,
    name: 'QID 5',
    numTimesFound: 3,
    fqdn: 'a.example',
    port: 80,
  };

  test('do not depend on the order of properties', () => {
    const reversed = Object.fromEntries(Object.entries(finding).toReversed());
    expect(hashes(reversed)).toEqual(hashes(finding));
  });

  test('tell what changed: the entity, what can be updated in place, what else is volatile', () => {
    expect(changed(finding, { ...finding, port: 81 })).toEqual([true, false, false]);
    expect(changed(finding, { ...finding, numTimesFound: 4 })).toEqual([false, true, false]);
    expect(changed(finding, { ...finding, fqdn: 'b.example' })).toEqual([false, false, true]);
    expect(changed(finding, { ...finding, 'tag.X': 'y' })).toEqual([true, false, false]);
  });

  test.each<readonly [Properties, Properties]>([
    [
      { name: 'ab', displayName: 'c' },
      { name: 'a', displayName: 'bc' },
    ],
    [
      { name: 'x', displayName: 'y' },
      { name: 'y', displayName: 'x' },
    ],
    [{ cveIds: ['a', 'b'] }, { cveIds: ['a,b'] }],
    [{ cveIds: ['a', 'b'] }, { cveIds: ['b', 'a'] }],
    [{ id: '1' }, { id: 1 }],
    [{ name: '' }, {}],
    [{ open: true }, { open: false }],
  ])('%j and %j differ', (before, after) => {
    expect(changed(before, after)[0]).toBe(true);
  });

  test('are different for many similar entities', () => {
    const all = new Set<PropertyValue>();
    for (let qid = 0; qid < 20_000; qid += 1) all.add(encode({ qid, port: qid % 7 })['_hash']);
    expect(all.size).toBe(20_000);
  });
});
