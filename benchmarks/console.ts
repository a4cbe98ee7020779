/**
 * Times of the calls behind three pages of the console (overview, findings table, graph of the host with the most
 * findings): with 20 users at once, and with one user while a run is being applied. Each call is made once before it is
 * measured, and that first time is told as well: the answer may be kept from then on.
 *
 * Bars (design 9): a first answer within 2 s, p95 at most 300 ms.
 *
 *     node benchmarks/console.ts [hosts] [findings per host] [folder that keeps the data]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { dataDir, prepareDataDir } from '../src/app/data-dir.ts';
import { createServer, openAccounts } from '../src/server/index.ts';
import { COMPLETE_TYPES, writeSyntheticRun } from './synthetic-run.ts';
import { fillSyntheticStore } from './synthetic-store.ts';

const hosts = Number(process.argv[2] ?? 20_000);
const findingsPerHost = Number(process.argv[3] ?? 50);
const kept = process.argv[4];

const CONNECTIONS = 20;
const SECONDS = 8;
const MOST_FIRST_MS = 2_000;
const MOST_P95_MS = 300;

const dir = dataDir(kept ?? mkdtempSync(join(tmpdir(), 'graph-qualys-bench-')), {});
await prepareDataDir(dir);
if (!existsSync(dir.storeFile)) {
  await fillSyntheticStore(dir.storeFile, dir.path, { hosts, findingsPerHost, isVaried: true });
}

const accounts = openAccounts(dir, Date.now);
const actor = { name: 'benchmark', via: 'setup', address: '' } as const;
const user =
  accounts.users.findLogin('benchmark')?.user ??
  // No login with a password is made.
  accounts.users.create({ name: 'benchmark', role: 'viewer', passwordHash: '-' }, actor);
const token = accounts.tokens.create(
  user,
  { name: 'benchmark', scope: 'read', lifetimeMs: 3_600_000 },
  actor,
);
const headers = { authorization: `Bearer ${token.secret}` };
const app = await createServer({
  host: '127.0.0.1',
  dataDir: dir,
  accounts,
  log: { write: () => undefined },
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });

async function ask<Answer>(path: string, query?: string): Promise<Answer> {
  const response = await fetch(url + path, {
    headers: { ...headers, ...(query !== undefined && { 'content-type': 'application/json' }) },
    ...(query !== undefined && { method: 'POST', body: JSON.stringify({ query }) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

const { rows } = await ask<{ readonly rows: readonly { readonly id: string }[] }>(
  '/api/query',
  'FIND Host AS h THAT HAS qualys_host_finding AS f RETURN h._id AS id, count(f) AS n ORDER BY n DESC LIMIT 1',
);
const host = rows[0]?.id ?? '';
const { groups } = await ask<{
  readonly groups: readonly { readonly name: string; readonly count: number }[];
}>(`/api/entities/${host}/neighbours`);
const group = groups.toSorted((a, b) => b.count - a.count)[0]?.name ?? '';

/** By page. */
const CALLS: readonly (readonly [page: string, path: string])[] = [
  ['overview', '/api/overview'],
  ['overview', '/api/overview/trend?days=30'],
  ['overview', '/api/overview/completeness'],
  ['findings', '/api/findings'],
  ['findings', '/api/findings?severity=critical&sort=lastFound'],
  ['findings', '/api/findings/facets'],
  ['graph', `/api/entities/${host}/neighbours`],
  ['graph', `/api/entities/${host}/neighbours/${group}`],
  ['graph', `/api/entities/${host}/neighbours/${group}/parts?by=severity`],
];

const misses: string[] = [];

function tell(path: string, name: string, ms: number, most: number): string {
  if (ms > most) misses.push(`${path}: ${name} ${Math.round(ms)} ms`);
  return `${name} ${Math.round(ms)} ms`;
}

/** Value below which so large a part of the sorted times is. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(page: string, path: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const p50 = Math.round(percentile(sorted, 0.5));
  const max = Math.round(sorted.at(-1) ?? Number.NaN);
  const figures = `p50 ${p50} ms, ${tell(path, 'p95', percentile(sorted, 0.95), MOST_P95_MS)}, max ${max} ms`;
  process.stdout.write(`  ${page.padEnd(8)} ${figures.padEnd(44)} ${times.length} × ${path}\n`);
}

/** Many users; the generator shares the thread of the server, so that the times are rather too long than too short. */
async function manyUsers(page: string, path: string): Promise<void> {
  const times: number[] = [];
  const options = { url: url + path, headers, connections: CONNECTIONS, duration: SECONDS };
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const running = autocannon({ ...options, timeout: 60 }, (error, result) =>
    error === null ? resolve(result) : reject(error),
  );
  running.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  const { non2xx, errors } = await promise;
  if (non2xx + errors > 0) misses.push(`${path}: ${non2xx + errors} of ${times.length} failed`);
  report(page, path, times);
}

process.stdout.write('First answers\n');
for (const [page, path] of CALLS) {
  const begin = performance.now();
  await ask(path);
  const first = tell(path, 'first', performance.now() - begin, MOST_FIRST_MS);
  process.stdout.write(`  ${page.padEnd(8)} ${first.padEnd(46)} ${path}\n`);
}

process.stdout.write(`${CONNECTIONS} users at once, one call at a time\n`);
for (const [page, path] of CALLS) {
  await manyUsers(page, path);
}

process.stdout.write('One user while a run is applied\n');
const { seq } = await app.services.graph.access.existing((store) => store.catalog());
const spoolDir = join(dir.path, 'bench-run');
const size = { hosts, findingsPerHost, isVaried: true } as const;
const run = { folder: spoolDir, runId: `run-${seq}`, day: seq, changedShare: 0.05 };
await writeSyntheticRun({ ...size, ...run });
let isApplied = false;
const applied = app.services.graph.access
  .use((store) =>
    store.apply({
      runId: run.runId,
      at: Date.UTC(2026, 0, 1 + seq),
      instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench' },
      spoolDir,
      completeTypes: COMPLETE_TYPES,
    }),
  )
  .finally(() => {
    isApplied = true;
  });
const meanwhile = new Map<string, number[]>(CALLS.map(([, path]) => [path, []]));
while (!isApplied) {
  for (const [, path] of CALLS) {
    const begin = performance.now();
    await ask(path);
    meanwhile.get(path)?.push(performance.now() - begin);
  }
}
await applied;
for (const [page, path] of CALLS) report(page, path, meanwhile.get(path) ?? []);
rmSync(spoolDir, { recursive: true, force: true });

await app.close();
if (kept === undefined) rmSync(dir.path, { recursive: true, force: true });
process.stdout.write(misses.length === 0 ? 'all bars held\n' : `missed: ${misses.join(', ')}\n`);
