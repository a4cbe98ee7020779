import { expect, test } from 'vitest';
import { temporaryDataDir } from '../../../test/support/collected-graph.ts';
import { type RunRecord, writeRunRecord } from '../run-record.ts';
import { runFolder } from '../with-graph.ts';
import { completeness } from './completeness.ts';

const dir = temporaryDataDir('completeness');
let runs = 0;

/** Writes the record of a run that ended on the nth day of November. */
async function record(
  instance: string,
  day: number,
  status: RunRecord['status'],
  more: Partial<RunRecord> = {},
): Promise<string> {
  runs += 1;
  const date = `202611${String(day).padStart(2, '0')}`;
  const runId = `${date}T060000Z-${runs.toString(16).padStart(6, '0')}`;
  const endedAt = `2026-11-${String(day).padStart(2, '0')}T06:10:00.000Z`;
  const base = { runId, instance, status, startedAt: endedAt, endedAt, endpoints: [] };
  await writeRunRecord(runFolder(dir, runId), { ...base, ...more } as unknown as RunRecord);
  return runId;
}

/** What a run says of the pages of detections. */
function detections(pages: number, failed: number): Partial<RunRecord> {
  const failedPages = Array.from({ length: failed }, (_, n) => ({ scope: `${n}`, code: 'Q_X' }));
  const endpoint = { name: 'host-detections', pages, failedPages };
  return { endpoints: [endpoint] } as unknown as Partial<RunRecord>;
}

test('names missing pages, and since when they are missing', async () => {
  const whole = await record('qualys', 1, 'complete', detections(41, 0));
  await record('qualys', 2, 'partial', detections(38, 3));
  await record('qualys', 3, 'partial', detections(39, 2));
  const last = await record('qualys', 4, 'failed', {
    failure: { code: 'Q_ACCOUNT_EXPIRED', message: 'm', whatToDo: 'w', exitCode: 2 },
  });
  const other = await record('another', 4, 'complete', {
    held: { reason: 'many', removals: { a: { removals: 60, of: 100 }, b: { removals: 5, of: 6 } } },
  });

  expect(await completeness(dir)).toEqual([
    {
      instance: 'another',
      last: { runId: other, status: 'complete', endedAt: '2026-11-04T06:10:00.000Z' },
      lastComplete: { runId: other, endedAt: '2026-11-04T06:10:00.000Z' },
      missing: [],
      held: 65,
    },
    {
      instance: 'qualys',
      last: { runId: last, status: 'failed', endedAt: '2026-11-04T06:10:00.000Z' },
      failure: { code: 'Q_ACCOUNT_EXPIRED', message: 'm', whatToDo: 'w' },
      lastComplete: { runId: whole, endedAt: '2026-11-01T06:10:00.000Z' },
      missing: [
        {
          endpoint: 'host-detections',
          words: 'host detections',
          missing: 2,
          of: 41,
          since: '2026-11-02T06:10:00.000Z',
        },
      ],
      held: 0,
    },
  ]);
});

test('says what was known at an earlier time', async () => {
  expect(await completeness(dir, Date.UTC(2026, 10, 1, 12))).toMatchObject([
    { instance: 'qualys', last: { status: 'complete' }, missing: [] },
  ]);
  expect(await completeness(dir, Date.UTC(2026, 9, 1))).toEqual([]);
});
