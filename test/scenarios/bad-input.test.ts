import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { type CommandResult, runCommand, temporaryFolder } from '../support/cli.ts';

const PASSWORD = 'p4ss-do-not-print-ü';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function platform(options: Parameters<typeof createSimulator>[0] = {}) {
  const simulator: Simulator = createSimulator({ hosts: 20, detections: 5, ...options });
  open.push(simulator);
  const { url } = await simulator.listen();
  return {
    QUALYS_API_URL: url,
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
  };
}

async function answering(listener: RequestListener) {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.close() });
  const { port } = server.address() as AddressInfo;
  return {
    QUALYS_API_URL: `http://127.0.0.1:${port}`,
    QUALYS_USERNAME: 'demo_ab1',
    QUALYS_PASSWORD: PASSWORD,
  };
}

/** One clear message: a code, what to do, no stack trace, no secret. */
function expectClear(result: CommandResult, exitCode: number, code: string, words: RegExp): void {
  const output = result.stdout + result.stderr;
  expect({ exitCode: result.exitCode, output }).toMatchObject({ exitCode });
  expect(output).toContain(code);
  expect(output).toMatch(words);
  expect(output).toMatch(/What to do: \S/);
  expect(output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(output).not.toContain(PASSWORD);
  expect(output).not.toContain(Buffer.from(`demo_ab1:${PASSWORD}`).toString('base64'));
}

function collect(env: Record<string, string>, dataDir = temporaryFolder('bad')) {
  return runCommand(['collect', '--data-dir', dataDir], env);
}

describe('what Qualys refuses', () => {
  test('a wrong password stops the run at once', async () => {
    const env = await platform();
    const result = await collect({ ...env, QUALYS_PASSWORD: PASSWORD });
    expectClear(result, 1, 'Q_', /password|login|credentials/i);
  });

  test('an expired account, told with status 200', async () => {
    expectClear(await collect(await platform({ expiredAccount: true })), 1, 'Q_', /expired/i);
  });

  test('a module that is not licensed is a note, and the rest is collected', async () => {
    const result = await collect(await platform({ licensed: { was: false } }));
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(/web app/i);
    expect(result.stdout).toContain('qualys_host_finding');
  });
});

describe('what is no answer of Qualys', () => {
  const html = '<!DOCTYPE html><html><body>Scheduled maintenance</body></html>';

  test.each([
    [
      'an XML document of another root',
      '<?xml version="1.0"?><catalog><book/></catalog>',
      /catalog|root/i,
    ],
    [
      'a truncated body',
      '<?xml version="1.0"?><ServiceResponse><responseCode>SUC',
      /trunc|cut|incomplete|ended/i,
    ],
  ])('%s', async (_, body, words) => {
    const env = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
    });
    expectClear(await collect(env), 1, 'Q_', words);
  });

  test('HTML instead of XML', async () => {
    const env = await answering((_request, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end(html);
    });
    expectClear(await collect(env), 1, 'Q_', /HTML|404/);
  });
});

describe('what the network refuses', () => {
  const credentials = { QUALYS_USERNAME: 'demo_ab1', QUALYS_PASSWORD: PASSWORD };

  test('a host that does not exist', async () => {
    const result = await collect({
      ...credentials,
      QUALYS_API_URL: 'https://qualysapi.does-not-exist.invalid',
    });
    expectClear(result, 1, 'Q_', /does-not-exist\.invalid/);
  });

  test('a port where nobody listens', async () => {
    const result = await collect({ ...credentials, QUALYS_API_URL: 'http://127.0.0.1:9' });
    expectClear(result, 1, 'Q_', /refused/i);
  });
});

describe('settings', () => {
  test('an http address of another machine', async () => {
    const result = await collect({
      QUALYS_API_URL: 'http://qualysapi.qualys.com',
      QUALYS_USERNAME: 'demo_ab1',
      QUALYS_PASSWORD: PASSWORD,
    });
    expectClear(result, 2, '_', /https/);
  });

  test('unknown values are told together, each with its variable', async () => {
    const result = await collect({
      QUALYS_API_URL: 'https://qualysapi.qualys.com',
      QUALYS_USERNAME: 'demo_ab1',
      QUALYS_PASSWORD: PASSWORD,
      VMDR_FINDING_SEVERITIES: '3,9',
      MIN_SCANNED_SINCE_DAYS: 'soon',
    });
    expectClear(result, 2, 'C_INVALID', /VMDR_FINDING_SEVERITIES[\s\S]*MIN_SCANNED_SINCE_DAYS/);
  });

  test('nothing set at all', async () => {
    expectClear(await collect({}), 2, 'C_INVALID', /QUALYS_USERNAME/);
  });

  test('an option that does not exist', async () => {
    const result = await runCommand(['collect', '--passwrd', 'x']);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/unknown option '--passwrd'/);
  });

  test.each([
    [['collect', '--passwrd', 'x'], /unknown option/],
    [['colect'], /unknown command/],
    [['query'], /no query was given/],
  ])('%j --json is refused in JSON too', async (args, problem) => {
    const result = await runCommand([...args, '--json']);
    expect(result.exitCode).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({
      error: { code: 'A_USAGE', message: expect.stringMatching(problem), exitCode: 2 },
    });
  });

  test('a login pasted into an address that is none stays out of the message', async () => {
    const result = await collect({
      QUALYS_API_URL: `bob:${PASSWORD}@no host`,
      QUALYS_UI_URL: `https://bob:${PASSWORD}/x@no host`,
      QUALYS_USERNAME: 'demo_ab1',
      QUALYS_PASSWORD: PASSWORD,
    });
    expectClear(result, 2, 'C_INVALID', /QUALYS_UI_URL[\s\S]*QUALYS_API_URL/);
  });

  test('a file .env as a text editor of Windows writes it', async () => {
    const env = await platform();
    const folder = temporaryFolder('env');
    const lines = Object.entries(env).map(([name, value]) => `${name}="${value}"`);
    await writeFile(join(folder, '.env'), `\uFEFF${lines.join('\r\n')}\r\n`);
    const args = ['collect', '--data-dir', temporaryFolder('data')];
    expect(await runCommand(args, {}, folder)).toMatchObject({ exitCode: 0 });
  });
});

describe('the graph', () => {
  test('a J1QL mistake is shown at its place', async () => {
    const dataDir = temporaryFolder('j1ql');
    const env = await platform();
    expect((await collect(env, dataDir)).exitCode).toBe(0);
    const result = await runCommand([
      'query',
      '--data-dir',
      dataDir,
      'FIND qualys_host_finding WITH severity == 5',
    ]);
    expectClear(result, 2, 'J_', /line 1/);
    expect(result.stderr).toMatch(/column/);
  });

  test('a query before the first run', async () => {
    const result = await runCommand(['query', '--data-dir', temporaryFolder('none'), 'FIND Host']);
    expectClear(result, 2, 'A_NO_DATA', /collect/);
  });

  test('a data folder that cannot be written', async () => {
    // Root may write everywhere but where the system makes the files.
    const isRoot = process.getuid?.() === 0;
    const dataDir = isRoot ? '/proc/self/graph' : join(temporaryFolder('ro'), 'data');
    if (!isRoot) await mkdir(dataDir, { mode: 0o500 });
    const result = await collect(await platform(), dataDir);
    expectClear(result, 2, 'A_DATA_DIR_NOT_WRITABLE', /cannot be written/);
  });

  test('a subscription that stops telling its uuid is still the same', async () => {
    const dataDir = temporaryFolder('uuid');
    const env = await platform({ hosts: 3, detections: 2 });
    expect((await collect(env, dataDir)).exitCode).toBe(0);
    const silent = await answering(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
      const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
      const answer = await fetch(`${env.QUALYS_API_URL}${request.url}`, {
        method: request.method ?? 'GET',
        headers,
        ...(body.length > 0 && { body }),
      });
      // Without what is left of the limits, a run would wait for an hour that does not end.
      const limits = [...answer.headers].filter(([name]) => /limit|retry/.test(name));
      response.writeHead(answer.status, {
        'content-type': 'text/xml',
        ...Object.fromEntries(limits),
      });
      response.end(await answer.text());
    });
    const { QUALYS_API_URL } = silent;
    const second = await collect({ ...env, QUALYS_API_URL }, dataDir);
    expect(second).toMatchObject({ exitCode: 0 });
  });

  test('a data folder whose path leads through a file', async () => {
    const file = join(temporaryFolder('file'), 'occupied');
    await writeFile(file, '');
    const result = await collect(await platform(), join(file, 'data'));
    expectClear(result, 2, 'A_DATA_DIR_NOT_WRITABLE', /not a folder/);
  });

  test.skipIf(!existsSync('/proc/self'))(
    'a data folder, and one for raw pages, where no folder can be made',
    async () => {
      const env = await platform();
      expectClear(await collect(env, '/proc/graph'), 2, 'A_DATA_DIR_NOT_WRITABLE', /proc/);
      const args = ['collect', '--data-dir', temporaryFolder('bad'), '--capture', '/proc/pages'];
      expectClear(await runCommand(args, env), 2, 'A_CAPTURE_NOT_WRITABLE', /proc/);
    },
  );

  test('a graph of a newer version is refused before Qualys is asked, and left alone', async () => {
    const dataDir = temporaryFolder('newer');
    const env = await platform();
    expect((await collect(env, dataDir)).exitCode).toBe(0);
    const instance = await DuckDBInstance.create(join(dataDir, 'graph.duckdb'));
    const connection = await instance.connect();
    await connection.run('UPDATE schema_version SET version = 999');
    connection.closeSync();
    instance.closeSync();
    expectClear(await collect(env, dataDir), 2, 'G_', /999[\s\S]*newer|newer[\s\S]*999/i);
    expectClear(await runCommand(['query', '--data-dir', dataDir, 'FIND Host']), 2, 'G_', /999/);
  });

  test('a failed run leaves the graph as it was', async () => {
    const dataDir = temporaryFolder('kept');
    const env = await platform();
    expect((await collect(env, dataDir)).exitCode).toBe(0);
    const rows = () =>
      runCommand([
        'query',
        '--data-dir',
        dataDir,
        '--json',
        'FIND * AS e RETURN e._key, e._version',
      ]);
    const before = await rows();
    expect((await collect({ ...env, QUALYS_PASSWORD: PASSWORD }, dataDir)).exitCode).toBe(1);
    expect((await rows()).stdout).toBe(before.stdout);
  });

  test('a password file and a password command work, and two ways at once do not', async () => {
    const { QUALYS_PASSWORD: password, ...env } = await platform();
    const folder = temporaryFolder('secret');
    const file = join(folder, 'password');
    await writeFile(file, `${password}\n`);
    expect((await collect({ ...env, QUALYS_PASSWORD_FILE: file })).exitCode).toBe(0);
    expect((await collect({ ...env, QUALYS_PASSWORD_COMMAND: `cat ${file}` })).exitCode).toBe(0);
    const both = await collect({ ...env, QUALYS_PASSWORD_FILE: file, QUALYS_PASSWORD: PASSWORD });
    expectClear(both, 2, 'C_INVALID', /exactly one/);
    expect(await readFile(file, 'utf8')).toBe(`${password}\n`);
  });
});

test('simulate on an address that this machine does not have', async () => {
  const result = await runCommand(['simulate', '--host', '192.0.2.1', '--port', '0']);
  expectClear(result, 2, 'A_CANNOT_LISTEN', /192\.0\.2\.1/);
});

describe('several commands on one data folder', () => {
  test('a second run of an instance is refused, and queries wait for their turn', async () => {
    const dataDir = temporaryFolder('shared');
    const env = await platform({ hosts: 60 });
    expect((await collect(env, dataDir)).exitCode).toBe(0);
    const query = () => runCommand(['query', '--data-dir', dataDir, 'FIND Host LIMIT 1']);
    const [first, second, ...answers] = await Promise.all([
      collect(env, dataDir),
      collect(env, dataDir),
      query(),
      query(),
      query(),
    ]);
    const [done, refused] = first.exitCode === 0 ? [first, second] : [second, first];
    expect(done).toMatchObject({ exitCode: 0 });
    expectClear(refused, 1, 'A_RUN_IN_PROGRESS', /process \d+/);
    for (const answer of answers) expect(answer).toMatchObject({ exitCode: 0 });
  });
});
