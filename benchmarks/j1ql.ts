/**
 * Time to the first 250 rows and to all rows of the managed questions, with the best SQL that was written by
 * hand beside each. Row counts are compared, so that a fast wrong answer fails.
 *
 * Bars (design 9): the first 250 rows of each question within a second, and at most 1.3 times the time by hand.
 *
 *     node benchmarks/j1ql.ts [hosts] [findings per host] [folder that keeps the store]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadQuestions } from '../src/app/questions.ts';
import { type GraphStore, openStore, type Parameter } from '../src/graph/index.ts';
import { compile } from '../src/j1ql/index.ts';
import { fillSyntheticStore } from './synthetic-store.ts';

const hosts = Number(process.argv[2] ?? 20_000);
const findingsPerHost = Number(process.argv[3] ?? 50);
const kept = process.argv[4];

const HOSTS = 'entity_host';
const FINDINGS = 'entity_host_finding';
const VULNERABILITIES = 'entity_vulnerability';
const current = (alias: string) => `${alias}.end_seq IS NULL`;
const vulnerability = (alias: string) =>
  `${alias}.kind_id = (SELECT id FROM kind WHERE type = 'qualys_vuln') AND ${current(alias)}`;

/** By question and number of the query: the same rows in SQL that uses all that is known of the tables. */
const BY_HAND: Readonly<Record<string, string>> = {
  'findings-that-are-vulnerabilities 0': `SELECT f.host_id, json_extract(f.props, '/fqdn') AS fqdn, f.port, f.severity, f.status, v.qid, v.display_name, v.cve_ids,
      f.first_found_on, f.last_found_on
    FROM ${FINDINGS} f JOIN ${VULNERABILITIES} v ON v.scope_id = f.scope_id AND v.qid = f.qid AND ${vulnerability('v')}
    WHERE f."open" AND ${current('f')} ORDER BY f.id`,
  'hosts-with-cvss-of-5-or-more 0': `SELECT h.display_name, h.ip_address, h.key, count(DISTINCT v.id) AS n, max(v.cvss_score_v3) AS score
    FROM ${HOSTS} h JOIN ${FINDINGS} f ON f.asset_ref = h.id AND f."open" AND ${current('f')}
      JOIN ${VULNERABILITIES} v ON v.scope_id = f.scope_id AND v.qid = f.qid AND v.cvss_score_v3 >= 5 AND ${vulnerability('v')}
    WHERE ${current('h')} GROUP BY ALL ORDER BY score DESC, n DESC, h.display_name`,
  // Distinct: two instances of one subscription scan the same hosts.
  'scanned-hosts-by-type 0': `SELECT h.kind_id, count(DISTINCT h.id) AS n FROM relationship r JOIN ${HOSTS} h ON h.id = r.to_id AND ${current('h')}
    WHERE ${current('r')} AND r.edge_kind_id IN (SELECT id FROM edge_kind WHERE class = 'SCANS') GROUP BY h.kind_id ORDER BY n DESC`,
  'open-findings-by-severity-and-host 0': `SELECT f.severity, f.numeric_severity, count(*) AS n FROM ${FINDINGS} f
    WHERE f."open" AND ${current('f')} GROUP BY ALL ORDER BY f.numeric_severity DESC`,
  'open-findings-by-severity-and-host 1': `SELECT h.display_name, h.key, f.severity, f.numeric_severity, count(*) AS n
    FROM ${HOSTS} h JOIN ${FINDINGS} f ON f.asset_ref = h.id AND f."open" AND ${current('f')}
    WHERE ${current('h')} GROUP BY ALL ORDER BY f.numeric_severity DESC, n DESC, h.display_name`,
  'most-widespread-vulnerabilities 0': `SELECT v.qid, v.display_name, v.severity, count(DISTINCT f.asset_ref) AS n
    FROM ${FINDINGS} f JOIN ${VULNERABILITIES} v ON v.scope_id = f.scope_id AND v.qid = f.qid AND ${vulnerability('v')}
    WHERE f."open" AND ${current('f')} AND f.asset_ref IS NOT NULL GROUP BY ALL ORDER BY n DESC, v.qid`,
};

/** The questions of the archived integration. */
const MANAGED = new Set(
  Object.keys(BY_HAND).map((name) => `managed-question-qualys-${name.split(' ')[0]}`),
);
const MOST_FIRST_MS = 1_000;
const MOST_RATIO = 1.3;
/** Questions of some milliseconds are all planning: a ratio says nothing of them below this difference. */
const LEAST_DIFFERENCE_MS = 5;
/** All rows of a question on a busy machine take longer than queries usually may. */
const PATIENCE_MS = 600_000;

const FIRST_ROWS = 250;
const RUNS = 15;

/** One statement with its parameters. */
interface Statement {
  readonly sql: string;
  readonly params: readonly Parameter[];
}

interface Measured {
  readonly firstMs: number;
  readonly allMs: number;
  readonly rows: number;
}

/** Milliseconds to the first 250 rows; nothing more is read. */
async function firstRows(store: GraphStore, { sql, params }: Statement): Promise<number> {
  const start = performance.now();
  let rows = 0;
  for await (const batch of store.read(sql, params, { timeoutMs: PATIENCE_MS })) {
    rows += batch.length;
    if (rows >= FIRST_ROWS) break;
  }
  return performance.now() - start;
}

async function allRows(
  store: GraphStore,
  { sql, params }: Statement,
): Promise<Omit<Measured, 'firstMs'>> {
  const start = performance.now();
  let rows = 0;
  for await (const batch of store.read(sql, params, { timeoutMs: PATIENCE_MS })) {
    rows += batch.length;
  }
  return { allMs: performance.now() - start, rows };
}

/**
 * The best of some runs of each statement, after one that reads everything and pays for reading the file. They take
 * turns, so that a machine that is busy for a while is busy for all of them.
 */
async function best(
  store: GraphStore,
  statements: readonly Statement[],
): Promise<readonly Measured[]> {
  const whole = [];
  for (const statement of statements) whole.push(await allRows(store, statement));
  const least = statements.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, statement] of statements.entries()) {
      least[index] = Math.min(
        least[index] ?? Number.POSITIVE_INFINITY,
        await firstRows(store, statement),
      );
    }
  }
  return whole.map((rest, index) => ({ ...rest, firstMs: least[index] ?? Number.NaN }));
}

const folder = kept ?? mkdtempSync(join(tmpdir(), 'graph-qualys-bench-'));
const path = join(folder, 'graph.duckdb');
if (!existsSync(path)) await fillSyntheticStore(path, folder, { hosts, findingsPerHost });
const store = await openStore({ path });
let isWrong = false;
const misses: string[] = [];
try {
  const catalog = await store.catalog();
  const format = ({ firstMs, allMs, rows }: Measured) =>
    `first ${FIRST_ROWS} ${Math.round(firstMs)} ms, all ${Math.round(allMs)} ms, ${rows} rows`;
  for (const question of (await loadQuestions()).filter(({ id }) => MANAGED.has(id))) {
    for (const [index, { query }] of question.queries.entries()) {
      const name = `${question.id.replace('managed-question-qualys-', '')} ${index}`;
      const { sql, params } = compile(query, { catalog, now: Date.now(), seq: catalog.seq });
      const byHand = BY_HAND[name];
      const statements = [
        { sql, params },
        ...(byHand === undefined ? [] : [{ sql: byHand, params: [] }]),
      ];
      const [compiled, hand] = await best(store, statements);
      if (compiled === undefined) continue;
      process.stdout.write(`${name}\n  J1QL     ${format(compiled)}\n`);
      if (compiled.firstMs > MOST_FIRST_MS)
        misses.push(`${name}: ${Math.round(compiled.firstMs)} ms`);
      if (hand === undefined) continue;
      const ratio = (compiled.firstMs / hand.firstMs).toFixed(2);
      const moreMs = compiled.firstMs - hand.firstMs;
      if (compiled.firstMs > hand.firstMs * MOST_RATIO && moreMs > LEAST_DIFFERENCE_MS)
        misses.push(`${name}: ${ratio} times`);
      process.stdout.write(`  by hand  ${format(hand)} (${ratio} times)\n`);
      if (hand.rows !== compiled.rows) {
        isWrong = true;
        process.stdout.write('  DIFFERENT NUMBER OF ROWS\n');
      }
    }
  }
} finally {
  await store.close();
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(misses.length === 0 ? 'all bars held\n' : `missed: ${misses.join(', ')}\n`);
process.exitCode = isWrong ? 1 : 0;
