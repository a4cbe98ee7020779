import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { noteRefused } from '../../src/app/credentials-state.ts';
import { secretMaterialIn } from '../../src/app/login.ts';
import type { AuditEntry } from '../../src/server/accounts/index.ts';
import { ACCOUNTS_FILE } from '../../src/server/accounts/index.ts';
import { openInstances } from '../../src/server/instances/index.ts';
import { type Browser, TestConsole } from './console.ts';

let server: TestConsole;
let as: Browser;
beforeAll(async () => {
  server = await TestConsole.start({ environment: { HTTPS_PROXY: 'http://proxy.example:1' } });
  await server.user('admin', 'administrator');
  await server.user('other', 'administrator');
  as = server.browser('admin');
});
afterAll(() => server.stop());

/** What the server itself works with. */
const ledger = () => {
  const { accounts, dir } = server;
  return openInstances(
    accounts,
    dir,
    { HTTPS_PROXY: 'http://proxy.example:1' },
    server.now,
    () => undefined,
  );
};

afterEach(() => {
  const actor = { name: 'test', via: 'setup', address: '' } as const;
  for (const { id } of ledger().list()) ledger().remove(id, 'any', actor);
});

const PASSWORD = 'an-unguessable-qualys-password';
const BODY = {
  name: 'Production',
  description: 'All of Europe',
  options: { qualysApiUrl: 'https://qualysapi.qualys.eu', qualysUsername: 'reader' },
  secrets: { qualysPassword: PASSWORD },
  pollingInterval: 'ONE_DAY',
  dailyHour: 3,
};

const add = (change: object = {}) =>
  server.ask('POST', '/api/instances', { as, body: { ...BODY, ...change } });

const change = (id: string, version: number, body: object, browser = as) =>
  server.ask('PATCH', `/api/instances/${id}`, {
    as: browser,
    body,
    headers: { 'if-match': `"${version}"` },
  });

const audited = async (action: string): Promise<readonly AuditEntry[]> => {
  const { json } = await server.ask('GET', '/api/audit', { as });
  return json.entries.filter((entry: AuditEntry) => entry.action === action);
};

test('an integration is added, read, changed; its password is known to the runs only', async () => {
  server.secret(PASSWORD);
  const added = await add();
  expect(added).toMatchObject({
    status: 201,
    headers: { etag: '"1"' },
    json: {
      name: 'Production',
      secrets: { qualysPassword: { isSet: true } },
      pollingInterval: 'ONE_DAY',
      dailyHour: 3,
      isEnabled: true,
      refused: null,
      createdBy: 'admin',
    },
  });
  const { id } = added.json;
  expect((await server.ask('GET', `/api/instances/${id}`, { as })).json).toEqual(added.json);
  expect((await server.ask('GET', '/api/instances', { as })).json.instances).toEqual([added.json]);
  expect(ledger().environment(id)).toEqual({
    HTTPS_PROXY: 'http://proxy.example:1',
    QUALYS_API_URL: 'https://qualysapi.qualys.eu',
    QUALYS_USERNAME: 'reader',
    QUALYS_PASSWORD: PASSWORD,
  });

  const other = server.secret('another-qualys-password');
  const options = { ...BODY.options, vmdrFindingSeverities: '5,4,4' };
  const changed = await change(id, 1, {
    options,
    secrets: { qualysPassword: other },
    pollingInterval: 'FOUR_HOURS',
    isEnabled: false,
  });
  expect(changed).toMatchObject({
    status: 200,
    headers: { etag: '"2"' },
    json: {
      description: 'All of Europe',
      options: { vmdrFindingSeverities: [5, 4] },
      dailyHour: null,
      isEnabled: false,
    },
  });
  expect(ledger().environment(id)).toMatchObject({ QUALYS_PASSWORD: other });
  const file = readFileSync(join(server.dir.path, ACCOUNTS_FILE));
  expect(file.includes(PASSWORD) || file.includes(other)).toBe(false);

  expect(await audited('instance.created')).toMatchObject([
    { target: 'Production', actor: 'admin', details: { secrets: ['qualysPassword'] } },
  ]);
  expect((await audited('instance.changed'))[0]?.details).toEqual({
    vmdrFindingSeverities: { from: null, to: [5, 4] },
    pollingInterval: { from: 'ONE_DAY', to: 'FOUR_HOURS' },
    dailyHour: { from: 3, to: null },
    isEnabled: { from: true, to: false },
    secrets: ['qualysPassword'],
  });
});

test('a password stays when it is not given again, and its way in can be left', async () => {
  const { id } = (await add()).json;
  expect((await change(id, 1, { description: 'x' })).status).toBe(200);
  expect(ledger().environment(id)).toMatchObject({ QUALYS_PASSWORD: PASSWORD });
  const without = await change(id, 2, { secrets: { qualysPassword: null } });
  expect(without).toMatchObject({ status: 422, json: { code: 'H_INSTANCE_INVALID' } });
  expect(without.json.problems).toEqual([
    { field: 'qualysPassword', message: '“Password” is not set: give it.' },
  ]);
  const token = server.secret('a-bearer-token');
  const { qualysApiUrl } = BODY.options;
  const secrets = { qualysPassword: null, qualysToken: token };
  const left = await change(id, 2, { options: { qualysApiUrl }, secrets });
  expect(left.json.secrets).toEqual({ qualysToken: { isSet: true } });
  expect(ledger().environment(id)).toEqual({
    HTTPS_PROXY: 'http://proxy.example:1',
    QUALYS_API_URL: qualysApiUrl,
    QUALYS_TOKEN: token,
  });
});

test('a name used twice is refused, however it is written', async () => {
  await add();
  const again = await add({ name: ' pRODUCTION ' });
  expect([again.status, again.json.code]).toEqual([409, 'H_INSTANCE_NAME_TAKEN']);
  expect(ledger().list()).toHaveLength(1);
});

test.each([
  ['an interval out of the list', { pollingInterval: 'TWO_DAYS' }, 'body.pollingInterval'],
  ['an hour that no day has', { dailyHour: 24 }, 'body.dailyHour'],
  ['no name', { name: ' ' }, 'body.name'],
  ['a name for no file', { name: '🦊'.repeat(20) }, 'body.name'],
  ['something unknown', { pollingIntervall: 'ONE_DAY' }, 'body.'],
])('%s is refused', async (_what, spoilt, path) => {
  const answer = await add(spoilt);
  expect([answer.status, answer.json.code]).toEqual([400, 'H_INVALID']);
  expect(answer.json.problems).toMatchObject([{ path }]);
  expect(ledger().list()).toEqual([]);
});

test.each([
  ['options that are none', { options: { ...BODY.options, path: '/' } }, ['path']],
  [
    'a command of the machine',
    { options: { qualysPasswordCommand: 'id' } },
    ['qualysPasswordCommand'],
  ],
  ['a secret among the options', { options: { qualysPassword: 'x' } }, ['qualysPassword']],
  ['an option among the secrets', { secrets: { qualysUsername: 'x' } }, ['qualysUsername']],
  [
    'values that are not allowed',
    { options: { qualysApiUrl: 'ftp://x', qualysUsername: 'reader', fullReadEveryDays: 91 } },
    ['fullReadEveryDays', 'qualysApiUrl'],
  ],
])('%s are told by field, and nothing is saved', async (_what, spoilt, fields) => {
  const answer = await add(spoilt);
  expect([answer.status, answer.json.code]).toEqual([422, 'H_INSTANCE_INVALID']);
  expect(answer.json.problems.map(({ field }: { field: string }) => field)).toEqual(fields);
  expect(ledger().list()).toEqual([]);
});

test('of two who change it, the second is shown what the first made of it', async () => {
  const { id } = (await add()).json;
  const first = await change(id, 1, { description: 'mine' }, server.browser('other'));
  expect(first.status).toBe(200);
  const second = await change(id, 1, { description: 'no, mine' });
  expect([second.status, second.json.code, second.headers.etag]).toEqual([
    412,
    'H_CHANGED_MEANWHILE',
    '"2"',
  ]);
  expect(second.json.current).toMatchObject({
    description: 'mine',
    changedBy: 'other',
    version: 2,
  });
  const blind = await server.ask('PATCH', `/api/instances/${id}`, {
    as,
    body: { description: '' },
  });
  expect([blind.status, blind.json.code]).toEqual([428, 'H_PRECONDITION_MISSING']);
  expect((await change(id, 2, { description: 'ours' })).json.description).toBe('ours');
});

test('without its key nothing is lost, and what needs no secret works', async () => {
  const { id } = (await add()).json;
  const key = join(server.dir.path, 'console.key');
  renameSync(key, `${key}.away`);
  try {
    expect((await server.ask('GET', '/api/instances', { as })).json.instances).toHaveLength(1);
    expect((await change(id, 1, { description: 'x' })).status).toBe(200);
    const secrets = { qualysPassword: 'x' };
    for (const answer of [await change(id, 2, { secrets }), await add({ name: 'Second' })]) {
      expect([answer.status, answer.json.code]).toEqual([500, 'H_SECRET_KEY_MISSING']);
    }
    expect(() => ledger().environment(id)).toThrow(
      expect.objectContaining({ code: 'H_SECRET_KEY_MISSING' }),
    );
  } finally {
    renameSync(`${key}.away`, key);
  }
  expect(ledger().environment(id)).toMatchObject({ QUALYS_PASSWORD: PASSWORD });
});

test('a login that Qualys refused is shown until it is another one, or somebody insists', async () => {
  const { id, name } = (await add()).json;
  const refuse = async () => {
    const material = await secretMaterialIn(ledger().environment(id));
    const refusal = { code: 'Q_LOGIN_REFUSED', message: 'Bad Login' };
    await noteRefused(server.dir, name, material, refusal, Date.UTC(2026, 10, 20));
  };
  const refused = async () =>
    (await server.ask('GET', `/api/instances/${id}`, { as })).json.refused;
  await refuse();
  expect(await refused()).toEqual({
    at: '2026-11-20T00:00:00.000Z',
    code: 'Q_LOGIN_REFUSED',
    message: 'Bad Login',
  });
  await change(id, 1, { secrets: { qualysPassword: server.secret('a-better-password') } });
  expect(await refused()).toBeNull();
  await refuse();
  const insisted = await server.ask('DELETE', `/api/instances/${id}/refusal`, { as });
  expect(insisted.status).toBe(204);
  expect(await refused()).toBeNull();
  expect(await audited('instance.login-insisted')).toMatchObject([{ target: name }]);
});

test('the form is told its options and the platforms', async () => {
  const { options } = (await server.ask('GET', '/api/instance-options', { as })).json;
  expect(options).toContainEqual(
    expect.objectContaining({
      name: 'vmdrFindingSeverities',
      input: 'choices',
      choices: ['1', '2', '3', '4', '5'],
      fallback: [3, 4, 5],
    }),
  );
  expect(options.map(({ name }: { name: string }) => name)).not.toContain('qualysPasswordFile');
  const { platforms } = (await server.ask('GET', '/api/platforms', { as })).json;
  expect(platforms).toHaveLength(14);
  expect(platforms).toContainEqual({
    code: 'EU2',
    apiUrl: 'https://qualysapi.qg2.apps.qualys.eu',
    uiUrl: 'https://qualysguard.qg2.apps.qualys.eu',
  });
});
