import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCommand, temporaryFolder } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));
const folder = temporaryFolder('faults');
const started: ChildProcess[] = [];

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('simulate --faults answers the requests that the script names as it says', async () => {
  const faults = script('good.yaml', '- { kind: wrongStatus, status: 418, at: 2 }\n');
  const child = spawn(
    process.execPath,
    [BIN, 'simulate', '--json', '--port', '0', '--hosts', '3', '--faults', faults],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  started.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  const status = async () => (await fetch(`${url}/qps/rest/portal/version`)).status;
  expect([await status(), await status(), await status()]).toEqual([200, 418, 200]);
  child.kill('SIGTERM');
  await once(child, 'close');
});

test('a script that is not valid, or not there, ends with exit code 2 and the place', async () => {
  const bad = script('bad.yaml', '- kind: hangUp\n- kind: cut\n  byts: 3\n');
  const invalid = await runCommand(['simulate', '--port', '0', '--faults', bad]);
  expect(invalid.exitCode).toBe(2);
  expect(invalid.stderr).toContain('A_FAULT_SCRIPT_INVALID');
  expect(invalid.stderr).toContain('line 3: fault 2, byts: cut does not take this member');
  const missing = await runCommand(['simulate', '--faults', join(folder, 'none.yaml')]);
  expect([missing.exitCode, missing.stderr.includes('A_FILE_UNREADABLE')]).toEqual([2, true]);
});
