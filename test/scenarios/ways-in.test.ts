import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resolveLogin, secretMaterialOf } from '../../src/app/login.ts';
import { qualysClient } from '../../src/app/qualys-client.ts';
import { readConfig } from '../../src/integration/index.ts';
import { type HostFilter, IdRanges } from '../../src/qualys/index.ts';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';

const HOUR = 3_600_000;
const CLIENT = { clientId: 'c-1', clientSecret: 'client-secret-1' };
const CLIENT_ENV = { QUALYS_CLIENT_ID: 'c-1', QUALYS_CLIENT_SECRET: 'client-secret-1' };
const ALL_HOSTS: HostFilter = {};

/** A time that tests move. */
class Time {
  now = Date.UTC(2026, 10, 24, 8);
  readonly clock = () => this.now;
}

interface Setting {
  readonly simulator: Simulator;
  readonly time: Time;
  readonly env: Readonly<Record<string, string>>;
}

async function setting(options: SimulatorOptions = {}): Promise<Setting> {
  const time = new Time();
  const simulator = createSimulator({ hosts: 5, detections: 2, clock: time.clock, ...options });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  return { simulator, time, env: { QUALYS_API_URL: url, QUALYS_GATEWAY_URL: url } };
}

function userOf({ simulator, env }: Setting): Readonly<Record<string, string>> {
  return { ...env, QUALYS_USERNAME: simulator.username, QUALYS_PASSWORD: simulator.password };
}

async function clientOf(
  env: Readonly<Record<string, string>>,
  { clock }: Time,
  captureDir?: string,
) {
  const client = await qualysClient(readConfig(env), {
    captureDir,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    clock,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Endpoint, path and status of what the simulator was asked. */
function asked({ requests }: Simulator) {
  return requests.map(({ endpoint, path, status }) =>
    endpoint === 'gateway' ? `${path} ${status}` : `${endpoint} ${status}`,
  );
}

describe('client credentials', () => {
  test.each([
    ['subscription', '/auth/oauth'],
    ['user', '/auth/oidc'],
  ])('of a %s: one token for both APIs, renewed before it expires', async (level, path) => {
    const { simulator, time, env } = await setting({ gateway: CLIENT });
    const client = await clientOf({ ...env, ...CLIENT_ENV, QUALYS_CLIENT_LEVEL: level }, time);
    await client.portalVersion();
    await client.hostIds(ALL_HOSTS);
    expect(asked(simulator)).toEqual([`${path} 201`, 'portal-version 200', 'host-list 200']);
    time.now += 4 * HOUR - 600_001;
    await client.hostIds(ALL_HOSTS);
    expect(asked(simulator).slice(3)).toEqual(['host-list 200']);
    time.now += 1;
    await client.hostIds(ALL_HOSTS);
    expect(asked(simulator).slice(4)).toEqual([`${path} 201`, 'host-list 200']);
  });

  test('that are refused are tried once, and nothing else is sent', async () => {
    const { simulator, time, env } = await setting({ gateway: CLIENT });
    const client = await clientOf({ ...env, ...CLIENT_ENV, QUALYS_CLIENT_SECRET: 'wrong' }, time);
    const refused = { code: 'Q_LOGIN_REFUSED', exitCode: 1 };
    await expect(client.portalVersion()).rejects.toMatchObject(refused);
    await expect(client.hostIds(ALL_HOSTS)).rejects.toMatchObject(refused);
    expect(asked(simulator)).toEqual(['/auth/oauth 401']);
  });

  test('with a password for the portal, where that takes no tokens', async () => {
    const given = await setting({ gateway: { ...CLIENT, isPortalOpen: false } });
    const client = await clientOf({ ...userOf(given), ...CLIENT_ENV }, given.time);
    await client.portalVersion();
    await client.hostIds(ALL_HOSTS);
    expect(asked(given.simulator)).toEqual([
      'portal-version 200',
      '/auth/oauth 201',
      'host-list 200',
    ]);
  });
});

describe('a user with a token of the gateway', () => {
  test('sends the password for the token and to the portal', async () => {
    const given = await setting({ gateway: { isPortalOpen: false } });
    const client = await clientOf({ ...userOf(given), QUALYS_AUTH: 'jwt' }, given.time);
    await client.hostIds(ALL_HOSTS);
    await client.portalVersion();
    expect(asked(given.simulator)).toEqual(['/auth 201', 'host-list 200', 'portal-version 200']);
  });

  test('may use the token for the portal too', async () => {
    const given = await setting();
    const env = { ...userOf(given), QUALYS_AUTH: 'jwt', QUALYS_QPS_AUTH: 'bearer' };
    const client = await clientOf(env, given.time);
    await client.portalVersion();
    await client.hostIds(ALL_HOSTS);
    expect(asked(given.simulator)).toEqual(['/auth 201', 'portal-version 200', 'host-list 200']);
  });

  test('whose password is wrong is refused once', async () => {
    const given = await setting();
    const env = { ...userOf(given), QUALYS_AUTH: 'jwt', QUALYS_PASSWORD: 'wrong' };
    const client = await clientOf(env, given.time);
    for (const _ of [1, 2]) {
      await expect(client.hostIds(ALL_HOSTS)).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
    }
    expect(asked(given.simulator)).toEqual(['/auth 401']);
  });

  test('gets another token when the first was revoked', async () => {
    const given = await setting();
    const client = await clientOf({ ...userOf(given), QUALYS_AUTH: 'jwt' }, new Time());
    await client.hostIds(ALL_HOSTS);
    // For the platform it is over, by the clock of this machine it is not.
    given.time.now += 5 * HOUR;
    const page = await client.hostIds(ALL_HOSTS);
    expect(page.summary).toMatchObject({ requests: 2, retries: 1 });
    expect(asked(given.simulator)).toEqual([
      '/auth 201',
      'host-list 200',
      'host-list 401',
      '/auth 201',
      'host-list 200',
    ]);
  });
});

test('a renewal that is refused ends the portal too, whose login still worked', async () => {
  const given = await setting();
  const client = await clientOf({ ...userOf(given), QUALYS_AUTH: 'jwt' }, new Time());
  await client.hostIds(ALL_HOSTS);
  await client.portalVersion();
  given.simulator.events.changePassword('another');
  given.time.now += 5 * HOUR;
  for (const call of [() => client.hostIds(ALL_HOSTS), () => client.portalVersion()]) {
    await expect(call()).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  }
  expect(asked(given.simulator).slice(3)).toEqual(['host-list 401', '/auth 401']);
});

describe('a token of an identity provider', () => {
  test('from a command that gives another one after the first was refused', async () => {
    const { simulator, time, env } = await setting({ gateway: { externalTokens: ['token-2'] } });
    const { command, runs } = await countingCommand();
    const client = await clientOf({ ...env, QUALYS_TOKEN_COMMAND: command }, time);
    await client.portalVersion();
    await client.hostIds(ALL_HOSTS);
    // The portal refuses with status 200.
    expect(asked(simulator)).toEqual(['portal-version 200', 'portal-version 200', 'host-list 200']);
    expect(await runs()).toBe(2);
  });

  test('that is revoked while calls run is replaced once for all of them', async () => {
    const externalTokens = ['token-1'];
    const { simulator, time, env } = await setting({ gateway: { externalTokens } });
    const { command, runs } = await countingCommand();
    const client = await clientOf({ ...env, QUALYS_TOKEN_COMMAND: command }, time);
    await client.hostIds(ALL_HOSTS);
    externalTokens[0] = 'token-2';
    const calls = [
      client.hostIds(ALL_HOSTS),
      client.knowledgeBase({ ids: IdRanges.of([1]) }, drained),
      client.portalVersion(),
    ];
    const pages = await Promise.all(calls);
    expect(pages.map(({ summary }) => summary.requests)).toContain(2);
    expect(simulator.requests.length).toBeGreaterThan(calls.length + 1);
    expect(await runs()).toBe(2);
  });

  test('that is refused and has no successor ends it', async () => {
    const { simulator, time, env } = await setting();
    const client = await clientOf({ ...env, QUALYS_TOKEN: 'unknown' }, time);
    await expect(client.hostIds(ALL_HOSTS)).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
    expect(asked(simulator)).toEqual(['host-list 401']);
  });
});

test('no secret and no token gets into captured pages', async () => {
  const given = await setting({ gateway: CLIENT });
  const folder = await mkdtemp(join(tmpdir(), 'graph-qualys-ways-'));
  const client = await clientOf({ ...given.env, ...CLIENT_ENV }, given.time, folder);
  await client.hostIds(ALL_HOSTS);
  given.time.now += 4 * HOUR;
  await client.portalVersion();
  const files = await readdir(folder);
  expect(files).toHaveLength(2);
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text).toContain('HTTP 200');
    expect(text).not.toMatch(/client-secret-1|Bearer|eyJ/);
  }
});

describe('the text that a refused login is remembered by', () => {
  const URL = { QUALYS_API_URL: 'https://qualysapi.qualys.eu' };

  async function materialOf(env: Readonly<Record<string, string>>): Promise<string> {
    const config = readConfig({ ...URL, ...env });
    return secretMaterialOf(config, await resolveLogin(config));
  }

  function jwt(claims: object): string {
    return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
  }

  test('changes with every part of the login', async () => {
    const user = { QUALYS_USERNAME: 'a', QUALYS_PASSWORD: 'b' };
    const client = { QUALYS_CLIENT_ID: 'a', QUALYS_CLIENT_SECRET: 'b' };
    const all = [
      user,
      { ...user, QUALYS_PASSWORD: 'c' },
      { ...user, QUALYS_USERNAME: 'c' },
      { ...user, QUALYS_AUTH: 'jwt' },
      { ...user, QUALYS_API_URL: 'https://qualysapi.qualys.com' },
      client,
      { ...client, QUALYS_CLIENT_SECRET: 'c' },
      { ...client, QUALYS_CLIENT_ID: 'c' },
      { ...client, QUALYS_CLIENT_LEVEL: 'user' },
      { QUALYS_TOKEN: 'a' },
      { QUALYS_TOKEN: 'b' },
    ];
    const materials = await Promise.all(all.map(materialOf));
    expect(new Set(materials).size).toBe(all.length);
    expect(await materialOf(user)).toBe(materials[0]);
  });

  test('does not change with the filters, nor with the place of the secret', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'graph-qualys-ways-')), 'secret');
    await writeFile(file, 'b\n');
    const value = await materialOf({ QUALYS_USERNAME: 'a', QUALYS_PASSWORD: 'b' });
    const env = { QUALYS_USERNAME: 'a', QUALYS_PASSWORD_FILE: file, ACCOUNT_NAME: 'x' };
    expect(await materialOf(env)).toBe(value);
  });

  test('is the same for each token that a command prints for the same subject', async () => {
    const printing = (claims: object) => ({ QUALYS_TOKEN_COMMAND: `echo ${jwt(claims)}` });
    const first = await materialOf(printing({ sub: 'x', iat: 1, exp: 4e9 }));
    expect(await materialOf(printing({ sub: 'x', iat: 2, exp: 4e9 + 1 }))).toBe(first);
    expect(await materialOf(printing({ sub: 'y', iat: 1, exp: 4e9 }))).not.toBe(first);
  });

  test('tells whose login it is, where only the token knows', async () => {
    const config = readConfig({ ...URL, QUALYS_TOKEN_COMMAND: `echo ${jwt({ sub: 'ab1' })}` });
    expect(await resolveLogin(config)).toMatchObject({ identity: 'ab1' });
    const both = {
      ...URL,
      QUALYS_USERNAME: 'a',
      QUALYS_PASSWORD: 'b',
      QUALYS_TOKEN: jwt({ sub: 'c' }),
    };
    expect(await resolveLogin(readConfig(both))).toMatchObject({ identity: 'a and c' });
    const user = { ...URL, QUALYS_USERNAME: 'a', QUALYS_PASSWORD: 'b' };
    expect(await resolveLogin(readConfig(user))).toMatchObject({ identity: 'a' });
  });
});

/** A command that prints `token-1`, `token-2` and so on, and how often it ran. */
async function countingCommand() {
  const count = join(await mkdtemp(join(tmpdir(), 'graph-qualys-ways-')), 'count');
  const command = `printf x >> ${count}; printf token-%s "$(wc -c < ${count} | tr -d ' ')"`;
  return { command, runs: async () => (await readFile(count, 'utf8')).length };
}

async function drained(batches: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of batches) count++;
  return count;
}
