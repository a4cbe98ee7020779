import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { collectInProcess } from '../../src/app/collector/collect-in-process.ts';
import { dataDir } from '../../src/app/data-dir.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { collectInto, settingsFor } from '../support/collected-graph.ts';
import { describeOnSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { type Answer, type Browser, TestConsole } from './console.ts';

/** A change of the console, and where one can see what it changes. */
interface Change {
  readonly method: string;
  readonly path: string;
  /** Where what is changed can be read. */
  readonly read: string;
  readonly body: object;
  /** Status of the answer when there is room. */
  readonly done: number;
  /** With the ETag of what is there. */
  readonly isChecked?: boolean;
}

/** Entities; two hosts of the platform are one machine. */
const HOSTS = 7;

const LONG = 'x'.repeat(6_000);
const QUESTION = { tags: [], queries: [{ query: 'FIND Host', resultsAre: 'INFORMATIVE' }] };

const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'a user',
    {
      method: 'POST',
      path: '/api/users',
      read: '/api/users',
      body: { name: 'grace', role: 'viewer', password: 'grace-password' },
      done: 201,
    },
  ],
  [
    'an API token',
    {
      method: 'POST',
      path: '/api/tokens',
      read: '/api/tokens',
      body: { name: 'script', scope: 'read', expiresInDays: 30 },
      done: 201,
    },
  ],
  [
    'an integration',
    {
      method: 'POST',
      path: '/api/instances',
      read: '/api/instances',
      body: {
        name: 'Another',
        options: { qualysApiUrl: 'http://127.0.0.1:9', qualysUsername: 'ada' },
        secrets: { qualysPassword: 'a-qualys-password' },
        pollingInterval: 'DISABLED',
      },
      done: 201,
    },
  ],
  [
    'how long things are kept',
    {
      method: 'PUT',
      path: '/api/retention',
      read: '/api/retention',
      body: { runRecordDays: 90, historyDays: 400 },
      done: 200,
      isChecked: true,
    },
  ],
  [
    'the smart classes',
    {
      method: 'PUT',
      path: '/api/smart-classes',
      read: '/api/smart-classes',
      body: { text: `smartClasses:\n  - name: Small\n    queries: [FIND Host]\n# ${LONG}\n` },
      done: 200,
      isChecked: true,
    },
  ],
  [
    'a question',
    {
      method: 'POST',
      path: '/api/questions',
      read: '/api/questions',
      body: { ...QUESTION, title: 'How many?', description: LONG.slice(0, 1_900) },
      done: 201,
    },
  ],
];

describeOnSmallDisk('a console whose disk is full (needs to mount a small file system)', () => {
  const simulator = createSimulator({ hosts: 8, detections: 6, webApps: 1, limits: 'generous' });
  let disk: SmallDisk;
  let server: TestConsole;
  let as: Browser;
  let instance: string;
  /** Called between the collection of a run and its apply. */
  let onCollected = () => {};
  beforeAll(async () => {
    disk = SmallDisk.mounted(64);
    const dir = dataDir(join(disk.path, 'data'), {});
    const { url } = await simulator.listen();
    await collectInto(dir, settingsFor(simulator, url), { instance: 'Production' });
    server = await TestConsole.start({
      dataDir: dir,
      collector: async (task, watch) => {
        const report = await collectInProcess(task, watch);
        onCollected();
        return report;
      },
    });
    server.secret('a-qualys-password');
    await server.user('admin', 'administrator');
    as = server.browser('admin');
    const made = await server.ask('POST', '/api/instances', {
      as,
      body: {
        name: 'Production',
        options: { qualysApiUrl: url, qualysUsername: simulator.username },
        secrets: { qualysPassword: server.secret(simulator.password) },
        pollingInterval: 'DISABLED',
      },
    });
    instance = made.json.id;
    // A console at work has its graph open.
    expect((await server.ask('GET', '/health/ready')).json.graph).toBe('open');
  });
  beforeEach(() => {
    disk.clear();
    onCollected = () => {};
    // Long enough for the last use of a session to be noted again.
    server.pass(120_000);
  });
  afterAll(async () => {
    disk.clear();
    await simulator.close();
    await server.stop().finally(() => disk.unmount());
  });

  const told = (answer: Answer) => {
    expect(answer.status, answer.text).toBe(507);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(`${answer.json.detail} ${answer.json.whatToDo}`).toMatch(
      /No space is left on the d|the disk is full/,
    );
    expect(answer.json.whatToDo).toMatch(/Free some space|Make room/);
  };
  const lines = () => server.accounts.audit.page(1_000).length;
  const get = (path: string) => server.ask('GET', path, { as });

  test('everybody can go on looking, with a session and with a token', async () => {
    const token = server.apiToken('admin', 'read');
    disk.fill();
    const paths = [
      '/api/findings',
      '/api/catalog',
      '/api/overview',
      '/api/runs',
      '/api/about',
      '/health/ready',
    ];
    for (const path of paths) expect((await get(path)).status, path).toBe(200);
    const body = { query: 'FIND Host' };
    expect((await server.ask('POST', '/api/query', { token, body })).json.rows).toHaveLength(HOSTS);
  });

  test('a login is not begun, and is when there is room', async () => {
    const before = lines();
    const login = () =>
      server.ask('POST', '/api/session', {
        body: { name: 'admin', password: 'admin-password' },
        handsOut: true,
      });
    disk.fill();
    const refused = await login();
    told(refused);
    expect(refused.json.code).toBe('A_DISK_FULL');
    expect(refused.headers['set-cookie']).toBeUndefined();
    expect(lines()).toBe(before);
    disk.clear();
    expect((await login()).status).toBe(201);
    expect(lines()).toBe(before + 1);
  });

  test.each(CHANGES)('%s is not changed, or is', async (_what, change) => {
    const before = await get(change.read);
    const logged = lines();
    const send = () =>
      server.ask(change.method, change.path, {
        as,
        body: change.body,
        handsOut: true,
        headers: change.isChecked === true ? { 'if-match': String(before.json.etag) } : {},
      });
    disk.fill();
    told(await send());
    expect((await get(change.read)).json).toEqual(before.json);
    expect(lines()).toBe(logged);
    disk.clear();
    const done = await send();
    expect(done.status, done.text).toBe(change.done);
    expect((await get(change.read)).json).not.toEqual(before.json);
    expect(lines()).toBe(logged + 1);
  });

  /** The run of an instance, once it has ended. */
  const ended = (runId: string) =>
    vi.waitFor(
      async () => {
        const { json } = await get(`/api/runs/${runId}`);
        expect(json.run.endedAt).not.toBeNull();
        return json;
      },
      { timeout: 60_000 },
    );
  const begin = () => server.ask('POST', `/api/instances/${instance}/runs`, { as, body: {} });
  const hosts = async () => {
    const body = { query: 'FIND Host AS h RETURN h.displayName, h.lastSeenOn' };
    return (await server.ask('POST', '/api/query', { as, body })).json.rows;
  };

  test('a run does not begin, and the schedule says why', async () => {
    disk.fill();
    told(await begin());
    const { json } = await get('/api/schedule');
    const ours = json.instances.find(
      (each: { instanceId: string }) => each.instanceId === instance,
    );
    expect(ours.problem).toMatchObject({ code: 'G_DISK_FULL' });
    disk.clear();
    const begun = await begin();
    expect(begun.status).toBe(202);
    expect((await ended(begun.json.runId)).run.state).toBe('complete');
  });

  test('a run that fills the disk fails with its reason, changes nothing, and goes on when there is room', async () => {
    simulator.advanceDays(1);
    const before = await hosts();
    disk.fill(32_768);
    const begun = await begin();
    expect(begun.status, begun.text).toBe(202);
    const failed = await ended(begun.json.runId);
    expect(failed.run.state).toBe('failed');
    expect(failed.result.failure).toMatchObject({
      code: 'S_DISK_FULL',
      whatToDo: expect.stringContaining('Free some space'),
    });
    expect(await hosts()).toEqual(before);
    disk.clear();
    const again = await begin();
    expect((await ended(again.json.runId)).run.state).toBe('complete');
    expect(await hosts()).not.toEqual(before);
  });

  test('an apply that finds no room fails as a whole, and the console goes on with the graph as it was', async () => {
    simulator.advanceDays(1);
    const before = await hosts();
    onCollected = () => disk.fill();
    const begun = await begin();
    const failed = await ended(begun.json.runId);
    expect(failed.run.state).toBe('failed');
    expect(failed.result.failure.code).toBe('G_DISK_FULL');
    onCollected = () => {};
    disk.clear();
    expect(await hosts()).toEqual(before);
    const again = await begin();
    expect(again.json.isResumed).toBe(true);
    expect((await ended(again.json.runId)).run.state).toBe('complete');
    expect(await hosts()).not.toEqual(before);
  });

  // The last one: the file of an answer gives its space back when it has been sent.
  test('an answer is not sent as a file that is too short', async () => {
    const path = '/api/query/export?query=FIND%20Host&format=json';
    const all = (await hosts()).length;
    disk.fill();
    const refused = await get(path);
    told(refused);
    expect(refused.json.code).toBe('A_ANSWER_NOT_WRITABLE');
    disk.clear();
    expect(JSON.parse((await get(path)).text)).toHaveLength(all);
  });
});
