import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { SyncRecord } from '../../src/app/sync/index.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { collectInto, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { JupiterOneStub, type StubRequest } from '../support/jupiterone/stub.ts';
import { expectedGraph, syncSettings, uploadedGraph } from '../support/jupiterone/synced.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));

let dir: DataDir;
const open: JupiterOneStub[] = [];

beforeAll(async () => {
  const simulator = createSimulator({ seed: 16, hosts: 900, detections: 20, limits: 'generous' });
  try {
    const { url } = await simulator.listen();
    dir = temporaryDataDir('sync-signals');
    expect(await collectInto(dir, settingsFor(simulator, url))).toMatchObject({
      status: 'complete',
    });
  } finally {
    await simulator.close();
  }
});
afterEach(async () => {
  for (const stub of open.splice(0)) await stub.close();
});

interface End {
  readonly code: number | null;
  readonly record: SyncRecord | undefined;
}

/** A `sync` of the real command line in a process group of its own. */
function start(env: Record<string, string>): { child: ChildProcess; ended: Promise<End> } {
  const cwd = temporaryFolder('cwd');
  const child = spawn(process.execPath, [BIN, 'sync', '--json', '--data-dir', dir.path], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<End>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, record: stdout === '' ? undefined : (JSON.parse(stdout) as SyncRecord) });
    });
  });
  return { child, ended };
}

/** Sends a signal to the upload when the stub gets the `nth` body; resolves when it ended. */
async function interrupted(signal: NodeJS.Signals, nth: number) {
  const stub = new JupiterOneStub();
  open.push(stub);
  const env = syncSettings(stub, await stub.listen());
  const { child, ended } = start(env);
  let bodies = 0;
  stub.onRequest = ({ call }: StubRequest) => {
    if (call !== 'entities' && call !== 'relationships') return;
    bodies += 1;
    if (bodies === nth && child.pid !== undefined) process.kill(-child.pid, signal);
  };
  const end = await ended;
  expect(bodies).toBeGreaterThanOrEqual(nth);
  stub.onRequest = () => undefined;
  return { stub, env, end };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s in mid-upload aborts the job', async (signal) => {
  const { stub, end } = await interrupted(signal, 3);
  expect(end.code).toBe(1);
  expect(end.record).toMatchObject({ status: 'cancelled', failure: { code: 'J1_CANCELLED' } });
  expect(stub.lastJob.status).toBe('ABORTED');
  expect(uploadedGraph(stub)).toEqual([]);
});

test.each([1, 4, 9])(
  'a process that is killed at body %i is gone on with at the last acknowledged one',
  async (nth) => {
    const { stub, env, end } = await interrupted('SIGKILL', nth);
    expect(end.record).toBeUndefined();
    expect(stub.lastJob.status).toBe('AWAITING_UPLOADS');
    const next = await start(env).ended;
    expect(next.code).toBe(0);
    expect(next.record).toMatchObject({ status: 'finished', isResumed: true });
    expect(stub.jobs.size).toBe(1);
    // At most what was under way when it was killed came twice.
    if (nth > 4) expect(next.record?.uploaded.resumed).toBeGreaterThan(0);
    expect(graphDifferences(await expectedGraph(dir), uploadedGraph(stub))).toEqual([]);
  },
);
