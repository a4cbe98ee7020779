import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openGraph } from '../../src/app/with-graph.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { collectorHere, type InProcessOptions } from '../support/in-process.ts';
import type { TrueFinding } from '../support/scenario.ts';
import { type Browser, TestConsole } from './console.ts';

let simulator: Simulator;
let url: string;
let server: TestConsole;
let as: Browser;
let viewer: Browser;
let hooks: InProcessOptions = {};
let instance: string;

const SMALL_PAGES = { hostsPerChunk: 6 };

const startConsole = (dataDir?: TestConsole['dir']) =>
  TestConsole.start({ collector: collectorHere(() => hooks), ...(dataDir && { dataDir }) });

const addInstance = async (name: string, change: object = {}) => {
  const body = {
    name,
    options: { qualysApiUrl: url, qualysUsername: simulator.username },
    secrets: { qualysPassword: server.secret(simulator.password) },
    pollingInterval: 'DISABLED',
    ...change,
  };
  const { json } = await server.ask('POST', '/api/instances', { as, body });
  return json.id as string;
};

beforeAll(async () => {
  simulator = createSimulator({ hosts: 16, detections: 14, webApps: 2, limits: 'generous' });
  ({ url } = await simulator.listen());
  server = await startConsole();
  await server.user('admin', 'administrator');
  await server.user('viewer', 'viewer');
  as = server.browser('admin');
  viewer = server.browser('viewer');
  instance = await addInstance('Production');
});
afterAll(async () => {
  await server.stop();
  await simulator.close();
});
beforeEach(() => {
  simulator.setFaults([]);
  hooks = { settings: SMALL_PAGES };
  // Runs at one time of the server are told apart by their ids alone.
  server.pass(60_000);
});

const begin = async (body: object = {}, id = instance) =>
  server.ask('POST', `/api/instances/${id}/runs`, { as, body });

const read = async (runId: string) =>
  (await server.ask('GET', `/api/runs/${runId}`, { as: viewer })).json;

/** A run that has ended. */
const ended = (runId: string) =>
  vi.waitFor(
    async () => {
      const run = await read(runId);
      expect(run.run.endedAt).not.toBeNull();
      expect(server.app.services.jobs.find(runId)).toBeUndefined();
      return run;
    },
    { timeout: 30_000 },
  );

const run = async (body: object = {}) => {
  const begun = await begin(body);
  expect(begun.status).toBe(202);
  return ended(begun.json.runId);
};

/** Hosts that have findings. */
function hostIds(): readonly number[] {
  const findings = [...simulator.truth({ apiUrl: url })].filter(
    ({ _type }) => _type === 'qualys_host_finding',
  ) as unknown as readonly TrueFinding[];
  return [...new Set(findings.map(({ hostId }) => Number(hostId)))];
}

/** Stops a run at one of its requests until it is let go. */
function holdAt(n: number) {
  const reached = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  hooks = {
    settings: SMALL_PAGES,
    onRequest: async (request) => {
      if (request !== n) return;
      reached.resolve();
      await go.promise;
    },
  };
  return { reached: reached.promise, letGo: () => go.resolve() };
}

test('a run is told as it happens, and afterwards everybody can read what it did', async () => {
  const asked = request({
    port: server.port,
    path: '/api/events',
    headers: { cookie: viewer.cookie },
  });
  asked.end();
  const [events] = (await once(asked, 'response')) as [IncomingMessage];
  let heard = '';
  events.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const begun = await begin();
  expect(begun).toMatchObject({ status: 202, json: { isResumed: false } });
  const { runId } = begun.json;
  const found = await ended(runId);
  expect(found).toMatchObject({
    run: {
      runId,
      instance: 'Production',
      instanceId: instance,
      state: 'complete',
      mode: 'full',
      trigger: 'manual',
      startedBy: 'admin',
      missingPages: 0,
      isHeld: false,
    },
    live: null,
    isResumable: false,
    isLast: true,
    mayAccept: false,
    previous: null,
  });
  expect(found.run.changes.new).toBeGreaterThan(80);
  expect(found.result.entities.qualys_host_finding.created).toBeGreaterThan(60);
  expect(found.result.ledger.map(({ name }: { name: string }) => name)).toContain(
    'host detections',
  );
  await vi.waitFor(() => expect(heard).toContain('"state":"complete"'));
  events.destroy();
  const names = [...heard.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
  // That it is about to begin comes first.
  expect(names.slice(0, 2)).toEqual(['instances', 'run']);
  expect(new Set(names)).toEqual(new Set(['instances', 'run', 'run-progress', 'graph']));

  const { json } = await server.ask('GET', `/api/runs/${runId}/log`, { as: viewer });
  const texts = json.lines.map(({ text }: { text: string }) => text);
  expect(texts[0]).toBe('Begun by admin');
  expect(texts).toContainEqual(expect.stringMatching(/^Full run: 16 hosts, about \d+ of/));
  expect(texts.at(-1)).toMatch(/^Complete\. \d+ calls to Qualys/);
  const metrics = await server.ask('GET', '/metrics', { as });
  expect(metrics.text).toContain(
    'graph_qualys_run_duration_seconds_count{status="complete",mode="full",trigger="manual"} 1',
  );
  const audit = await server.ask('GET', '/api/audit?limit=1', { as });
  expect(audit.json.entries[0]).toMatchObject({
    action: 'run.started',
    target: 'Production',
    details: { runId },
  });
});

test('a page that always fails leaves the run partial, for as long as it does, and the next good run heals it', async () => {
  const host = hostIds()[0]!;
  simulator.setFaults([{ kind: 'failingHost', host, endpoint: 'host-detections' }]);
  const first = await run({ full: true });
  expect(first.run.state).toBe('partial');
  const entry = first.result.ledger.find(
    ({ endpoint }: { endpoint: string }) => endpoint === 'host-detections',
  );
  expect(entry.missing).toBe(first.run.missingPages);
  expect(entry.missing).toBeGreaterThan(0);
  expect(entry.missingSince).toBe(first.run.endedAt);
  expect(entry.reasons[0]).toMatchObject({
    code: expect.stringMatching(/^Q_/),
    whatToDo: expect.stringMatching(/\.$/),
  });

  server.pass(3_600_000);
  const second = await run();
  expect(second.run.state).toBe('partial');
  const still = second.result.ledger.find(
    ({ endpoint }: { endpoint: string }) => endpoint === 'host-detections',
  );
  expect(still.missingSince).toBe(first.run.endedAt);
  expect(second.previous).toBe(first.run.runId);
  const warned = await server.ask('GET', `/api/runs/${second.run.runId}/log`, { as: viewer });
  expect(warned.text).toMatch(/pages? of host-detections missing/);

  simulator.setFaults([]);
  const healed = await run();
  expect(healed.run).toMatchObject({ state: 'complete', missingPages: 0 });
});

test('a cancelled run leaves the graph as it was, and the next one goes on with its pages', async () => {
  const held = holdAt(6);
  const { json } = await begin({ full: true });
  await held.reached;
  const live = await read(json.runId);
  expect(live).toMatchObject({ run: { state: 'running', endedAt: null }, result: null });
  expect(live.live.phase).toBe('collecting');
  expect(live.live.steps.length).toBeGreaterThan(0);
  const list = await server.ask('GET', `/api/runs?instance=${instance}&limit=1`, { as: viewer });
  expect(list.json.runs).toMatchObject([{ runId: json.runId, state: 'running' }]);

  const cancel = () => server.ask('POST', `/api/runs/${json.runId}/cancel`, { as, body: {} });
  expect(await cancel()).toMatchObject({ status: 202, json: { run: { state: 'stopping' } } });
  held.letGo();
  const cancelled = await ended(json.runId);
  expect(cancelled).toMatchObject({
    run: { state: 'cancelled', changes: null },
    isResumable: true,
  });
  expect((await cancel()).json.code).toBe('H_RUN_OVER');

  hooks = { settings: SMALL_PAGES };
  const again = await begin();
  expect(again.json).toEqual({ runId: json.runId, isResumed: true });
  const over = await ended(json.runId);
  expect(over.run.state).toBe('complete');
  expect(over.result.resumedPages).toBeGreaterThan(0);
});

test('a run can be looked at from its beginning, before anything of it is on disk', async () => {
  const go = Promise.withResolvers<void>();
  const inProcess = collectorHere(() => ({ settings: SMALL_PAGES }));
  const other = await TestConsole.start({
    collector: async (...given) => {
      await go.promise;
      return inProcess(...given);
    },
  });
  try {
    await other.user('admin', 'administrator');
    const admin = other.browser('admin');
    const { json: young } = await other.ask('POST', '/api/instances', {
      as: admin,
      body: {
        name: 'Young',
        options: { qualysApiUrl: url, qualysUsername: simulator.username },
        secrets: { qualysPassword: other.secret(simulator.password) },
        pollingInterval: 'DISABLED',
      },
    });
    const path = `/api/instances/${young.id}/runs`;
    const { runId } = (await other.ask('POST', path, { as: admin, body: {} })).json;
    const found = await other.ask('GET', `/api/runs/${runId}`, { as: admin });
    expect(found).toMatchObject({ status: 200, json: { run: { runId, state: 'running' } } });
    const list = await other.ask('GET', '/api/runs?limit=1', { as: admin });
    expect(list.json).toMatchObject({ runs: [{ runId, instance: 'Young' }] });
    go.resolve();
    await vi.waitFor(
      async () => {
        const { json } = await other.ask('GET', '/api/runs', { as: admin });
        expect(json.runs).toMatchObject([{ runId, state: 'complete' }]);
      },
      { timeout: 30_000 },
    );
  } finally {
    go.resolve();
    await other.stop();
  }
});

test('a run that waits for its beginning can be cancelled, and is no problem of the instance then', async () => {
  const other = await startConsole();
  try {
    await other.user('admin', 'administrator');
    const admin = other.browser('admin');
    const ask = (method: string, path: string, body?: object) =>
      other.ask(method, path, { as: admin, ...(body && { body }) });
    const { json } = await ask('POST', '/api/instances', {
      name: 'Waiting',
      options: { qualysApiUrl: url, qualysUsername: simulator.username },
      secrets: { qualysPassword: other.secret(simulator.password) },
      pollingInterval: 'DISABLED',
    });
    const runs = `/api/instances/${json.id}/runs`;
    const schedule = async () => (await ask('GET', '/api/schedule')).json.instances[0];
    // Somebody else has the graph open.
    const graph = await openGraph(other.dir);
    const waiting = ask('POST', runs, {});
    await vi.waitFor(async () => expect((await schedule()).isStarting).toBe(true));
    expect(await schedule()).toMatchObject({ running: null, last: null });
    const cancelled = await ask('POST', `${runs}/cancel`, {});
    expect([cancelled.status, cancelled.json]).toEqual([202, { runId: null }]);
    expect(await waiting).toMatchObject({ status: 409, json: { code: 'H_RUN_CANCELLED' } });
    expect(await schedule()).toMatchObject({ isStarting: false, problem: null, last: null });
    expect((await ask('POST', `${runs}/cancel`, {})).json.code).toBe('H_NO_RUN');
    const audit = await ask('GET', '/api/audit?limit=1');
    expect(audit.json.entries[0]).toMatchObject({ action: 'run.cancelled', target: 'Waiting' });
    await graph.close();
    expect((await ask('POST', runs, {})).status).toBe(202);
    await vi.waitFor(async () => expect((await schedule()).last?.state).toBe('complete'), {
      timeout: 30_000,
    });
  } finally {
    await other.stop();
  }
});

test('an instance has one run at a time', async () => {
  const held = holdAt(1);
  const { json } = await begin();
  await held.reached;
  const second = await begin();
  expect([second.status, second.json.code]).toEqual([409, 'A_RUN_IN_PROGRESS']);
  held.letGo();
  await ended(json.runId);
});

test('what cannot begin says why', async () => {
  const unknown = await begin({}, '00000000-0000-4000-8000-000000000000');
  expect([unknown.status, unknown.json.code]).toEqual([404, 'H_NOT_FOUND']);
  const disabled = await addInstance('Disabled', { isEnabled: false });
  const refused = await begin({}, disabled);
  expect([refused.status, refused.json.code]).toEqual([409, 'H_INSTANCE_DISABLED']);
  const accept = await server.ask('POST', '/api/runs/20200101T000000Z-abcdef/accept-deletions', {
    as,
    body: {},
  });
  expect(accept.status).toBe(404);
});

test('a refused login is told once, and not sent again before somebody insists', async () => {
  const wrong = await addInstance('Wrong', {
    secrets: { qualysPassword: server.secret('not-the-password') },
    pollingInterval: 'ONE_HOUR',
  });
  const schedule = async () => {
    const { json } = await server.ask('GET', '/api/schedule', { as: viewer });
    return json.instances.find(({ instanceId }: { instanceId: string }) => instanceId === wrong);
  };
  // The schedule begins the first run at once.
  const state = await vi.waitFor(
    async () => {
      const found = await schedule();
      expect(found.last?.state).toBe('failed');
      expect(found.pausedBecause).toBe('login-refused');
      return found;
    },
    { timeout: 30_000 },
  );
  expect(state).toMatchObject({ nextRunAt: null, running: null, last: { trigger: 'schedule' } });
  const failed = await read(state.last.runId);
  expect(failed.result.failure.code).toBe('Q_LOGIN_REFUSED');

  const before = simulator.requests.length;
  const again = await begin({}, wrong);
  expect([again.status, again.json.code]).toEqual([409, 'A_CREDENTIALS_REFUSED']);
  expect((await schedule()).problem).toMatchObject({ code: 'A_CREDENTIALS_REFUSED' });
  expect(simulator.requests.length).toBe(before);
  const insisted = await begin({ insist: true }, wrong);
  expect(insisted.status).toBe(202);
  await ended(insisted.json.runId);
});

test('a collection that breaks off leaves a record that says so, and its pages', async () => {
  hooks = {
    settings: SMALL_PAGES,
    onRequest: (n) => {
      if (n === 6) throw new Error('the thread ran out of memory');
    },
  };
  const broken = await run({ full: true });
  expect(broken).toMatchObject({
    run: { state: 'failed' },
    result: { failure: { code: 'A_UNEXPECTED' } },
    isResumable: true,
  });
  hooks = { settings: SMALL_PAGES };
  expect((await run()).run).toMatchObject({ runId: broken.run.runId, state: 'complete' });
});

test('removals are held until somebody accepts them', async () => {
  for (const id of hostIds().slice(2)) simulator.events.purgeHost(id);
  const held = await run({ full: true });
  expect(held).toMatchObject({ run: { state: 'partial', isHeld: true }, mayAccept: true });
  expect(held.result.held.reason).toMatch(/findings on hosts/);
  const path = `/api/runs/${held.run.runId}/accept-deletions`;
  const accepted = await server.ask('POST', path, { as, body: {} });
  expect(accepted.status).toBe(202);
  const done = await ended(accepted.json.runId);
  expect(done.run).toMatchObject({ state: 'complete', isHeld: false });
  expect(done.run.changes.gone).toBeGreaterThan(50);
  const late = await server.ask('POST', path, { as, body: {} });
  expect([late.status, late.json.code]).toEqual([409, 'A_NOTHING_HELD']);
});

/** Ends the server while a run is under way, and starts it again. */
async function restart(letGo: () => void, change: () => void) {
  const held = holdAt(2);
  const closed = server.app.close();
  letGo();
  await closed;
  change();
  const { log } = server;
  server = await startConsole(server.dir);
  server.log.unshift(...log);
  as = server.browser('admin');
  viewer = server.browser('viewer');
  return held;
}

const folderOf = (runId: string, file: string) => join(server.dir.runsDir, runId, file);

test('a run that the server was stopped or killed in goes on by itself after the next start, and not for ever', async () => {
  const first = holdAt(5);
  const { runId } = (await begin({ full: true })).json;
  await first.reached;
  const second = await restart(first.letGo, () => undefined);
  await second.reached;
  expect((await read(runId)).run).toMatchObject({ state: 'running', trigger: 'restart' });

  // One that was killed comes to no record; it was the third time.
  const third = await restart(second.letGo, () => {
    rmSync(folderOf(runId, 'record.json'));
    const origin = JSON.parse(readFileSync(folderOf(runId, 'origin.json'), 'utf8'));
    expect(origin).toMatchObject({ trigger: 'restart', restarts: 1, stoppedBy: 'server' });
    const killed = { ...origin, restarts: 3, stoppedBy: null };
    writeFileSync(folderOf(runId, 'origin.json'), JSON.stringify(killed));
  });
  await vi.waitFor(() => expect(server.log.join('')).toContain('cut off too often'));
  expect(server.app.services.jobs.list()).toEqual([]);
  expect(await read(runId)).toMatchObject({
    run: { state: 'cut-off', trigger: 'restart', endedAt: null },
    isResumable: true,
  });
  const { json } = await server.ask('GET', `/api/runs/${runId}/log`, { as: viewer });
  expect(json.lines.map(({ text }: { text: string }) => text)).toEqual(
    expect.arrayContaining([
      'Begun by admin',
      'The server ends',
      'Goes on where it was cut off, by the restart of the server',
    ]),
  );
  third.letGo();
  hooks = { settings: SMALL_PAGES };
  expect((await begin()).json).toEqual({ runId, isResumed: true });
  expect((await ended(runId)).run.state).toBe('complete');
});
