/**
 * Time and memory of applying a run to the store: 20,000 hosts with 50 findings each, three times: into an
 * empty store; 5 % of the findings changed and all of them rescanned; the same again.
 *
 *     node benchmarks/apply.ts [hosts] [findings per host]
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/graph/index.ts';
import { COMPLETE_TYPES, writeSyntheticRun } from './synthetic-run.ts';

const hosts = Number(process.argv[2] ?? 20_000);
const findingsPerHost = Number(process.argv[3] ?? 50);

/** Greatest resident set of this process so far, MB; undefined where /proc does not say. */
function peakMb(): number | undefined {
  try {
    const match = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
    return match === null ? undefined : Math.round(Number(match[1]) / 1024);
  } catch {
    return undefined;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'graph-qualys-bench-'));
try {
  const days = [
    { name: 'first', day: 0, changedShare: 0 },
    { name: 'rescanned, 5 % changed', day: 1, changedShare: 0.05 },
    { name: 'identical', day: 1, changedShare: 0.05 },
  ];
  for (const [index, { day, changedShare }] of days.entries()) {
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
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `write ${index}: ${Math.round(performance.now() - start)} ms, CPU ${Math.round((user + system) / 1000)} ms, peak ${peakMb()} MB\n`,
    );
  }
  const path = join(folder, 'graph.duckdb');
  const store = await openStore({ path });
  for (const [index, { name, day }] of days.entries()) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const report = await store.apply({
      runId: `run-${index}`,
      at: Date.UTC(2026, 0, 1 + day, 0, index),
      instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench-subscription' },
      spoolDir: join(folder, `run-${index}`),
      completeTypes: COMPLETE_TYPES,
    });
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `apply ${index} (${name}): ${Math.round(performance.now() - start)} ms, CPU ${Math.round((user + system) / 1000)} ms, peak ${peakMb()} MB, file ${Math.round(statSync(path).size / 1e6)} MB\n`,
    );
    process.stdout.write(`  findings ${JSON.stringify(report.entities['qualys_host_finding'])}\n`);
  }
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
