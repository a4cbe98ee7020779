import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { DoctorReport, EndpointDiagnosis } from '../../src/app/doctor/index.ts';
import {
  createSimulator,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { runCommand, temporaryFolder } from '../support/cli.ts';

const ENDPOINTS = [
  'portal-version',
  'host-list',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
];

const open: Simulator[] = [];

afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

interface Platform {
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string>>;
}

async function platform(options: SimulatorOptions = {}): Promise<Platform> {
  const simulator = createSimulator({ hosts: 12, detections: 5, ...options });
  open.push(simulator);
  const { url } = await simulator.listen();
  const { username, password } = simulator;
  return {
    simulator,
    env: { QUALYS_API_URL: url, QUALYS_USERNAME: username, QUALYS_PASSWORD: password },
  };
}

async function examined(
  env: Readonly<Record<string, string>>,
  exitCode: number,
  ...args: string[]
): Promise<DoctorReport> {
  const result = await runCommand(['doctor', '--json', ...args], env);
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode });
  const report = JSON.parse(result.stdout) as DoctorReport;
  expect(report.exitCode).toBe(exitCode);
  expect(report.endpoints.map(({ name }) => name)).toEqual(ENDPOINTS);
  return report;
}

function of(report: DoctorReport, name: string): EndpointDiagnosis {
  return report.endpoints.find((endpoint) => endpoint.name === name)!;
}

function states(report: DoctorReport): Record<string, string> {
  return Object.fromEntries(report.endpoints.map(({ name, state }) => [name, state]));
}

const ALL_WORK = Object.fromEntries(ENDPOINTS.map((name) => [name, 'works']));

describe('what doctor tells of credentials', () => {
  test('all good: one gentle call per endpoint', async () => {
    const { simulator, env } = await platform();
    const report = await examined(env, 0);
    expect(report).toMatchObject({ verdict: 'good', account: 'demo_ab1' });
    expect(states(report)).toEqual(ALL_WORK);
    expect(report.moduleVersions['WAS-VERSION']).toMatch(/^\d/);
    for (const endpoint of report.endpoints) {
      expect(endpoint).toMatchObject({ reachable: 'yes', allowed: 'yes', licensed: 'yes' });
      expect(endpoint).not.toHaveProperty('graphLacks');
    }
    expect(of(report, 'host-list').version).toEqual({ version: '5.0', support: 'current' });
    expect(of(report, 'host-list').limits).toMatchObject({
      limit: 300,
      remaining: 299,
      windowSec: 3600,
    });
    expect(of(report, 'web-apps')).not.toHaveProperty('limits');

    expect(simulator.requests.map(({ endpoint }) => endpoint).toSorted()).toEqual(
      ENDPOINTS.toSorted(),
    );
    const detections = simulator.requests.find(({ endpoint }) => endpoint === 'host-detections')!;
    expect(detections.parameters).toMatchObject({
      truncation_limit: '1',
      ids: expect.stringMatching(/^\d+$/),
    });
    const biggest = Math.max(...simulator.requests.map(({ bytes }) => bytes));
    expect(biggest).toBeLessThan(50_000);
  });

  test('the table for people', async () => {
    const { env } = await platform({ licensed: { was: false } });
    const { stdout, exitCode } = await runCommand(['doctor'], env);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^\nUsable with gaps/);
    expect(stdout).toMatch(/✓ Host list +yes +yes +yes +5\.0 +none announced +299 of 300 per 1 h/);
    expect(stdout).toMatch(/✗ Web applications +yes +no +\? +3\.0/);
    expect(stdout).toMatch(/Web applications, Web app findings: not licensed or not permitted/);
    expect(stdout).toMatch(/Without it the graph lacks: web_app/);
    expect(stdout).toMatch(/Granted by: A licence of Web Application Scanning/);
    expect(stdout).toMatch(/Manager the whole\s+subscription/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('a module that is not licensed, told with status 200', async () => {
    const { env } = await platform({ licensed: { was: false } });
    const report = await examined(env, 3);
    expect(states(report)).toEqual({
      ...ALL_WORK,
      'web-apps': 'not-available',
      'web-app-findings': 'not-available',
    });
    expect(of(report, 'web-apps')).toMatchObject({
      reachable: 'yes',
      allowed: 'no',
      problem: { code: 'Q_MODULE_UNAVAILABLE', qualysCode: 'UNAUTHORIZED' },
      graphLacks: expect.stringContaining('web_app'),
      grantedBy: expect.stringContaining('API Access'),
    });
  });

  test('an evaluation that ended, told with status 200', async () => {
    const { env } = await platform({ licensed: { was: 'expired' } });
    const report = await examined(env, 3);
    expect(of(report, 'web-app-findings')).toMatchObject({
      state: 'not-licensed',
      licensed: 'no',
      problem: { qualysCode: 'EVALUATION_EXPIRED' },
    });
  });

  test('what the settings leave out is not missing', async () => {
    const { env } = await platform({ licensed: { was: false } });
    const report = await examined({ ...env, INGEST_WEB_APP_SCANS: 'false' }, 0);
    expect(of(report, 'web-apps')).toMatchObject({ isWanted: false, state: 'not-available' });
    expect(of(report, 'web-apps')).not.toHaveProperty('graphLacks');
  });

  test('the knowledge base without permission', async () => {
    const { env } = await platform({ licensed: { knowledgeBase: false } });
    const report = await examined(env, 3);
    expect(states(report)).toEqual({ ...ALL_WORK, 'knowledge-base': 'not-permitted' });
    expect(of(report, 'knowledge-base')).toMatchObject({
      allowed: 'no',
      licensed: 'unknown',
      problem: { qualysCode: '2012' },
      graphLacks: expect.stringMatching(/CVE/),
      grantedBy: expect.stringMatching(/KnowledgeBase download.*Support.*Reader/),
    });
  });

  test('an account without API access', async () => {
    const { env } = await platform({ apiAccess: false });
    const report = await examined(env, 1);
    expect(report.verdict).toBe('unusable');
    expect(report.likelyCause).toMatch(/API access/);
    expect((await runCommand(['doctor'], env)).stdout).toMatch(/Allow access to: API/);
  });

  test('an account that sees no host', async () => {
    const { env } = await platform({ hosts: 0 });
    const report = await examined(env, 3);
    expect(of(report, 'host-list')).toMatchObject({ state: 'works', records: 0 });
    expect(report.notes.join(' ')).toMatch(/sees none.*asset group/);
  });

  test('a version that was retired', async () => {
    const { env } = await platform({ retired: { 'host-detections': ['5.0'] } });
    const report = await examined(env, 3);
    expect(states(report)).toEqual({ ...ALL_WORK, 'host-detections': 'retired' });
    expect(of(report, 'host-detections').problem?.whatToDo).toMatch(/QUALYS_API_VERSIONS/);
  });

  test('a version past its end of support works, but is a gap', async () => {
    const { env } = await platform();
    const report = await examined({ ...env, QUALYS_API_VERSIONS: 'host-list=4.0' }, 3);
    expect(of(report, 'host-list')).toMatchObject({
      state: 'works',
      version: {
        version: '4.0',
        support: 'ended',
        endOfSupport: '2025-12',
        endOfLife: '2026-12',
        newest: '5.0',
      },
    });
  });

  test('a server that is not there', async () => {
    const env = {
      QUALYS_API_URL: 'http://127.0.0.1:9',
      QUALYS_USERNAME: 'demo_ab1',
      QUALYS_PASSWORD: 'x-y-z-1',
    };
    const report = await examined(env, 1);
    expect(of(report, 'host-list')).toMatchObject({ state: 'unreachable', reachable: 'no' });
    expect(report.endpoints.filter(({ state }) => state === 'not-tried')).toHaveLength(6);
  });

  test('settings that are wrong', async () => {
    const result = await runCommand(['doctor', '--json'], {});
    expect(result.exitCode).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'C_INVALID' } });
  });
});

describe('a login that Qualys refuses', () => {
  const folder = () => ['--data-dir', temporaryFolder('refused')];

  test('a wrong password is sent once, and not again by the next command', async () => {
    const { simulator, env } = await platform();
    const wrong = { ...env, QUALYS_PASSWORD: 'not-the-password' };
    const place = folder();
    const report = await examined(wrong, 1, ...place);
    expect(of(report, 'host-list')).toMatchObject({
      state: 'login-refused',
      problem: { code: 'Q_LOGIN_REFUSED', qualysCode: '2000' },
    });
    expect(report.endpoints.filter(({ state }) => state === 'not-tried')).toHaveLength(6);
    expect(simulator.requests.map(({ status }) => status)).toEqual([401]);

    const again = await runCommand(['doctor', '--json', ...place], wrong);
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'A_CREDENTIALS_REFUSED' } });
    expect(simulator.requests).toHaveLength(1);

    await examined(wrong, 1, '--insist', ...place);
    expect(simulator.requests).toHaveLength(2);

    expect((await examined(env, 0, ...place)).verdict).toBe('good');
  });

  test('an expired account, told with status 200', async () => {
    const { simulator, env } = await platform({ expiredAccount: true });
    const report = await examined(env, 1);
    expect(of(report, 'host-list').problem).toMatchObject({
      code: 'Q_ACCOUNT_EXPIRED',
      qualysCode: '2001',
    });
    expect(simulator.requests.map(({ status }) => status)).toEqual([200]);
  });

  test('INVALID_CREDENTIALS of the portal with status 200 ends the calls too', async () => {
    const { simulator, env } = await platform();
    simulator.setFaults([{ kind: 'otherRoot', endpoint: 'host-list' }]);
    const report = await examined({ ...env, QUALYS_PASSWORD: 'not-the-password' }, 1);
    expect(of(report, 'portal-version')).toMatchObject({
      state: 'login-refused',
      problem: { qualysCode: 'INVALID_CREDENTIALS' },
    });
    expect(simulator.requests.map(({ endpoint }) => endpoint)).toEqual([
      'host-list',
      'portal-version',
    ]);
  });
});

type Request = Pick<LoggedRequest, 'method' | 'path' | 'parameters'>;

describe('the calls for people without this program', () => {
  /** The arguments of each curl of a script, in which curl only writes them down. */
  function curlArguments(script: string, env: Record<string, string>): string[][] {
    const stub = `curl() { printf '%s\\0' "$@"; printf '\\n'; }\n`;
    const { stdout, status, stderr } = spawnSync('bash', ['--norc', '-c', stub + script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .split('\0\n')
      .slice(0, -1)
      .map((call) => call.split('\0'));
  }

  /** What a curl with these arguments asks for, in the form of the request log. */
  function requestOf(args: readonly string[]): Request {
    const valuesOf = (flag: string) =>
      args.flatMap((arg, at) => (arg === flag ? [args[at + 1]!] : []));
    const url = new URL(args.at(-1)!);
    const form = valuesOf('--data-urlencode').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
    const body = valuesOf('--data-binary');
    const isGet = args.includes('--get') || form.length + body.length === 0;
    return {
      method: isGet ? 'GET' : 'POST',
      path: url.pathname,
      parameters: {
        ...Object.fromEntries([...url.searchParams, ...form]),
        ...(body.length > 0 && { body: body[0] }),
      },
    };
  }

  function logged({ method, path, parameters }: LoggedRequest): Request {
    const { operation: _, body, ...others } = parameters;
    return { method, path, parameters: { ...others, ...(body && { body }) } };
  }

  test('are the ones that doctor makes, and hold no secret', async () => {
    const { simulator, env } = await platform({ username: "o'brien $(x)" });
    await examined(env, 0);
    const made = simulator.requests.map(logged);
    simulator.clearRequests();

    const { stdout, exitCode } = await runCommand(['doctor', '--curl'], {
      ...env,
      QUALYS_PASSWORD: 'p4ss-not-to-print',
      HTTPS_PROXY: 'http://joe:pr0xy-secret@proxy.example.com:3128',
    });
    expect(exitCode).toBe(0);
    expect(simulator.requests).toEqual([]);
    expect(stdout).not.toMatch(/p4ss|pr0xy|authorization/i);
    const check = spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' });
    expect({ status: check.status, stderr: check.stderr }).toEqual({ status: 0, stderr: '' });

    const parameterOf = (path: RegExp) => made.find((call) => path.test(call.path))!.parameters;
    const calls = curlArguments(stdout, { HOST_ID: parameterOf(/detection/)['ids']! });
    for (const args of calls) {
      expect(args).toEqual(expect.arrayContaining(['X-Requested-With: graph-qualys']));
      expect(args[args.indexOf('--user') + 1]).toBe("o'brien $(x)");
    }
    const qid = parameterOf(/knowledge_base/)['ids']!;
    const printed = calls.map(requestOf).map((call) => ({
      ...call,
      parameters: {
        ...call.parameters,
        // Without an answer the commands cannot know a QID of a detection.
        ...(call.parameters['ids'] === '45038' && { ids: qid }),
      },
    }));
    expect(printed).toEqual(made);
  });

  test('in one JSON document', async () => {
    const { env } = await platform();
    const { stdout } = await runCommand(['doctor', '--curl', '--json'], env);
    const { commands } = JSON.parse(stdout) as {
      commands: { endpoint: string; command: string }[];
    };
    expect(commands.map(({ endpoint }) => endpoint).toSorted()).toEqual(ENDPOINTS.toSorted());
    for (const { command } of commands) expect(command).toMatch(/^curl --user 'demo_ab1' /);
  });

  test('ask for a token where one is used', async () => {
    const { env } = await platform();
    const { stdout } = await runCommand(['doctor', '--curl'], {
      QUALYS_API_URL: env['QUALYS_API_URL']!,
      QUALYS_TOKEN: 'tok3n-not-to-print',
    });
    expect(stdout).not.toContain('tok3n');
    expect(stdout).toContain('oauth2-bearer');
    expect(spawnSync('bash', ['-n'], { input: stdout }).status).toBe(0);
  });
});

interface Contents {
  readonly versions: Record<string, unknown>;
  readonly settings: Record<string, string>;
  readonly doctor: DoctorReport;
  readonly runs: { warnings: { message: string }[] }[];
  readonly logs: { name: string; end: string[] }[];
}

describe('the support bundle', () => {
  const PRIVATE = {
    password: 'p4ss"w&rd-ü',
    proxyPassword: 'pr0xy-s3cret',
    host: 'db01.corp.example.com',
    machine: 'WIN-7K2M9QX',
    ip: '10.11.12.13',
    ip6: '2001:db8:0:1::9',
    mac: '00:1A:2B:3C:4D:5E',
    email: 'alice.miller@example.com',
    login: 'alice_m',
    token: 'AbCdEf0123456789',
    privatePlatform: 'qualysapi.private.example.net',
    tag: 'Crown Jewels',
  };

  function unpacked(file: string): { text: string; bundle: Record<string, unknown> } {
    const text = gunzipSync(readFileSync(file)).toString('utf8');
    return { text, bundle: JSON.parse(text) as Record<string, unknown> };
  }

  function folderWithPast(): string {
    const folder = temporaryFolder('bundle');
    const run = join(folder, 'runs', '20261123T080000Z-0a1b2c');
    mkdirSync(run, { recursive: true });
    mkdirSync(join(folder, 'runs', '20261124T080000Z-0a1b2c'));
    const { host, machine, ip, ip6, mac, email, login, token, privatePlatform, password } = PRIVATE;
    const message = `${host} (${machine}, ${ip}, ${ip6}, ${mac}) of ${email} at https://${privatePlatform}/api/`;
    writeFileSync(
      join(run, 'record.json'),
      JSON.stringify({ runId: '20261123T080000Z-0a1b2c', warnings: [{ kind: 'x', message }] }),
    );
    mkdirSync(join(folder, 'logs'));
    const line = JSON.stringify({ msg: `login=${login} Bearer ${token} ${password} ${host}`, ip });
    writeFileSync(join(folder, 'logs', 'serve.log'), `${line}\n`);
    return folder;
  }

  test('holds what a supporter needs and nothing private, each value under one placeholder', async () => {
    const { env } = await platform({ password: PRIVATE.password, licensed: { was: false } });
    const file = join(temporaryFolder('out'), 'support.json.gz');
    const args = ['--data-dir', folderWithPast(), '--bundle', file];
    const report = await examined(
      {
        ...env,
        HTTPS_PROXY: `http://joe:${PRIVATE.proxyPassword}@${PRIVATE.host}:3128`,
        NO_PROXY: '127.0.0.1',
        INCLUDE_ONLY_DETECTION_TAGS: PRIVATE.tag,
        QUALYS_UI_URL: `https://${PRIVATE.privatePlatform}`,
        AWS_SECRET_ACCESS_KEY: PRIVATE.token,
      },
      3,
      ...args,
    );
    expect(report.verdict).toBe('gaps');
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const { text, bundle } = unpacked(file);
    for (const value of Object.values(PRIVATE)) {
      expect(text.toLowerCase()).not.toContain(value.toLowerCase());
    }
    expect(text).not.toContain('demo_ab1');
    const { runs, logs, settings, doctor, versions } = bundle as unknown as Contents;
    expect(versions).toMatchObject({ node: process.version, undici: expect.any(String) });
    expect(versions['qualys']).toMatchObject({ 'WEB-VERSION': expect.stringMatching(/^\d/) });
    expect(settings).toMatchObject({
      QUALYS_PASSWORD: expect.stringMatching(/^\[secret-\d+\]$/),
      QUALYS_USERNAME: expect.stringMatching(/^\[user-\d+\]$/),
    });
    expect(doctor).toMatchObject({ verdict: 'gaps', endpoints: { length: 7 } });
    expect(runs).toEqual([
      { runId: '20261124T080000Z-0a1b2c', problem: 'it does not exist, ENOENT' },
      { runId: '20261123T080000Z-0a1b2c', warnings: [{ kind: 'x', message: expect.any(String) }] },
    ]);
    const { message } = runs[1]!.warnings[0]!;
    expect(message).toMatch(
      /^(\[host-\d+\]) \(\[host-\d+\], (\[ip-\d+\]), \[ip-\d+\], \[mac-\d+\]\) of \[email-\d+\] at https:\/\/\[host-\d+\]\/api\/$/,
    );
    const [host] = message.split(' ');
    const [ip] = /\[ip-\d+\]/.exec(message)!;
    const [log] = logs;
    expect(log).toMatchObject({ name: 'serve.log', end: { length: 1 } });
    expect(log!.end[0]).toContain(host);
    expect(log!.end[0]).toContain(`"ip":"${ip}"`);
  });

  test('knows names without dots from the graph', async () => {
    const { env } = await platform();
    const folder = temporaryFolder('named');
    const place = ['--data-dir', folder];
    expect((await runCommand(['collect', ...place], env)).exitCode).toBe(0);
    const query =
      'FIND Host WITH netbiosName != undefined AS h RETURN h.netbiosName AS name LIMIT 1';
    const rows = await runCommand(['query', query, '--json', ...place]);
    const [{ name }] = JSON.parse(rows.stdout) as [{ name: string }];
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs', 'serve.log'), `lost ${name.toLowerCase()} again\n`);

    const file = join(temporaryFolder('out'), 'support.json.gz');
    await examined(env, 0, ...place, '--bundle', file);
    const { logs } = unpacked(file).bundle as unknown as Contents;
    expect(logs[0]!.end).toEqual([expect.stringMatching(/^lost \[host-\d+\] again$/)]);
  });

  test('is written too when the settings are wrong', async () => {
    const file = join(temporaryFolder('out'), 'support.json.gz');
    const result = await runCommand(['doctor', '--bundle', file], {
      QUALYS_API_URL: `https://joe:${PRIVATE.password}@nowhere`,
      QUALYS_USERNAME: PRIVATE.login,
    });
    expect(result.exitCode).toBe(2);
    const { text, bundle } = unpacked(file);
    expect(bundle['doctor']).toMatchObject({ code: 'C_INVALID' });
    expect(text).not.toContain(PRIVATE.password);
    expect(text).not.toContain(PRIVATE.login);
  });

  test('cannot be written somewhere', async () => {
    const { env } = await platform();
    const result = await runCommand(['doctor', '--bundle', '/proc/no/such.json.gz'], env);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('A_BUNDLE_NOT_WRITABLE');
  });

  test('has a name that says what it is', async () => {
    const result = await runCommand(['doctor', '--bundle', 'support.zip'], {});
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/ends with \.json\.gz/);
  });
});
