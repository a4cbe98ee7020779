import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StubFault } from '../../../test/support/jupiterone/faults.ts';
import type { StubOptions } from '../../../test/support/jupiterone/stub.ts';
import { INSTANCE_ID, stubbed, syncInto } from '../../../test/support/jupiterone/synced.ts';
import {
  cve,
  entity,
  finding,
  GraphFixture,
  type HandMadeRun,
  host,
  QUALYS,
  SCANNER,
  vulnerability,
} from '../../graph/testing/fixture.ts';
import type { DataDir } from '../data-dir.ts';

const graphs: GraphFixture[] = [];
const folders: string[] = [];
let usual: string;

beforeAll(async () => {
  const { dir } = await stored({ rows: ROWS });
  readEverything(dir, 'run-1');
  usual = mkdtempSync(join(tmpdir(), 'graph-qualys-sync-'));
  cpSync(dir.path, usual, { recursive: true });
});
afterEach(async () => {
  for (const graph of graphs.splice(0)) await graph.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(usual, { recursive: true, force: true }));

function dirOf(path: string): DataDir {
  return { path, storeFile: join(path, 'graph.duckdb'), runsDir: join(path, 'runs') };
}

/** A copy of the usual graph: that of {@link ROWS}, of which everything was read. */
function usualGraph(): DataDir {
  const path = mkdtempSync(join(tmpdir(), 'graph-qualys-sync-'));
  folders.push(path);
  cpSync(usual, path, { recursive: true });
  return dirOf(path);
}

const ROWS: NonNullable<HandMadeRun['rows']> = (segment) => {
  segment.entity(SCANNER);
  segment.target(host(1, { fqdn: ['a.example.net'] }));
  for (const number of [1, 2, 3]) segment.finding(finding(1, number));
  for (const number of [1, 2, 3]) segment.entity(vulnerability(number, [`CVE-2026-100${number}`]));
  for (const number of [1, 2, 3]) segment.entity(cve(`CVE-2026-100${number}`));
};

/** A graph by hand in a data folder. */
async function stored(
  ...runs: readonly HandMadeRun[]
): Promise<{ dir: DataDir; graph: GraphFixture }> {
  const graph = new GraphFixture();
  graphs.push(graph);
  for (const run of runs) await graph.apply(run);
  await graph.close();
  return { dir: dirOf(graph.folder), graph };
}

function readEverything(dir: DataDir, runId: string): void {
  const types = [
    'qualys_vulnerability_manager',
    'discovered_host',
    'qualys_host_finding',
    'qualys_vuln',
    'cve',
  ];
  const others = ['qualys_account', 'qualys_web_app_scanner', 'web_app', 'qualys_web_app_finding'];
  const clouds = ['aws_instance', 'azure_vm', 'google_compute_instance'];
  const coverage = Object.fromEntries(
    [...types, ...others, ...clouds].map((type) => [type, 'complete']),
  );
  mkdirSync(join(dir.runsDir, runId), { recursive: true });
  writeFileSync(join(dir.runsDir, runId, 'record.json'), JSON.stringify({ coverage }));
}

async function uploading(faults: readonly StubFault[] = [], options: StubOptions = {}) {
  const { stub, env } = await stubbed({ faults, ...options });
  // One object in a request: every one of them can fail.
  const small = { settings: { maxBatchBytes: 300 } };
  return { dir: usualGraph(), stub, env, small };
}

const keysOf = (objects: Iterable<Readonly<Record<string, unknown>>>) =>
  [...objects].map(({ _key }) => String(_key)).sort();

describe('an upload', () => {
  test('to a scope has no job log', async () => {
    const { dir, stub, env } = await uploading();
    const { JUPITERONE_INSTANCE_ID: _, ...account } = env;
    const record = await syncInto(dir, { ...account, JUPITERONE_SCOPE: 'of-ours' });
    expect(record).toMatchObject({
      status: 'finished',
      target: { source: 'api', scope: 'of-ours' },
      counters: { numEntitiesCreated: 10, numRelationshipsCreated: 10 },
    });
    expect(stub.lastJob.events).toEqual([]);
  });

  test('that patches has entities only, and removes nothing', async () => {
    const { dir, stub, env } = await uploading();
    const record = await syncInto(dir, env, { mode: 'PATCH' });
    expect(record).toMatchObject({
      status: 'finished',
      mode: 'PATCH',
      uploaded: { entities: 10, relationships: 0 },
      partialTypes: [],
    });
    expect(stub.lastJob.facts.syncMode).toBe('PATCH');
  });

  test('is of one instance, also where another shares its subscription', async () => {
    const other = { ...QUALYS, name: 'other' };
    const { dir } = await stored(
      { rows: ROWS },
      {
        instance: other,
        rows: (segment) => {
          segment.entity(SCANNER);
          segment.target(host(2));
          segment.finding(finding(2, 9));
        },
      },
    );
    const { stub, env } = await stubbed();
    await syncInto(dir, env, { instance: 'other' });
    expect(keysOf(stub.lastJob.entities.values())).not.toContain('host-finding:1:1');
    expect(keysOf(stub.lastJob.relationships.values())).toEqual([
      'qualys-host:2|has|host-finding:2:9',
      'qualys-service:vmdr|scans|qualys-host:2',
    ]);
    await expect(syncInto(dir, env, { instance: 'nobody' })).rejects.toMatchObject({
      code: 'A_NO_INSTANCE',
    });
  });

  test('relates to the host of another integration, and makes none in its place', async () => {
    const { dir } = await stored(
      {
        instance: { name: 'aws', integrationType: 'aws', subscription: 'aws' },
        rows: (segment) => {
          segment.entity(
            entity('user_endpoint', ['Host'], 'endpoint:a', { fqdn: ['a.example.net'] }),
          );
        },
      },
      { rows: ROWS },
    );
    readEverything(dir, 'run-2');
    const { stub, env } = await stubbed();
    expect(await syncInto(dir, env)).toMatchObject({ status: 'finished', partialTypes: [] });
    const mapped = [...stub.lastJob.relationships.values()].filter(({ _mapping }) => _mapping);
    expect(mapped).toHaveLength(4);
    for (const { _mapping } of mapped) {
      expect(_mapping).toMatchObject({
        skipTargetCreation: true,
        targetFilterKeys: [['_type', '_key']],
        targetEntity: { _type: 'user_endpoint', _key: 'endpoint:a' },
      });
    }
    expect(keysOf(stub.lastJob.entities.values())).not.toContain('endpoint:a');
  });

  test.each([
    ['of an older version', '{}'],
    ['that is damaged', '{"coverage": {"qua'],
  ])('with a record %s removes nothing', async (_, record) => {
    const { dir, env } = await uploading();
    writeFileSync(join(dir.runsDir, 'run-1', 'record.json'), record);
    const { partialTypes } = await syncInto(dir, env);
    expect(partialTypes.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['qualys_host_finding', 'qualys_vuln', 'discovered_host']),
    );
  });
});

describe('settings', () => {
  const wrong = (env: Record<string, string>) =>
    syncInto(usualGraph(), env).then(
      () => 'accepted',
      (error: Error & { exitCode?: number }) => `${error.exitCode} ${error.message}`,
    );

  test('that are missing or wrong are told all at once, and no secret', async () => {
    const message = await wrong({
      JUPITERONE_API_KEY: 'key with blanks',
      JUPITERONE_API_BASE_URL: 'http://api.us.jupiterone.io',
      JUPITERONE_SCOPE: 'a',
      JUPITERONE_INSTANCE_ID: 'b',
      SYNC_CVE_RELATIONSHIPS: 'perhaps',
    });
    expect(message).toMatch(/^2 /);
    for (const name of ['API_KEY', 'ACCOUNT', 'API_BASE_URL', 'SCOPE']) {
      expect(message).toContain(`JUPITERONE_${name}`);
    }
    expect(message).toContain('SYNC_CVE_RELATIONSHIPS is "perhaps"');
    expect(message).not.toContain('with blanks');
  });

  test('that are misspelt are told in the record', async () => {
    const { dir, env } = await uploading();
    const record = await syncInto(dir, { ...env, SYNC_CVE_RELATIONSHIP: 'false' });
    expect(record.warnings.join()).toContain('Did you mean SYNC_CVE_RELATIONSHIPS?');
  });
});

describe('an upload that fails', () => {
  test('aborts its job, says so in the job log, and leaves nothing behind', async () => {
    const { dir, stub, env, small } = await uploading([
      { kind: 'status', status: 500, call: 'relationships', from: 3, times: 99 },
    ]);
    const record = await syncInto(dir, env, small);
    expect(record).toMatchObject({ status: 'failed', failure: { code: 'J1_SERVER', exitCode: 1 } });
    expect(stub.lastJob.status).toBe('ABORTED');
    expect(stub.lastJob.events.at(-1)?.name).toBe('error_unexpected_error');
    stub.setFaults([]);
    expect(await syncInto(dir, env, small)).toMatchObject({ status: 'finished', isResumed: false });
    expect(stub.graph.of(INSTANCE_ID).entities.size).toBe(10);
  });

  test('and cannot abort goes on behind the last acknowledged batch', async () => {
    const { dir, stub, env, small } = await uploading([
      { kind: 'cutBefore', call: 'relationships', from: 3, times: 99 },
      { kind: 'cutBefore', call: 'abort', times: 99 },
      { kind: 'cutBefore', call: 'events', from: 2, times: 99 },
    ]);
    const record = await syncInto(dir, env, {
      ...small,
      settings: { maxBatchBytes: 300, concurrency: 1 },
    });
    expect(record.status).toBe('failed');
    expect(record.warnings.join()).toContain('could not be aborted');
    expect(stub.lastJob.status).toBe('AWAITING_UPLOADS');
    stub.setFaults([]);
    const seen = stub.requests.length;
    const next = await syncInto(dir, env, small);
    expect(next).toMatchObject({ status: 'finished', isResumed: true, uploaded: { resumed: 12 } });
    expect(stub.jobs.size).toBe(1);
    const calls = stub.requests.slice(seen).map(({ call }) => call);
    expect(calls.filter((call) => call === 'entities')).toEqual([]);
    expect(calls.filter((call) => call === 'relationships')).toHaveLength(8);
    expect(stub.graph.of(INSTANCE_ID).relationships.size).toBe(10);
  });

  test('because it was cancelled is aborted', async () => {
    const { dir, stub, env, small } = await uploading();
    const stop = new AbortController();
    stub.onRequest = ({ call }) => {
      if (call === 'relationships') stop.abort(new Error('interrupted'));
    };
    const record = await syncInto(dir, env, { ...small, signal: stop.signal });
    expect(record).toMatchObject({ status: 'cancelled', failure: { code: 'J1_CANCELLED' } });
    expect(stub.lastJob.status).toBe('ABORTED');
    expect(stub.graph.of(INSTANCE_ID).entities.size).toBe(0);
  });

  test('in JupiterOne itself says how it ended', async () => {
    const { dir, stub, env } = await uploading([
      { kind: 'jobEnds', status: 'ERROR_BAD_DATA', call: 'status' },
    ]);
    expect(await syncInto(dir, env)).toMatchObject({
      status: 'failed',
      failure: { code: 'J1_JOB_FAILED', message: expect.stringContaining('ERROR_BAD_DATA') },
    });
    expect(stub.graph.of(INSTANCE_ID).entities.size).toBe(0);
  });

  test('at the last answer has succeeded all the same', async () => {
    const { dir, env } = await uploading([{ kind: 'cutAfter', call: 'finalize', times: 9 }]);
    expect(await syncInto(dir, env)).toMatchObject({ status: 'finished' });
  });
});

describe('a job that was left behind', () => {
  const LEFT: readonly StubFault[] = [
    { kind: 'cutBefore', call: 'relationships', from: 3, times: 99 },
    { kind: 'cutBefore', call: 'abort', times: 99 },
    { kind: 'cutBefore', call: 'events', from: 2, times: 99 },
  ];

  test('is aborted when the graph is another by now', async () => {
    const { dir, graph } = await stored({ rows: ROWS });
    const { stub, env, small } = await uploading(LEFT);
    await syncInto(dir, env, small);
    stub.setFaults([]);
    await graph.apply({ rows: (segment) => segment.finding(finding(1, 4)) });
    await graph.close();
    readEverything(dir, 'run-2');
    expect(await syncInto(dir, env, small)).toMatchObject({ status: 'finished', isResumed: false });
    expect([...stub.jobs.values()].map(({ status }) => status)).toEqual(['ABORTED', 'FINISHED']);
    expect([...stub.graph.of(INSTANCE_ID).entities.keys()]).toContain('host-finding:1:4');
  });

  test('is begun anew where the graph is not cut as it was', async () => {
    const { dir, stub, env, small } = await uploading(LEFT);
    await syncInto(dir, env, small);
    stub.setFaults([]);
    const journal = join(dir.path, 'syncs', 'qualys.journal');
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.replace(/"n":1,"crc":\d+/, '"n":1,"crc":1'));
    const record = await syncInto(dir, env, small);
    expect(record).toMatchObject({ status: 'finished', isResumed: false });
    expect(record.warnings.join()).toContain('begun anew');
    expect([...stub.jobs.values()].map(({ status }) => status)).toEqual(['ABORTED', 'FINISHED']);
  });

  test('and is being worked in is only waited for', async () => {
    const { dir, stub, env } = await uploading();
    const stop = new AbortController();
    stub.onRequest = ({ call }) => {
      if (call === 'status') stop.abort(new Error('interrupted'));
    };
    expect(await syncInto(dir, env, { signal: stop.signal })).toMatchObject({
      status: 'finalizing',
    });
    stub.onRequest = () => undefined;
    const next = await syncInto(dir, env);
    expect(next).toMatchObject({ status: 'finished', isResumed: true });
    expect(stub.jobs.size).toBe(1);
    expect(stub.requests.filter(({ call }) => call === 'finalize')).toHaveLength(1);
  });

  test('and that JupiterOne has forgotten is replaced', async () => {
    const { dir, stub, env, small } = await uploading(LEFT);
    await syncInto(dir, env, small);
    stub.setFaults([]);
    stub.jobs.clear();
    expect(await syncInto(dir, env, small)).toMatchObject({ status: 'finished', isResumed: false });
  });
});

test('a body that is too large for a proxy goes in parts; one object that is, is told', async () => {
  const { dir, stub, env } = await uploading([], { largestBody: 700 });
  expect(await syncInto(dir, env)).toMatchObject({ status: 'finished' });
  expect(stub.graph.of(INSTANCE_ID).entities.size).toBe(10);
  const { stub: tiny, env: other } = await stubbed({ largestBody: 150 });
  expect(await syncInto(dir, other)).toMatchObject({
    status: 'failed',
    failure: { code: 'J1_TOO_LARGE' },
  });
  expect(tiny.lastJob.status).toBe('ABORTED');
});

test('one upload of an instance at a time', async () => {
  const { dir, stub, env } = await uploading();
  let second: Promise<unknown> | undefined;
  stub.onRequest = ({ call }) => {
    if (call === 'finalize') second = syncInto(dir, env).catch((error: unknown) => error);
  };
  await syncInto(dir, env);
  expect(await second).toMatchObject({ code: 'A_SYNC_IN_PROGRESS' });
});
