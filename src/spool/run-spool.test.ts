import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRunSpool,
  openRunSpool,
  type RunSpool,
  readRunSpool,
  type StoredPage,
} from './index.ts';

const HEADER = {
  runId: 'r1',
  instance: { name: 'qualys', integrationType: 'qualys' },
  configFingerprint: 'abc',
  startedAt: 5,
};

describe('the folder of a run', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'graph-spool-test-'));
    folder = join(parent, 'runs', 'r1');
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const store = async (spool: RunSpool, sequence: number, scope = 'all'): Promise<StoredPage> => {
    const segment = await spool.beginPage({ sequence, endpoint: 'host-list', scope });
    segment.covered({ space: 'host', id: String(sequence) }, 'qualys_host_finding');
    return segment.commit({
      next: `after-${sequence}`,
      asked: 2,
      answered: 1,
      counts: { bytes: 7 },
      memory: { last: 9 },
    });
  };
  const ledger = async (spool: RunSpool): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const page of spool.pages('checksum')) sequences.push(page.sequence);
    return sequences;
  };
  const files = (): string[] => readdirSync(folder).sort();

  it('holds the header and the pages, with everything that was said of them', async () => {
    const spool = await createRunSpool(folder, HEADER);
    const page = await store(spool, 12, '100001-100250');
    expect(files()).toEqual([
      '000012.host-list.100001-100250.ndjson',
      '000012.host-list.100001-100250.page.json',
      'run.json',
    ]);
    const again = await openRunSpool(folder);
    expect(again.header).toEqual(HEADER);
    for await (const stored of again.pages()) {
      expect(stored).toEqual(page);
      expect(await again.memoryOf(stored)).toEqual({ last: 9 });
      expect(await Array.fromAsync(again.findingKeys(stored))).toEqual([]);
    }
    expect(page).toMatchObject({
      sequence: 12,
      endpoint: 'host-list',
      scope: '100001-100250',
      next: 'after-12',
      asked: 2,
      answered: 1,
      counts: { bytes: 7 },
      rows: { covered: 1 },
    });
  });

  it('lists pages in the order of their sequence, whatever order they were stored in', async () => {
    const spool = await createRunSpool(folder, HEADER);
    for (const sequence of [10, 2, 1_000_000, 1]) await store(spool, sequence);
    expect(await ledger(spool)).toEqual([1, 2, 10, 1_000_000]);
  });

  it('does not count a page before it is committed, nor after it was discarded', async () => {
    const spool = await createRunSpool(folder, HEADER);
    const segment = await spool.beginPage({ sequence: 1, endpoint: 'e', scope: 's' });
    segment.covered({ space: 'host', id: '1' }, 't');
    expect(await ledger(spool)).toEqual([]);
    await segment.discard();
    expect(files()).toEqual(['run.json']);
    await store(spool, 1);
  });

  it('takes what a killed process left for no page, and clears it away', async () => {
    const spool = await createRunSpool(folder, HEADER);
    const kept = await store(spool, 1);
    const cut = await store(spool, 2);
    const rotten = await store(spool, 3);
    const lone = await store(spool, 4);
    const torn = await store(spool, 5);
    // Killed between the page file and the rename of the segment.
    writeFileSync(join(folder, '000006.host-list.all.ndjson.tmp'), '{"_row":"covered"}\n');
    writeFileSync(
      join(folder, '000006.host-list.all.page.json'),
      readFileSync(kept.segment.replace('ndjson', 'page.json')),
    );
    truncateSync(cut.segment, cut.bytes - 1);
    writeFileSync(
      rotten.segment,
      readFileSync(rotten.segment, 'utf8').replace('covered', 'COVERED'),
    );
    rmSync(lone.segment.replace('ndjson', 'page.json'));
    truncateSync(torn.segment.replace('ndjson', 'page.json'), 20);
    expect(await ledger(spool)).toEqual([1]);

    const reader = await readRunSpool(folder);
    expect(await ledger(reader)).toEqual([1]);
    expect(files()).toHaveLength(12);

    const again = await openRunSpool(folder);
    expect(await ledger(again)).toEqual([1]);
    expect(files()).toEqual([
      '000001.host-list.all.ndjson',
      '000001.host-list.all.page.json',
      'run.json',
    ]);
    // The pages can be read again under their own names.
    for (const sequence of [2, 3, 4, 5, 6]) await store(again, sequence);
    expect(await ledger(again)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('overwrites the temporary file of a page that was cut off', async () => {
    const spool = await createRunSpool(folder, HEADER);
    writeFileSync(join(folder, '000001.host-list.all.ndjson.tmp'), 'half a li'.repeat(100));
    const page = await store(spool, 1);
    expect(page.bytes).toBe(readFileSync(page.segment).length);
    expect(await ledger(spool)).toEqual([1]);
  });

  it('refuses a page that is stored already', async () => {
    const spool = await createRunSpool(folder, HEADER);
    await store(spool, 1);
    await expect(store(spool, 1)).rejects.toMatchObject({ code: 'S_SEGMENT_EXISTS' });
  });

  it.each(['a.b', 'a/b', '', 'ä', 'x'.repeat(200)])('refuses the scope %j', async (scope) => {
    const spool = await createRunSpool(folder, HEADER);
    await expect(store(spool, 1, scope)).rejects.toMatchObject({ code: 'S_BAD_NAME' });
  });

  it('tells what is wrong with a folder', async () => {
    await expect(openRunSpool(folder)).rejects.toMatchObject({ code: 'S_NO_RUN', exitCode: 1 });
    await createRunSpool(folder, HEADER);
    await expect(createRunSpool(folder, HEADER)).rejects.toMatchObject({ code: 'S_RUN_EXISTS' });
    writeFileSync(join(folder, 'run.json'), '{"format":99}');
    await expect(openRunSpool(folder)).rejects.toMatchObject({
      code: 'S_NEWER_FORMAT',
      context: { found: 99, known: 1 },
    });
    for (const text of ['{"format":1}', '{', '[]']) {
      writeFileSync(join(folder, 'run.json'), text);
      await expect(openRunSpool(folder)).rejects.toMatchObject({ code: 'S_RUN_UNREADABLE' });
    }
  });

  it('tells a folder that cannot be written', async () => {
    writeFileSync(join(parent, 'file'), '');
    await expect(createRunSpool(join(parent, 'file', 'r1'), HEADER)).rejects.toMatchObject({
      code: 'S_NOT_WRITABLE',
      exitCode: 2,
    });
  });

  it('tells a device without room', async () => {
    const spool = await createRunSpool(folder, HEADER);
    // A temporary file on a device that is always full.
    symlinkSync('/dev/full', join(folder, '000001.host-list.all.ndjson.tmp'));
    await expect(store(spool, 1)).rejects.toMatchObject({ code: 'S_DISK_FULL' });
    expect(await ledger(spool)).toEqual([]);
  });
});
