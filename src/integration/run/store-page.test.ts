import { expect, test } from 'vitest';
import { type PageSummary, QualysError } from '../../qualys/index.ts';
import { MemorySpool } from '../testing/memory-spool.ts';
import { stepProgress } from './progress.ts';
import { RunRecorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';
import { RunLedger } from './run-ledger.ts';
import { type PageJob, storePage } from './store-page.ts';

const SUMMARY: PageSummary = {
  endpoint: 'host-list',
  version: '5.0',
  requests: 2,
  retries: 1,
  waitedMs: 0,
  bytes: 1,
  records: 2,
  unknownElements: new Map(),
  badValues: new Map(),
  repairs: 0,
  badRecords: [],
};

async function setUp(overrides: Partial<RunContext> = {}) {
  const spool = new MemorySpool();
  const recorder = new RunRecorder();
  // Only what storePage uses of a run.
  const run = {
    spool,
    recorder,
    signal: new AbortController().signal,
    throwIfStopping: () => undefined,
    ledger: await RunLedger.of(spool),
    ...overrides,
  } as unknown as RunContext;
  const progress = stepProgress(
    { id: 's', name: 'S' },
    () => 0,
    () => undefined,
  );
  return { spool, recorder, run, progress };
}

async function* given(...names: readonly string[]) {
  yield names;
}

function job(
  request: PageJob<string, string[], string[]>['request'],
): PageJob<string, string[], string[]> {
  return {
    endpoint: 'host-list',
    scope: '1-2',
    begin: () => [],
    write: (segment, records, state) => {
      for (const name of records) {
        state.push(name);
        segment.entity({ _key: name, _type: 't', _class: ['C'] });
      }
    },
    remember: (state) => state,
    recall: (memory) => memory,
    request,
  };
}

test('a page that is read again starts from nothing', async () => {
  const { spool, run, progress } = await setUp();
  const outcome = await storePage(
    run,
    job(async (consume) => {
      await consume(given('lost'));
      await consume(given('a', 'b'));
      return { value: undefined, summary: SUMMARY };
    }),
    progress,
  );
  expect(outcome?.state).toEqual(['a', 'b']);
  expect(spool.all('entities').map(({ _key }) => _key)).toEqual(['a', 'b']);
  expect(spool).toMatchObject({ discarded: 1, open: 0 });
});

test('a page that was consumed and then found broken leaves nothing behind', async () => {
  const { spool, run, recorder, progress } = await setUp();
  const outcome = await storePage(
    run,
    job(async (consume) => {
      await consume(given('a'));
      throw new QualysError('Q_TRUNCATED', { values: { reason: 'no closing tag' } });
    }),
    progress,
  );
  expect(outcome).toBeUndefined();
  expect(spool).toMatchObject({ discarded: 1, open: 0, committed: [] });
  expect(recorder.failedPages).toMatchObject([{ scope: '1-2', code: 'Q_TRUNCATED' }]);
});

test('a spool that cannot be written ends the run', async () => {
  const full = Object.assign(new Error('no space'), { code: 'S_DISK_FULL', exitCode: 1 });
  const { run, progress } = await setUp({
    spool: Object.assign(new MemorySpool(), { beginPage: () => Promise.reject(full) }),
  });
  await expect(
    storePage(
      run,
      job(async (consume) => {
        await consume(given('a'));
        return { value: undefined, summary: SUMMARY };
      }),
      progress,
    ),
  ).rejects.toBe(full);
});
