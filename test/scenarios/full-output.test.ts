import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { collectInto, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));
/** Linux: takes nothing, as a file on a disk without space. */
const FULL = '/dev/full';

const simulator = createSimulator({ hosts: 5, detections: 4, webApps: 1, limits: 'generous' });
let env: Record<string, string>;
beforeAll(async () => {
  const { url } = await simulator.listen();
  env = settingsFor(simulator, url);
});
afterAll(() => simulator.close());

/** A command whose output, or whose log, goes to a disk that is full. */
function onFull(stream: 'stdout' | 'stderr', args: readonly string[]) {
  const full = openSync(FULL, 'w');
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: temporaryFolder('cwd'),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', stream === 'stdout' ? full : 'pipe', stream === 'stderr' ? full : 'pipe'],
  });
  closeSync(full);
  return child;
}

test.skipIf(!existsSync(FULL))(
  'an answer that cannot be written is a failure (needs /dev/full)',
  async () => {
    const dir = temporaryDataDir('full-output');
    await collectInto(dir, env);
    const child = onFull('stdout', ['query', 'FIND Host', '--data-dir', dir.path]);
    const said = text(child.stderr!);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(await said).toMatch(
      /^Error A_OUTPUT_NOT_WRITABLE: The answer cannot be written \(the disk is full, ENOSPC\)\.\n {2}What to do: .+\n$/,
    );
  },
);

test.skipIf(!existsSync(FULL))(
  'the console and a run go on without a log that cannot be written (needs /dev/full)',
  async () => {
    const dir = temporaryDataDir('full-log');
    const run = onFull('stderr', ['collect', '--json', '--data-dir', dir.path]);
    const record = text(run.stdout!);
    expect((await once(run, 'close'))[0]).toBe(0);
    expect(JSON.parse(await record)).toMatchObject({ status: 'complete' });
    const child = onFull('stderr', ['serve', '--json', '--port', '0', '--data-dir', dir.path]);
    const [printed] = (await once(child.stdout!, 'data')) as [Buffer];
    const { url } = JSON.parse(printed.toString()) as { readonly url: string };
    for (let n = 0; n < 3; n += 1) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
    child.kill('SIGTERM');
    expect((await once(child, 'close'))[0]).toBe(0);
  },
);
