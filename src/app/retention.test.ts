import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDataDir } from '../../test/support/collected-graph.ts';
import { prepareDataDir } from './data-dir.ts';
import { KEEP_ALL, limitOf, readRetention, removeRunRecords, writeRetention } from './retention.ts';
import { type RunRecord, writeRunRecord } from './run-record.ts';
import { runFolder } from './with-graph.ts';

test('old records go, but for the last run, the last applied and the last complete one', async () => {
  const dir = temporaryDataDir('retention');
  await prepareDataDir(dir);
  const runs: readonly (readonly [string, string, RunRecord['status']])[] = [
    ['20260101T000000Z-aaaaaa', 'qualys', 'complete'],
    ['20260102T000000Z-aaaaaa', 'qualys', 'complete'],
    ['20260103T000000Z-aaaaaa', 'qualys', 'partial'],
    ['20260104T000000Z-aaaaaa', 'qualys', 'partial'],
    ['20260105T000000Z-aaaaaa', 'qualys', 'failed'],
    ['20260106T000000Z-aaaaaa', 'qualys', 'failed'],
    ['20260101T000000Z-bbbbbb', 'other', 'failed'],
    ['20260102T000000Z-bbbbbb', 'other', 'failed'],
    ['20260301T000000Z-bbbbbb', 'other', 'failed'],
  ];
  for (const [runId, instance, status] of runs) {
    const endedAt = `${runId.slice(0, 4)}-${runId.slice(4, 6)}-${runId.slice(6, 8)}T01:00:00Z`;
    const record = { runId, instance, status, endedAt } as unknown as RunRecord;
    await writeRunRecord(runFolder(dir, runId), record);
  }
  mkdirSync(runFolder(dir, '20250101T000000Z-cccccc'));
  mkdirSync(join(dir.runsDir, '20250101T000000Z-dddddd.removed'));

  expect(await removeRunRecords(dir, Date.UTC(2026, 1, 1))).toBe(5);
  expect(readdirSync(dir.runsDir).sort()).toEqual([
    '20250101T000000Z-cccccc',
    '20260102T000000Z-aaaaaa',
    '20260104T000000Z-aaaaaa',
    '20260106T000000Z-aaaaaa',
    '20260301T000000Z-bbbbbb',
  ]);
});

test('everything is kept unless somebody says otherwise', async () => {
  const dir = temporaryDataDir('retention');
  await prepareDataDir(dir);
  expect(await readRetention(dir)).toEqual(KEEP_ALL);
  expect(limitOf(null, 0)).toBeUndefined();
  await writeRetention(dir, { runRecordDays: 30, historyDays: null });
  expect(await readRetention(dir)).toEqual({ runRecordDays: 30, historyDays: null });
  expect(limitOf(30, Date.UTC(2026, 0, 31))).toBe(Date.UTC(2026, 0, 1));
  writeFileSync(join(dir.path, 'retention.json'), '{"historyDays": 1}');
  await expect(readRetention(dir)).rejects.toMatchObject({ code: 'A_RETENTION' });
});
