import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));
const SAMPLE_MS = 50;

/** Process ids of a process and everything below it. */
function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  const tree = [root];
  for (const id of tree) {
    for (const [child, parent] of parents) if (parent === id) tree.push(child);
  }
  return tree;
}

/** Resident memory of a process tree, MB. */
function residentMb(root: number): number {
  let pages = 0;
  for (const id of processTree(root)) {
    try {
      pages += Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]);
    } catch {
      // The process ended meanwhile.
    }
  }
  return (pages * 4096) / 1024 / 1024;
}

async function simulator(
  hosts: number,
): Promise<{ child: ChildProcess; settings: Record<string, string> }> {
  const child = spawn(
    process.execPath,
    [BIN, 'simulate', '--json', '--port', '0', '--hosts', String(hosts), '--detections', '50'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, username, password } = JSON.parse(line.toString()) as Record<string, string>;
  return {
    child,
    settings: {
      QUALYS_API_URL: url ?? '',
      QUALYS_USERNAME: username ?? '',
      QUALYS_PASSWORD: password ?? '',
    },
  };
}

interface Measured {
  readonly findings: number;
  /** Peak while Qualys is read, and over the whole run with the apply, MB. */
  readonly collectingMb: number;
  readonly wholeMb: number;
  readonly seconds: number;
}

async function measure(hosts: number): Promise<Measured> {
  const { child: platform, settings } = await simulator(hosts);
  try {
    const startedAt = performance.now();
    const run = spawn(
      process.execPath,
      [BIN, 'collect', '--json', '--data-dir', temporaryFolder('scale')],
      {
        env: { PATH: process.env['PATH'] ?? '', ...settings, VMDR_FINDING_SEVERITIES: '1,2,3,4,5' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let collectingMb = 0;
    let wholeMb = 0;
    let isApplying = false;
    const timer = setInterval(() => {
      const mb = residentMb(run.pid ?? 0);
      wholeMb = Math.max(wholeMb, mb);
      if (!isApplying) collectingMb = Math.max(collectingMb, mb);
    }, SAMPLE_MS);
    let output = '';
    let log = '';
    run.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    run.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      isApplying ||= log.includes('Apply');
    });
    const [code] = (await once(run, 'close')) as [number];
    clearInterval(timer);
    expect({ code, log }).toMatchObject({ code: 0 });
    const record = JSON.parse(output) as {
      entities: Record<string, { seen: number }>;
    };
    return {
      findings: record.entities['qualys_host_finding']?.seen ?? 0,
      collectingMb,
      wholeMb,
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    platform.kill('SIGTERM');
    await once(platform, 'close');
  }
}

test('memory does not grow with the tenant', async () => {
  const small = await measure(7500);
  const large = await measure(37_500);
  // biome-ignore lint/suspicious/noConsole: the figures are the point of this test
  console.table({ small, large });
  expect(small.findings).toBeGreaterThan(190_000);
  expect(large.findings).toBeGreaterThan(950_000);
  expect(large.collectingMb).toBeLessThan(small.collectingMb * 1.15);
  expect(large.wholeMb).toBeLessThan(640);
});
