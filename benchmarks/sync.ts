/**
 * Time and memory of uploading a stored graph to a stub of JupiterOne's API: 20,000 hosts with 50 findings
 * each, everything that `sync` uploads.
 *
 *     node benchmarks/sync.ts [hosts] [findings per host]
 *
 * The graph is made, and the stub runs, in processes of their own, so that the memory told is that of the
 * client. The stub checks every object as strictly as in tests, but keeps only what tells duplicates.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dataDir } from '../src/app/data-dir.ts';
import { syncInThread } from '../src/app/sync/index.ts';
import { openStore } from '../src/graph/index.ts';
import { JupiterOneStub } from '../test/support/jupiterone/stub.ts';
import { COMPLETE_TYPES, writeSyntheticRun } from './synthetic-run.ts';

const hosts = Number(process.argv[2] ?? 20_000);
const findingsPerHost = Number(process.argv[3] ?? 50);
/** Given only to the processes that this one starts. */
const role = process.argv[4];
const folder = process.argv[5] ?? '';

const API_KEY = 'benchmark-key';
const ACCOUNT = 'benchmark';

/** Greatest resident set of this process so far, MB. */
function peakMb(): number {
  const match = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round(Number(match?.[1]) / 1024);
}

async function makeGraph(): Promise<void> {
  const spoolDir = join(folder, 'spool');
  await writeSyntheticRun({
    folder: spoolDir,
    runId: 'run-0',
    hosts,
    findingsPerHost,
    day: 0,
    changedShare: 0,
  });
  const store = await openStore({ path: dataDir(folder, {}).storeFile });
  await store.apply({
    runId: 'run-0',
    at: Date.UTC(2026, 0, 1),
    instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench-subscription' },
    spoolDir,
    completeTypes: COMPLETE_TYPES,
  });
  await store.close();
  const runDir = join(dataDir(folder, {}).runsDir, 'run-0');
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(runDir, 'record.json'), JSON.stringify({ coverage: {} }));
}

/** Serves until its input ends, then says what it saw. */
async function serveStub(): Promise<void> {
  const stub = new JupiterOneStub({ apiKey: API_KEY, account: ACCOUNT, keepsObjects: false });
  process.stdout.write(`${await stub.listen()}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => {
    const { counters, duplicates, status } = stub.lastJob;
    const largest = Math.max(...stub.requests.map(({ bytes }) => bytes));
    const seen = { status, counters, duplicates, requests: stub.requests.length, largest };
    process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit());
  });
}

async function upload(path: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [import.meta.filename, String(hosts), String(findingsPerHost), 'stub'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = String((await lines.next()).value);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const record = await syncInThread(
    {
      env: {
        JUPITERONE_API_KEY: API_KEY,
        JUPITERONE_ACCOUNT: ACCOUNT,
        JUPITERONE_API_BASE_URL: url,
        JUPITERONE_SCOPE: 'benchmark',
      },
      dataDir: dataDir(path, {}),
      instance: 'bench',
      mode: 'DIFF',
    },
    { signal: new AbortController().signal, onProgress: () => {} },
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  child.stdin.end();
  const seen = JSON.parse(String((await lines.next()).value)) as {
    readonly counters: Readonly<Record<string, number>>;
    readonly duplicates: number;
    readonly largest: number;
  };
  const { uploaded, planned } = record;
  const objects = uploaded.entities + uploaded.relationships;
  process.stdout.write(`planned ${JSON.stringify(planned)}\n`);
  process.stdout.write(
    `${record.status}: ${objects} objects (${Math.round(uploaded.bytes / 1e6)} MB) in ${seconds.toFixed(1)} s, ${Math.round(objects / seconds)} objects/s, CPU ${((user + system) / 1e6).toFixed(1)} s, peak ${peakMb()} MB\n`,
  );
  process.stdout.write(`the stub saw ${JSON.stringify(seen)}\n`);
  const expected = Object.values({ ...planned.entities, ...planned.relationships });
  const isWhole =
    record.status === 'finished' &&
    seen.duplicates === 0 &&
    objects === expected.reduce((total, count) => total + count, 0) &&
    seen.counters['numEntitiesUploaded'] === uploaded.entities &&
    seen.counters['numRelationshipsUploaded'] === uploaded.relationships &&
    (planned.entities['qualys_host_finding'] ?? 0) === hosts * findingsPerHost;
  if (!isWhole) throw new Error(`the upload is not whole: ${JSON.stringify(record.failure)}`);
}

if (role === 'graph') await makeGraph();
else if (role === 'stub') await serveStub();
else {
  const path = mkdtempSync(join(tmpdir(), 'graph-qualys-bench-'));
  try {
    const own = [import.meta.filename, String(hosts), String(findingsPerHost), 'graph', path];
    execFileSync(process.execPath, own, { stdio: 'inherit' });
    await upload(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
