import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Entity } from '../model/graph-object.ts';
import { createRunSpool, type SegmentWriter, type StoredPage } from './index.ts';

describe('the rows of a segment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'graph-rows-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;

  const write = async (
    fill: (segment: SegmentWriter) => void,
  ): Promise<{ page: StoredPage; lines: string[]; rows: Record<string, unknown>[] }> => {
    runs += 1;
    const spool = await createRunSpool(join(folder, String(runs)), {
      runId: String(runs),
      instance: { name: 'q', integrationType: 'qualys' },
      configFingerprint: '',
      startedAt: 0,
    });
    const segment = await spool.beginPage({ sequence: 0, endpoint: 'e', scope: 's' });
    fill(segment);
    const page = await segment.commit({ counts: {} });
    const lines = readFileSync(page.segment, 'utf8').split('\n').slice(0, -1);
    return { page, lines, rows: lines.map((line) => JSON.parse(line)) };
  };
  const rowOf = async (entity: Entity) =>
    (await write((segment) => segment.entity(entity))).rows[0]!;

  const FINDING: Entity = {
    _key: 'host-finding:1:2',
    _type: 'qualys_host_finding',
    _class: ['Finding'],
    qid: 7,
    open: true,
    status: 'Active',
    firstFoundOn: 1_767_225_600_000,
    cveIds: ['CVE-1'],
    qds: 50,
    tags: ['a'],
    details: 'text',
  };

  it('puts properties with a column under its name, the others into the rest', async () => {
    const { rows } = await write((segment) =>
      segment.finding({ entity: FINDING, ref: { space: 'host', id: '1' } }),
    );
    expect(rows[0]).toEqual({
      _row: 'finding',
      _at: 0,
      _type: 'qualys_host_finding',
      _key: 'host-finding:1:2',
      _space: 'host',
      _ref: '1',
      _hash: expect.any(Number),
      _light: expect.any(Number),
      _heavy: expect.any(Number),
      qid: 7,
      open: true,
      status: 'Active',
      first_found_on: 1_767_225_600_000,
      cve_ids: ['CVE-1'],
      qds: 50,
      tags: ['a'],
      _props: { details: 'text' },
    });
  });

  it('writes every kind of row, and where it begins', async () => {
    const { page, lines, rows } = await write((segment) => {
      segment.entity({ ...FINDING, _order: 4 });
      segment.target({
        entity: { _key: 'h', _type: 'discovered_host', _class: ['Host'] },
        scannerKey: 's',
        ref: { space: 'host', id: '9' },
        order: 9,
        isEnriched: false,
      });
      segment.relationship({
        _key: 'a|has|b',
        _type: 'a_has_b',
        _class: 'HAS',
        _fromEntityKey: 'a',
        _toEntityKey: 'b',
        weight: 2,
      });
      segment.covered({ space: 'web-app', id: '3' }, 'qualys_web_app_finding');
      segment.covered({ space: 'host', id: '9' }, 'qualys_host_finding', {
        readOn: 1_767_225_600_000,
        reason: 'outOfScope',
      });
      segment.present({ space: 'host', id: '10' });
    });
    expect(rows.map((row) => row['_row'])).toEqual([
      ...['entity', 'target', 'relationship', 'covered', 'covered', 'present'],
    ]);
    expect(rows[0]).toMatchObject({ _order: 4 });
    expect(rows[1]).toMatchObject({ _order: 9, _enriched: false, _scanner: 's', _ref: '9' });
    expect(rows[2]).toMatchObject({ _from: 'a', _to: 'b', _class: 'HAS', _props: { weight: 2 } });
    expect(rows[3]).toMatchObject({
      _space: 'web-app',
      _ref: '3',
      _type: 'qualys_web_app_finding',
    });
    for (const name of ['_read_on', '_reason']) expect(rows[3]).not.toHaveProperty(name);
    expect(rows[4]).toMatchObject({ _read_on: 1_767_225_600_000, _reason: 'outOfScope' });
    expect(rows[5]).toEqual({
      _row: 'present',
      _at: expect.any(Number),
      _space: 'host',
      _ref: '10',
    });
    let at = 0;
    for (const [index, line] of lines.entries()) {
      expect(rows[index]?.['_at']).toBe(at);
      at += Buffer.byteLength(line) + 1;
    }
    expect(page).toMatchObject({
      bytes: at,
      rows: { entity: 1, target: 1, relationship: 1, covered: 2, present: 1 },
      types: { qualys_host_finding: ['Finding'], discovered_host: ['Host'] },
    });
    expect(page.longestRow).toBe(Math.max(...lines.map((line) => Buffer.byteLength(line) + 1)));
  });

  it('leaves out what is absent: undefined, null, not a number', async () => {
    const row = await rowOf({ ...FINDING, qid: Number.NaN, status: null, open: undefined });
    for (const name of ['qid', 'status', 'open']) expect(row).not.toHaveProperty(name);
  });

  it('keeps a value that its column cannot hold in the rest, and says so', async () => {
    const { rows, page } = await write((segment) =>
      segment.entity({ ...FINDING, port: 'https', firstFoundOn: 1.5, vendor: 'x' }),
    );
    expect(rows[0]?.['_props']).toEqual({
      details: 'text',
      firstFoundOn: 1.5,
      port: 'https',
      vendor: 'x',
    });
    // `vendor` has a column, but not for findings.
    expect([...page.mixed].sort()).toEqual(['firstFoundOn', 'port', 'vendor']);
  });

  it('hashes what is not volatile, whatever order it comes in', async () => {
    const base = await rowOf(FINDING);
    const hashes = async (change: Partial<Entity>) => {
      const row = await rowOf({ ...FINDING, ...change } as Entity);
      return ['_hash', '_light', '_heavy'].filter((name) => row[name] !== base[name]);
    };
    expect(await hashes({})).toEqual([]);
    const reversed = Object.fromEntries(Object.entries(FINDING).reverse()) as Entity;
    expect(await rowOf(reversed)).toEqual(base);
    expect(await hashes({ status: 'Fixed' })).toEqual(['_hash']);
    expect(await hashes({ open: false })).toEqual(['_hash']);
    expect(await hashes({ status: undefined })).toEqual(['_hash']);
    expect(await hashes({ cveIds: ['CVE-2'] })).toEqual(['_hash']);
    expect(await hashes({ cveIds: ['CVE-1', ''] })).toEqual(['_hash']);
    expect(await hashes({ cveIds: ['CVE', '-1'] })).toEqual(['_hash']);
    expect(await hashes({ 'tag.Any': 'undeclared ones count' })).toEqual(['_hash']);
    expect(await hashes({ qds: 51 })).toEqual(['_light']);
    expect(await hashes({ tags: ['b'] })).toEqual(['_heavy']);
    expect(await hashes({ details: 'other' })).toEqual(['_heavy']);
    // A text that looks like the number is another value.
    expect(await hashes({ qid: '7' })).toEqual(['_hash']);
    expect(await hashes({ status: 'true', open: undefined })).toEqual(['_hash']);
  });

  it('does not confuse neighbouring properties', async () => {
    const seen = new Set<unknown>();
    for (const [name, displayName] of [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc', ''],
      ['', 'abc'],
      ['c', 'ab'],
    ]) {
      seen.add((await rowOf({ ...FINDING, name, displayName }))['_hash']);
    }
    expect(seen.size).toBe(5);
  });

  it('finds no two equal hashes in a hundred thousand neighbours', async () => {
    const { rows } = await write((segment) => {
      for (let n = 0; n < 100_000; n += 1) segment.entity({ ...FINDING, port: n });
    });
    expect(new Set(rows.map((row) => row['_hash'])).size).toBe(100_000);
  });

  it('leaves out NUL and replaces halves of surrogate pairs, in values, names and keys', async () => {
    const row = await rowOf({
      ...FINDING,
      _key: 'k\0ey',
      status: 'a\0b\ud800c\u{1F600}',
      cveIds: ['\udc00'],
      'tag.\0x\ud800': '"\\\n\t\u0001ä€',
    });
    expect(row).toMatchObject({
      _key: 'key',
      status: 'ab\ufffdc\u{1F600}',
      cve_ids: ['\ufffd'],
      _props: { 'tag.x\ufffd': '"\\\n\t\u0001ä€' },
    });
  });

  it('writes any text so that it is read back', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary' }), { numRuns: 500, seed: 20_261_124 });
    const { rows } = await write((segment) => {
      for (const [n, text] of texts.entries()) {
        segment.entity({ ...FINDING, _key: String(n), status: text, [`x${text}`]: text });
      }
    });
    for (const [n, text] of texts.entries()) {
      const clean = text.replaceAll('\0', '').toWellFormed();
      expect(rows[n]).toMatchObject({ status: clean });
      expect(rows[n]?.['_props']).toEqual({ details: 'text', [`x${clean}`]: clean });
    }
  });

  it('writes rows that are longer than a block', async () => {
    const { rows } = await write((segment) => {
      segment.entity({ ...FINDING, details: 'x'.repeat(1_000_000) });
      segment.entity({ ...FINDING, details: 'ä'.repeat(1_000_000) });
    });
    expect(rows.map((row) => (row['_props'] as { details: string }).details.length)).toEqual([
      1_000_000, 1_000_000,
    ]);
  });
});
