import type { Derivation } from '../model/edge-kind.ts';

/** In place of a sequence, where the tables hold the rows of {@link latestRows}: ended ones are seen as well. */
export const ENDED_TOO = Symbol('ended too');

/** Which rows are seen: those of a sequence (an SQL expression), the current ones, or {@link ENDED_TOO}. */
export type Sight = string | typeof ENDED_TOO | undefined;

/**
 * SQL condition under which a row of a table with `begin_seq` and `end_seq` is visible. Without `seq`
 * the current rows; `seq` is an SQL expression (a bound parameter), not a value.
 */
export function visible(alias: string, seq?: Sight): string {
  if (seq === ENDED_TOO) return 'TRUE';
  return seq === undefined
    ? `${alias}.end_seq IS NULL`
    : `(${alias}.begin_seq <= ${seq} AND (${alias}.end_seq IS NULL OR ${alias}.end_seq > ${seq}))`;
}

/** How two rows of `entity` are joined along a derived relationship. */
export interface DerivedJoin {
  /**
   * Table that lies between the two ends, as `<table> <alias>` for a FROM or JOIN clause; absent where
   * the ends meet directly. Its visibility is part of `condition`.
   */
  readonly through?: string;
  /** Condition over both ends and `through`. Visibility of the ends themselves is not in it. */
  readonly condition: string;
}

/**
 * The join behind a derived relationship: one row per pair of ends, never more.
 * `from` and `to` are aliases of `entity`; `throughAlias` is an unused alias for the table between;
 * `seq` is as in {@link visible}.
 *
 * The kinds of both ends are the caller's to fix (`kind_id`): the conditions here do not look at them.
 */
export function derivedJoin(
  origin: Derivation,
  from: string,
  to: string,
  throughAlias: string,
  seq?: Sight,
): DerivedJoin {
  switch (origin) {
    case 'asset':
      return { condition: `${to}.asset_ref = ${from}.id` };
    case 'qid':
      return { condition: `${from}.scope_id = ${to}.scope_id AND ${from}.qid = ${to}.qid` };
    case 'threat-qid':
      return { condition: `${from}.qid = ${to}.qid` };
    case 'qid-cve':
      return {
        through: `vuln_cve ${throughAlias}`,
        condition: [
          `${throughAlias}.instance_id = ${from}.scope_id`,
          `${throughAlias}.qid = ${from}.qid`,
          `${throughAlias}.cve_id = ${to}.id`,
          visible(throughAlias, seq),
        ].join(' AND '),
      };
  }
}

/** What tells the rows of different versions of one thing from those of another. */
const IDENTITY = {
  entity: ['id'],
  relationship: ['id'],
  vuln_cve: ['instance_id', 'qid', 'cve_id'],
} as const;

/**
 * Common table expressions that stand in front of the tables of the same name: of everything that there was
 * up to `seq`, the row that was seen last. To be read with {@link ENDED_TOO}.
 */
export function latestRows(seq: string): readonly string[] {
  return Object.entries(IDENTITY).map(([table, identity]) => {
    const columns = (alias: string) => identity.map((column) => `${alias}.${column}`).join(', ');
    const ended = `SELECT ${columns('o')} FROM ${table} o WHERE o.end_seq <= ${seq}`;
    const last = `SELECT ${columns('v')}, max(v.begin_seq) FROM ${table} v WHERE v.begin_seq <= ${seq} AND (${columns('v')}) IN (${ended}) GROUP BY ${columns('v')}`;
    return `${table} AS NOT MATERIALIZED (SELECT r.* FROM ${table} r WHERE r.begin_seq <= ${seq} AND (r.end_seq IS NULL OR r.end_seq > ${seq} OR (${columns('r')}, r.begin_seq) IN (${last})))`;
  });
}
