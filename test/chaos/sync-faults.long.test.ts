import { join } from 'node:path';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SyncClient, type SyncReport, sync } from '../../src/destinations/jupiterone/index.ts';
import { type InstanceGraph, instanceGraph } from '../../src/graph/index.ts';
import {
  cve,
  finding,
  GraphFixture,
  host,
  SCANNER,
  vulnerability,
} from '../../src/graph/testing/fixture.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { VirtualClock } from '../support/in-process.ts';
import type { StubCall, StubFault, StubFaultKind } from '../support/jupiterone/faults.ts';
import { JupiterOneStub } from '../support/jupiterone/stub.ts';
import { expectedObjects, INSTANCE_ID, uploadedGraph } from '../support/jupiterone/synced.ts';

const SCRIPTS = 100;
/** Give this number to see the same scripts again. */
const SEED = Number(process.env['SYNC_FAULT_SEED'] ?? 20_261_124);

/** A generator of numbers below a bound: the same seed gives the same ones (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % below;
  };
}

const KINDS: readonly StubFaultKind[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504 },
  { kind: 'status', status: 408 },
  { kind: 'status', status: 400 },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 413 },
  { kind: 'limit' },
  { kind: 'limit', seconds: 30 },
  { kind: 'limit', seconds: 86_400 },
  { kind: 'cutBefore' },
  { kind: 'cutAfter' },
  { kind: 'half' },
  { kind: 'silence' },
  { kind: 'page' },
  { kind: 'aborted' },
  { kind: 'jobEnds', status: 'ERROR_UNEXPECTED_FAILURE' },
];
const CALLS: readonly (StubCall | undefined)[] = [
  ...(['start', 'entities', 'relationships', 'events', 'finalize', 'abort', 'status'] as const),
  ...(['entities', 'relationships'] as const),
  undefined,
];

/** One to four faults, each for one request, some, or all that follow. */
function script(roll: (below: number) => number): StubFault[] {
  return Array.from({ length: 1 + roll(4) }, () => {
    const kind = KINDS[roll(KINDS.length)] as StubFaultKind;
    const call = CALLS[roll(CALLS.length)];
    const times = kind.kind === 'silence' ? 1 : ([1, 1, 2, 4, 8, 999][roll(6)] as number);
    return { ...kind, ...(call && { call }), from: 1 + roll(6), times };
  });
}

const fixture = new GraphFixture();
let graph: InstanceGraph;
let expected: readonly object[];

beforeAll(async () => {
  await fixture.apply({
    rows: (segment) => {
      segment.entity(SCANNER);
      for (const id of [1, 2]) segment.target(host(id));
      for (const id of [1, 2]) for (const n of [1, 2, 3]) segment.finding(finding(id, n));
      for (const n of [1, 2, 3]) segment.entity(vulnerability(n, [`CVE-2026-100${n}`]));
      for (const n of [1, 2, 3]) segment.entity(cve(`CVE-2026-100${n}`));
    },
  });
  const found = await instanceGraph(await fixture.store(), 'qualys');
  if (found === undefined) throw new Error('the graph has no instance');
  graph = found;
  expected = await expectedObjects(await fixture.store());
});
afterAll(() => fixture.remove());

/** One upload of the graph in bodies of one or two objects: each of them can fail. */
async function upload(stub: JupiterOneStub, origin: string, name: string): Promise<SyncReport> {
  const dispatcher = new Agent();
  const { apiKey, account } = stub;
  const clock = new VirtualClock();
  const client = new SyncClient({ dispatcher, origin, apiKey, account, clock, timeoutMs: 400 });
  try {
    const end = await sync({
      graph,
      coverage: [],
      client,
      target: { source: 'integration-external', integrationInstanceId: INSTANCE_ID },
      mode: 'DIFF',
      choices: { cveRelationships: true, assetRelationships: true, privateTargets: false },
      destination: name,
      journalPath: join(fixture.folder, `${name}.journal`),
      clock,
      signal: new AbortController().signal,
      settings: { maxBatchBytes: 600, concurrency: 3 },
    });
    return await end();
  } finally {
    await dispatcher.destroy();
  }
}

/** What an upload may leave behind: everything or nothing, and no job that nobody looks after. */
function check(stub: JupiterOneStub, record: SyncReport): void {
  const shown = uploadedGraph(stub);
  const isKnown = record.job !== undefined;
  const job = stub.jobs.get(record.job ?? '');
  if (record.status === 'finished') {
    expect(job?.status).toBe('FINISHED');
    expect(graphDifferences(expected, shown)).toEqual([]);
  } else if (record.status === 'finalizing') {
    // It may have finished meanwhile, and the answer that says so may never come.
    expect(job?.status).toMatch(/^(FINALIZ|FINISHED)/);
  } else {
    expect(record.failure?.whatToDo).toBeTruthy();
    expect(shown).toEqual([]);
    const isTold = record.warnings.some((warning) => warning.includes('could not be aborted'));
    if (isKnown && !isTold) expect(job?.status).toMatch(/^(ABORTED|ERROR)/);
  }
}

test(`${SCRIPTS} scripts end with the whole graph or with none of it, and the next upload heals (seed ${SEED})`, async () => {
  const outcomes: Record<string, number> = {};
  for (let n = 0; n < SCRIPTS; n += 1) {
    const faults = script(dice(SEED + n));
    const stub = new JupiterOneStub({ faults });
    const url = await stub.listen();
    try {
      const record = await upload(stub, url, `script-${n}`);
      outcomes[record.status] = (outcomes[record.status] ?? 0) + 1;
      check(stub, record);
      stub.setFaults([]);
      const next = await upload(stub, url, `script-${n}`);
      expect(next.failure).toBeUndefined();
      check(stub, next);
      expect(next.status).toBe('finished');
      expect(stub.graph.of(INSTANCE_ID).entities.size).toBe(13);
      expect([...stub.jobs.values()].some(({ status }) => status.startsWith('FINALIZ'))).toBe(
        false,
      );
    } catch (error) {
      throw new Error(`script ${n} of seed ${SEED}: ${JSON.stringify(faults)}`, { cause: error });
    } finally {
      await stub.close();
    }
  }
  // Scripts that all end alike would show little.
  expect(outcomes['finished']).toBeGreaterThan(SCRIPTS / 10);
  expect(outcomes['failed']).toBeGreaterThan(SCRIPTS / 10);
});
