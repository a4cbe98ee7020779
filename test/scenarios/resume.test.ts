import { describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/simulator/index.ts';
import { collectInto } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

/** What makes many pages of a small platform. */
const SMALL = { hostsPerChunk: 4, chunksInParallel: 1, qidsPerCall: 20, webAppsPerCall: 1 };

/** One request after the other: of two at a time, one may be answered and not yet stored when the process dies. */
const ONE_BY_ONE = { INGEST_WEB_APP_SCANS: 'false' };
const WITHOUT_APPS = { ingestWebApps: false };

class Killed extends Error {}

/** A run that is killed before a request: its process leaves what it stored, and no record. */
async function killAt(
  here: Scenario,
  request: number,
  settings: Record<string, string> = {},
  more: Parameters<Scenario['run']>[2] = {},
  input: Parameters<Scenario['run']>[0] = {},
): Promise<void> {
  const run = here.run(input, settings, {
    onRequest: (n) => {
      if (n >= request) throw new Killed();
    },
    ...more,
  });
  await expect(run).rejects.toThrow(Killed);
}

/** The same by the clock of the command line. */
function killNow(here: Scenario, request: number): Promise<void> {
  return killAt(here, request, {}, {}, { clock: Date.now });
}

/** What a request asks for; what enriches hosts is no page and comes along with theirs. */
function pagesAsked(requests: readonly LoggedRequest[]): readonly string[] {
  return requests
    .filter(({ endpoint, status }) => endpoint !== 'host-assets' && status === 200)
    .map(({ path, parameters }) => `${path} ${JSON.stringify(parameters)}`);
}

describe('a run that was cut off', () => {
  test('goes on with what it had not stored, and gives the same graph', async () => {
    const here = await scenario({ seed: 'cut', hosts: 20 });
    await killAt(here, 12, ONE_BY_ONE, { settings: SMALL });
    const stored = pagesAsked(here.simulator.requests);
    expect(stored.length).toBeGreaterThan(5);
    await expect(here.graph()).resolves.toEqual([]);
    here.simulator.clearRequests();
    const record = await here.run({}, ONE_BY_ONE, { settings: SMALL });
    expect(record.status).toBe('complete');
    expect(record.resumedPages).toBeGreaterThan(5);
    const asked = pagesAsked(here.simulator.requests);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((page) => stored.includes(page))).toEqual([]);
    expect(await here.differences(WITHOUT_APPS)).toEqual([]);
  });

  test('and cut off again, and again, ends some time', async () => {
    const here = await scenario({ seed: 'cut', hosts: 20 });
    const asked: string[] = [];
    for (let kill = 1; kill <= 4; kill += 1) {
      here.simulator.clearRequests();
      await killAt(here, 5, ONE_BY_ONE, { settings: SMALL });
      asked.push(...pagesAsked(here.simulator.requests));
    }
    here.simulator.clearRequests();
    const record = await here.run({}, ONE_BY_ONE, { settings: SMALL });
    asked.push(...pagesAsked(here.simulator.requests));
    expect(record.status).toBe('complete');
    expect(new Set(asked).size).toBe(asked.length);
    expect(await here.differences(WITHOUT_APPS)).toEqual([]);
  });

  test('goes on by the command line, which says so', async () => {
    const here = await scenario({ seed: 'cut', hosts: 20 });
    await killNow(here, 9);
    here.simulator.clearRequests();
    const { exitCode, record, stderr } = await here.collect(['--resume']);
    expect(exitCode).toBe(0);
    expect(record.resumedPages).toBeGreaterThan(2);
    expect(stderr).toContain(`resumed with ${record.resumedPages} pages stored before`);
    expect(await here.differences()).toEqual([]);
    const again = await here.command(['collect', '--resume']);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('A_NOTHING_TO_RESUME');
    expect(again.stderr).toContain('no run of it was cut off');
  });

  test.each([
    ['another filter', [], { VMDR_FINDING_SEVERITIES: '4,5' }],
    ['--full', ['--full'], {}],
  ] as const)('begins anew with %s', async (_, flags, settings) => {
    const here = await scenario({ seed: 'anew', hosts: 12 });
    await killNow(here, 8);
    const first = pagesAsked(here.simulator.requests)[0]!;
    if (flags.length === 0) {
      const refused = await here.command(['collect', '--resume'], settings);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toMatch(/A_NOTHING_TO_RESUME.*the configuration is not that of run/s);
    }
    here.simulator.clearRequests();
    const { exitCode, record } = await here.collect(flags, settings);
    expect(exitCode).toBe(0);
    expect(record).toMatchObject({ mode: 'full', resumedPages: 0 });
    expect(pagesAsked(here.simulator.requests)[0]).toBe(first);
    const severities = flags.length === 0 ? [4, 5] : [3, 4, 5];
    expect(await here.differences({ severities })).toEqual([]);
  });

  test('begins anew when it began too long ago', async () => {
    const here = await scenario({ seed: 'anew', hosts: 12 });
    await killAt(here, 8);
    here.simulator.advanceDays(2);
    await expect(here.run({ isResume: true })).rejects.toMatchObject({
      code: 'A_NOTHING_TO_RESUME',
      exitCode: 2,
      message: expect.stringContaining('began more than 24 hours ago'),
    });
    expect(await here.run()).toMatchObject({ status: 'complete', resumedPages: 0 });
    expect(await here.differences()).toEqual([]);
  });

  test('an incremental one goes on too, with the hosts that it had chosen', async () => {
    const here = await scenario({ seed: 'cut inside', hosts: 20 });
    await here.run({}, ONE_BY_ONE, { settings: SMALL });
    here.simulator.advanceDays(1);
    here.simulator.clearRequests();
    await killAt(here, 6, ONE_BY_ONE, { settings: SMALL });
    const stored = pagesAsked(here.simulator.requests);
    here.simulator.clearRequests();
    const record = await here.run({}, ONE_BY_ONE, { settings: SMALL });
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect(record.resumedPages).toBeGreaterThan(2);
    const asked = pagesAsked(here.simulator.requests);
    expect(asked.filter((page) => stored.includes(page))).toEqual([]);
    await here.run({ isFull: true }, ONE_BY_ONE);
    expect(await here.differences(WITHOUT_APPS)).toEqual([]);
  });
});

describe('a run whose graph could not take what was read', () => {
  test.each(['is cancelled', 'dies'])(
    'keeps its pages when it %s, and the next run only applies',
    async (how) => {
      const here = await scenario({ seed: 'apply', hosts: 12 });
      await here.run();
      const before = await here.graph();
      here.simulator.advanceDays(1);
      const stop = new AbortController();
      const run = here.run({
        isFull: true,
        signal: stop.signal,
        onProgress: ({ kind }) => {
          if (kind !== 'applying') return;
          if (how === 'dies') throw new Killed();
          stop.abort(new Error('enough'));
        },
      });
      if (how === 'dies') await expect(run).rejects.toThrow(Killed);
      else {
        expect(await run).toMatchObject({ status: 'cancelled', failure: { code: 'G_CANCELLED' } });
      }
      expect(graphDifferences(before, await here.graph(), [])).toEqual([]);
      here.simulator.clearRequests();
      const record = await here.run();
      expect(record).toMatchObject({ mode: 'full', status: 'complete' });
      expect(record.resumedPages).toBeGreaterThan(5);
      expect(here.simulator.requests).toEqual([]);
      expect(await here.differences()).toEqual([]);
    },
  );

  test('throws away what the graph will never take, and begins anew', async () => {
    const here = await scenario({ seed: 'twice', hosts: 20 });
    // A run that cuts its pages otherwise than its first part did reads some hosts twice.
    await killAt(here, 14, ONE_BY_ONE, { settings: SMALL });
    const failed = await here.run({}, ONE_BY_ONE);
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'G_DUPLICATE_KEY' } });
    await expect(here.graph()).resolves.toEqual([]);
    expect(await here.run({}, ONE_BY_ONE)).toMatchObject({ status: 'complete', resumedPages: 0 });
    expect(await here.differences(WITHOUT_APPS)).toEqual([]);
  });
});

test('two runs of an instance at a time: the second one says so and asks for nothing', async () => {
  const here = await scenario({ seed: 'lease', hosts: 12 });
  let second: Promise<unknown> | undefined;
  const record = await here.run(
    {},
    {},
    {
      onRequest: async (n) => {
        // The first request stands alone: nothing else is sent meanwhile.
        if (n !== 1) return;
        second = collectInto(here.dir, here.settings);
        await expect(second).rejects.toMatchObject({ code: 'A_RUN_IN_PROGRESS', exitCode: 1 });
        expect(here.simulator.requests).toEqual([]);
      },
    },
  );
  expect(second).toBeDefined();
  expect(record.status).toBe('complete');
  expect(await here.differences()).toEqual([]);
});
