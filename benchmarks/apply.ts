/**
 * Time and memory of applying a run to the store: 20,000 hosts with 50 findings each, three times: into an
 * empty store; 5 % of the findings changed and all of them rescanned; the same again.
 *
 *     node benchmarks/apply.ts [hosts] [findings per host]
 *
 * The segments are written by a process of its own, so that the memory told is that of applying.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/graph/index.ts';
import { COMPLETE_TYPES, writeSyntheticRun } from './synthetic-run.ts';

const hosts = Number(process.argv[2] ?? 20_000);
const findingsPerHost = Number(process.argv[3] ?? 50);
/** Given only to the process that writes. */
const target = process.argv[4];

const DAYS = [
  { name: 'first', day: 0, changedShare: 0 },
  { name: 'rescanned, 5 % changed', day: 1, changedShare: 0.05 },
  { name: 'identical', day: 1, changedShare: 0.05 },
];

/** Greatest resident set of this process so far, MB; undefined where /proc does not say. */
function peakMb(): number | undefined {
  try {
    const match = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
    return match === null ? undefined : Math.round(Number(match[1]) / 1024);
  } catch {
    return undefined;
  }
}

async function writeRuns(folder: string): Promise<void> {
  for (const [index, { day, changedShare }] of DAYS.entries()) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    await writeSyntheticRun({
      folder: join(folder, `run-${index}`),
      runId: `run-${index}`,
      hosts,
      findingsPerHost,
      day,
      changedShare,
    });
    tell(`write ${index}`, start, cpu);
  }
}

async function applyRuns(folder: string): Promise<void> {
  const path = join(folder, 'graph.duckdb');
  const store = await openStore({ path });
  for (const [index, { name, day }] of DAYS.entries()) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const report = await store.apply({
      runId: `run-${index}`,
      at: Date.UTC(2026, 0, 1 + day, 0, index),
      instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench-subscription' },
      spoolDir: join(folder, `run-${index}`),
      completeTypes: COMPLETE_TYPES,
    });
    tell(`apply ${index} (${name}), file ${Math.round(statSync(path).size / 1e6)} MB`, start, cpu);
    process.stdout.write(`  findings ${JSON.stringify(report.entities['qualys_host_finding'])}\n`);
  }
  await store.close();
}

function tell(what: string, start: number, cpu: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(
    `${what}: ${Math.round(performance.now() - start)} ms, CPU ${Math.round((user + system) / 1000)} ms, peak ${peakMb()} MB\n`,
  );
}

if (target !== undefined) {
  await writeRuns(target);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'graph-qualys-bench-'));
  try {
    const own = [import.meta.filename, String(hosts), String(findingsPerHost), folder];
    execFileSync(process.execPath, own, { stdio: 'inherit' });
    await applyRuns(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
