import { FAMILIES } from './families.ts';
import type { SqlSession } from './sql-session.ts';

/** What a {@link pruneHistory} needs of a database. */
export interface PruneDatabase {
  write<Result>(
    action: string,
    work: (session: SqlSession) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  checkpoint(): Promise<void>;
}

/** What was removed of the history. */
export interface PruneReport {
  /** Versions of entities and relationships. */
  readonly versions: number;
  /** Times of runs that cannot be looked at any more. */
  readonly runs: number;
}

const ACTION = 'remove old history';
const NOTHING: PruneReport = { versions: 0, runs: 0 };

/**
 * The last run of which the graph is kept as it was: the last one before the limit. Never one after the last run of an instance, of
 * which the graph has to know what it brought.
 */
const KEPT_FROM = `SELECT
    (SELECT max(a.seq) FROM apply a WHERE a."at" <= CAST($1 AS BIGINT)) AS reached,
    (SELECT min(l.seq) FROM (SELECT max(a.seq) AS seq FROM apply a
      WHERE a.instance_id IN (SELECT i.id FROM instance i) GROUP BY a.instance_id) AS l) AS needed`;

/**
 * Removes, in one transaction, the versions that had ended before a time: what the graph was at any run from the last one
 * before it on stays as it is, and a question about an earlier time is answered with that there is nothing of it. What was deleted before is not found any more by
 * questions that include deleted things. `asset_ref` stays: findings hold its numbers for ever.
 *
 * @param before epoch milliseconds
 */
export async function pruneHistory(
  database: PruneDatabase,
  before: number,
  signal?: AbortSignal,
): Promise<PruneReport> {
  const report = await database.write(
    ACTION,
    async (session) => {
      const [row] = await session.rows(KEPT_FROM, [before]);
      const [reached, needed] = [row?.['reached'], row?.['needed']];
      if (typeof reached !== 'number' || typeof needed !== 'number') return NOTHING;
      const seq = Math.min(reached, needed);
      await session.run('BEGIN');
      try {
        let versions = 0;
        for (const tables of [FAMILIES.map(({ table }) => table), ['relationship']]) {
          const spared = await greatestGone(session, tables, seq);
          for (const table of tables) {
            const sql = `DELETE FROM ${table} WHERE end_seq <= $1 AND id <> $2`;
            versions += await session.run(sql, [seq, spared]);
          }
        }
        await session.run('DELETE FROM vuln_cve WHERE end_seq <= $1', [seq]);
        const runs = await session.run('DELETE FROM apply WHERE seq < $1', [seq]);
        await session.run('COMMIT');
        return { versions, runs };
      } catch (error) {
        await session.run('ROLLBACK').catch(() => {
          // A statement that failed badly enough has ended the transaction already: that is a rollback too.
        });
        throw error;
      }
    },
    signal,
  );
  if (report.versions + report.runs > 0) await database.checkpoint();
  return report;
}

/**
 * The greatest id, if nothing would be left of it; else 0. It is spared: the next id is one more than the greatest there is, and an id
 * must never stand for something else.
 */
async function greatestGone(
  session: SqlSession,
  tables: readonly string[],
  seq: number,
): Promise<number> {
  const rows = tables.map((table) => `SELECT id, end_seq FROM ${table}`).join(' UNION ALL ');
  const [row] = await session.rows(
    `SELECT max(r.id) AS greatest, max(r.id) FILTER (WHERE r.end_seq IS NULL OR r.end_seq > $1) AS staying
     FROM (${rows}) AS r`,
    [seq],
  );
  const greatest = Number(row?.['greatest'] ?? 0);
  return greatest > Number(row?.['staying'] ?? 0) ? greatest : 0;
}
