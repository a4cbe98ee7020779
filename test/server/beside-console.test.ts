import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { collectRun } from '../../src/app/collect.ts';
import { CONSOLE_FILE, findConsole, graphOf } from '../../src/app/console/index.ts';
import type { DataDir } from '../../src/app/data-dir.ts';
import { AppError } from '../../src/app/errors.ts';
import type { GraphAccess } from '../../src/app/graph-access.ts';
import { openAccounts, type RunningServer, startServer } from '../../src/server/index.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { collectInto, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { expectedObjects, stubbed, uploadedGraph } from '../support/jupiterone/synced.ts';
import { command, type Said } from './command.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));
const simulator = createSimulator({ hosts: 8, detections: 4, webApps: 2, limits: 'generous' });
const dir = temporaryDataDir('beside');
const log: string[] = [];
let env: Record<string, string>;
let server: RunningServer;

const started = (folder: DataDir = dir) =>
  startServer({
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    log: { write: (line) => log.push(line) },
  });

const here = (...args: readonly string[]) => command([...args, '--data-dir', dir.path], env);

/** Questions to the graph whose answers have one order, and everything that can go wrong with them. */
const ASKED: readonly (readonly string[])[] = [
  ['query', 'FIND Host AS h THAT HAS Finding AS f RETURN h._key, f._key ORDER BY h._key, f._key'],
  ...['json', 'csv', 'ndjson'].map((format) => [
    'query',
    'FIND Finding AS f RETURN f.* ORDER BY f._key',
    '--format',
    format,
  ]),
  ['query', "FIND Host WITH _key ^= 'qualys' THAT HAS Finding RETURN TREE LIMIT 1", '--explain'],
  ['query', 'FIND Host AS h RETURN count(h) AS n', '--include-deleted', '--json'],
  ['query', 'FIND Host AS h RETURN count(h) AS n', '--at', '2020-01-01T00:00:00Z'],
  ['query', 'FIND Host AS h RETURN nobody._key'],
  ['query', 'FIND Host AS h RETURN h._key', '--max-rows', '1'],
  ['query', 'FIND NoSuchClass'],
  ['questions', 'run', 'managed-question-qualys-no-such-question'],
  ['diff', '--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z', '--summary', '--json'],
  ['diff', '--from', '2100-01-01T00:00:00Z', '--to', '2020-01-01T00:00:00Z'],
  ['export', '--format', 'ndjson'],
];

/** What a command says, with the lines of an export in one order. */
async function answerOf(args: readonly string[]): Promise<Said> {
  const said = await here(...args);
  return args[0] === 'export' ? { ...said, out: said.out.split('\n').sort().join('\n') } : said;
}

const answers = new Map<readonly string[], Said>();

beforeAll(async () => {
  const { url } = await simulator.listen();
  env = settingsFor(simulator, url);
  await collectInto(dir, env);
  for (const args of ASKED) answers.set(args, await answerOf(args));
  server = await started();
});
afterAll(async () => {
  await server.close();
  await simulator.close();
});

describe('beside a running console', () => {
  test('the data folder says where it is, to its owner alone', async () => {
    expect(statSync(join(dir.path, CONSOLE_FILE)).mode & 0o777).toBe(0o600);
    expect(await findConsole(dir)).toMatchObject({ pid: process.pid });
  });

  test.each(ASKED.map((args) => ({ name: args.slice(0, 4).join(' '), args })))(
    '$name answers as without one',
    async ({ args }) => {
      expect(await answerOf(args)).toEqual(answers.get(args));
    },
  );

  test('a run reads Qualys itself and is applied by the console, which notes it', async () => {
    simulator.advanceDays(1);
    const run = await here('collect', '--json');
    expect(run.exitCode, run.err).toBe(0);
    const { runId } = JSON.parse(run.out) as { readonly runId: string };
    const accounts = openAccounts(dir);
    onTestFinished(() => accounts.close());
    expect(accounts.audit.page(1)).toMatchObject([
      { actor: 'local', via: 'local', action: 'run.applied', target: runId, address: '127.0.0.1' },
    ]);
    const asked = await here('query', 'FIND Host AS h RETURN count(h) AS n', '--json');
    expect(JSON.parse(asked.out)).toEqual([{ n: expect.any(Number) }]);
  });

  test('an upload has what the console holds', async () => {
    const { stub, env: jupiterone } = await stubbed();
    const said = await command(['sync', '--data-dir', dir.path], { ...env, ...jupiterone });
    expect(said.exitCode, said.err).toBe(0);
    const expected = await graphOf(dir).existing(expectedObjects);
    expect(graphDifferences(expected, uploadedGraph(stub))).toEqual([]);
  });

  test('whoever leaves early or is interrupted ends the query, and an apply does not wait for it', async () => {
    const gone = new AbortController();
    await graphOf(dir).existing(async (store) => {
      for await (const rows of store.read('SELECT * FROM range(100000000)')) {
        expect(rows.length).toBeGreaterThan(0);
        break;
      }
      const endless = store.read(
        'SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b',
        [],
        { signal: gone.signal },
      );
      const waiting = endless[Symbol.asyncIterator]().next();
      gone.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'G_CANCELLED' });
    });
    expect((await here('collect', '--full')).exitCode).toBe(0);
  });

  test('nobody gets in at its door without the secret, nor with the secret at the door of all', async () => {
    const found = await findConsole(dir);
    const ask = (base: string, secret: string) =>
      fetch(new URL('/api/local/catalog', base), {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: '{}',
      });
    expect((await ask(found!.url, 'made-up')).status).toBe(401);
    expect((await ask(server.url, found!.secret)).status).toBe(401);
    expect((await ask(found!.url, found!.secret)).status).toBe(200);
    const me = (path: string) =>
      fetch(new URL(path, found!.url), { headers: { authorization: `Bearer ${found!.secret}` } });
    expect((await me('/api/users')).status).toBe(200);
    expect((await me('/api/tokens')).status).toBe(403);
    expect(log.join('')).not.toContain(found!.secret);
  });

  test('a second one on the folder is refused, and leaves the first alone', async () => {
    await expect(started()).rejects.toMatchObject({ code: 'A_CONSOLE_RUNS', exitCode: 2 });
    expect((await fetch(new URL('/health/live', server.url))).status).toBe(200);
    expect(await findConsole(dir)).toBeDefined();
  });

  test('a run whose console goes away in the middle of the apply is applied once', async () => {
    let isFirst = true;
    const through = graphOf(dir);
    const flaky: GraphAccess = {
      existing: through.existing,
      use: async (work, wishes) => {
        const result = await through.use(work, wishes);
        const isApply = typeof result === 'object' && result !== null && 'seq' in result;
        if (!isApply || !isFirst) return result;
        isFirst = false;
        throw new AppError('A_CONSOLE_GONE', { reason: 'the answer was cut off' });
      },
    };
    const seqOf = () => through.existing(async (store) => (await store.catalog()).seq);
    const before = await seqOf();
    const signal = new AbortController().signal;
    const input = { env, dataDir: dir, instance: 'qualys', signal, onProgress: () => {} };
    expect(await collectRun({ ...input, graph: flaky })).toMatchObject({ status: 'complete' });
    expect([isFirst, await seqOf()]).toEqual([false, before + 1]);
  });

  test('its end lets go of the graph and of the file', async () => {
    await server.close();
    expect(await findConsole(dir)).toBeUndefined();
    expect((await here('query', 'FIND Host', '--json')).exitCode).toBe(0);
    server = await started();
    expect((await here('query', 'FIND Host', '--json')).exitCode).toBe(0);
  });
});

test('a console that was killed hinders neither commands nor the next console', async () => {
  await server.close();
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--data-dir', dir.path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  // It has the graph open when this has its answer.
  expect((await here('query', 'FIND Host', '--json')).exitCode).toBe(0);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  expect(JSON.parse(readFileSync(join(dir.path, CONSOLE_FILE), 'utf8'))).toMatchObject({
    pid: child.pid,
  });
  expect((await here('query', 'FIND Host', '--json')).exitCode).toBe(0);
  server = await started();
  expect((await here('query', 'FIND Host', '--json')).exitCode).toBe(0);
});
