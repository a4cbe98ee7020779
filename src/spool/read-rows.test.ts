import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Entity, MappedTarget, Relationship } from '../model/graph-object.ts';
import { createRunSpool, readRows, type SegmentWriter, type StoredPage } from './index.ts';

describe('reading the objects of a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'graph-read-rows-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;

  const write = async (fill: (segment: SegmentWriter) => void): Promise<StoredPage> => {
    runs += 1;
    const spool = await createRunSpool(join(folder, String(runs)), {
      runId: String(runs),
      instance: { name: 'q', integrationType: 'qualys' },
      configFingerprint: '',
      startedAt: 0,
    });
    const segment = await spool.beginPage({ sequence: 0, endpoint: 'e', scope: 's' });
    fill(segment);
    return segment.commit({ counts: {} });
  };

  const FINDING: Entity = {
    _key: 'host-finding:1:2',
    _type: 'qualys_host_finding',
    _class: ['Finding'],
    name: 'QID 7',
    qid: 7,
    open: true,
    port: 0,
    cveIds: ['CVE-1'],
    firstFoundOn: 1_767_225_600_000,
    details: 'a "text"\nof two lines',
    'tag.AccountName': 'Main',
  };
  const TARGET: MappedTarget = {
    entity: {
      _key: 'qualys-host:1',
      _type: 'discovered_host',
      _class: ['Host'],
      fqdn: ['a.example.net'],
      'tag.cost_center': '7',
    },
    scannerKey: 'qualys-service:vmdr',
    ref: { space: 'host', id: '1' },
    order: 1,
    isEnriched: true,
  };
  const RELATIONSHIP: Relationship = {
    _key: 'a|has|b',
    _type: 'a_has_b',
    _class: 'HAS',
    _fromEntityKey: 'a',
    _toEntityKey: 'b',
    weight: 2,
  };
  const fill = (segment: SegmentWriter): void => {
    segment.finding({ entity: FINDING, ref: { space: 'host', id: '1' } });
    segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
    segment.target(TARGET);
    segment.entity({ _key: 'cve-2026-1', _type: 'cve', _class: ['Vulnerability'], open: true });
    segment.relationship(RELATIONSHIP);
  };

  it('gives back what was written, in its order', async () => {
    const page = await write(fill);
    const rows = await Array.fromAsync(
      readRows(page, ['entity', 'finding', 'target', 'relationship']),
    );
    expect(rows).toEqual([
      { row: 'finding', finding: { entity: FINDING, ref: { space: 'host', id: '1' } } },
      { row: 'target', target: TARGET },
      {
        row: 'entity',
        entity: { _key: 'cve-2026-1', _type: 'cve', _class: ['Vulnerability'], open: true },
      },
      { row: 'relationship', relationship: RELATIONSHIP },
    ]);
  });

  it('gives only the kinds that are asked for, and none of what is absent', async () => {
    const page = await write((segment) => {
      fill(segment);
      segment.entity({ _key: 'x', _type: 'cve', _class: ['Vulnerability'], open: null, qid: NaN });
    });
    const rows = await Array.fromAsync(readRows(page, ['entity']));
    expect(rows.map((row) => row.row === 'entity' && row.entity)).toEqual([
      { _key: 'cve-2026-1', _type: 'cve', _class: ['Vulnerability'], open: true },
      { _key: 'x', _type: 'cve', _class: ['Vulnerability'] },
    ]);
  });

  it('says which segment is not whole', async () => {
    const page = await write(fill);
    writeFileSync(page.segment, '{"_row":"entity","_at":0,"_ty');
    await expect(Array.fromAsync(readRows(page, ['entity']))).rejects.toMatchObject({
      code: 'S_RUN_UNREADABLE',
      message: expect.stringContaining(page.segment),
    });
  });
});
