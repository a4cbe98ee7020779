import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Batch } from './batches.ts';
import { Journal } from './journal.ts';

const HEADER = { job: 'job-1', fingerprint: 'f', startedAt: 7 };

function path(): string {
  return join(mkdtempSync(join(tmpdir(), 'graph-qualys-journal-')), 'x.journal');
}

const batch = (number: number, checksum: number) => ({ number, checksum }) as Batch;

test('says what was acknowledged, also after another process went on with it', async () => {
  const file = path();
  const first = await Journal.begin(file, HEADER);
  await Promise.all([first.acknowledge(batch(1, 11)), first.acknowledge(batch(0, 10))]);
  await first.close();
  const second = await Journal.resume(file);
  await second.acknowledge(batch(2, 12));
  expect(await Journal.read(file)).toMatchObject({ isFinalizing: false });
  await second.finalizing();
  await second.close();
  expect(await Journal.read(file)).toEqual({
    header: { version: 1, ...HEADER },
    acknowledged: new Map([
      [1, 11],
      [0, 10],
      [2, 12],
    ]),
    isFinalizing: true,
  });
});

test('a line that was cut off counts for nothing, and spoils none that follows', async () => {
  const file = path();
  const first = await Journal.begin(file, HEADER);
  await first.acknowledge(batch(0, 10));
  await first.close();
  appendFileSync(file, '{"n":1,"cr');
  expect([...((await Journal.read(file))?.acknowledged ?? [])]).toEqual([[0, 10]]);
  const second = await Journal.resume(file);
  await second.acknowledge(batch(1, 11));
  await second.close();
  expect([...((await Journal.read(file))?.acknowledged ?? [])]).toEqual([
    [0, 10],
    [1, 11],
  ]);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
});

test('without a file, or with one of something else, nothing is under way', async () => {
  const file = path();
  expect(await Journal.read(file)).toBeUndefined();
  writeFileSync(file, '{"version":2,"job":"job-1"}\n');
  expect(await Journal.read(file)).toBeUndefined();
  await Journal.remove(file);
  await Journal.remove(file);
});

test('a folder that cannot be written to is told', async () => {
  const file = join(path(), 'in', 'nowhere');
  await expect(Journal.begin(file, HEADER)).rejects.toMatchObject({
    code: 'J1_STATE_FILE',
    message: expect.stringContaining('ENOENT'),
  });
});
