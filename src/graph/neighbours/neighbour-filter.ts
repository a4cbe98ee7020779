import type { FindingState } from './entity-facts.ts';
import { columnSql, stateSql } from './entity-facts.ts';
import type { Relation, Statement } from './relations.ts';

/** Which of the neighbours are wanted; what is absent does not matter. */
export interface NeighbourFilter {
  /** Texts of `severity`; `none` stands for those that have none as well. */
  readonly severity?: string | undefined;
  readonly state?: FindingState | undefined;
  readonly qid?: number | undefined;
  readonly age?: AgeBand | undefined;
}

/** Ages of findings: days since they were first found, from the first number on and below the second. */
export const AGE_BANDS = {
  'under-7': [0, 7],
  '7-to-30': [7, 30],
  '30-to-90': [30, 90],
  '90-to-365': [90, 365],
  'over-365': [365, undefined],
} as const satisfies Record<string, readonly [number, number | undefined]>;

/** Name of a band of {@link AGE_BANDS}. */
export type AgeBand = keyof typeof AGE_BANDS;

const DAY_MS = 86_400_000;

/** Expressions over the neighbour `n` by which neighbours are told apart. */
export function partSql(
  statement: Statement,
  { neighbour: { table, isFinding } }: Relation,
  by: keyof NeighbourFilter,
  now: number,
): string {
  switch (by) {
    case 'severity':
      return `coalesce(${columnSql(table, 'n', 'severity', 'text')}, 'none')`;
    case 'state':
      return isFinding ? stateSql(table, 'n') : 'CAST(NULL AS VARCHAR)';
    case 'qid':
      return columnSql(table, 'n', 'qid', 'number');
    case 'age': {
      const found = isFinding
        ? columnSql(table, 'n', 'p_created_on', 'bigint')
        : 'CAST(NULL AS BIGINT)';
      const arms = Object.entries(AGE_BANDS).map(([name, [, days]]) =>
        days === undefined
          ? `WHEN ${found} IS NOT NULL THEN '${name}'`
          : `WHEN ${found} > ${statement.bind(now - days * DAY_MS, 'BIGINT')} THEN '${name}'`,
      );
      return `CASE ${arms.join(' ')} END`;
    }
  }
}

/** Conditions on the neighbour `n`, to be put behind others: ` AND …`, or nothing. */
export function filterSql(
  statement: Statement,
  relation: Relation,
  filter: NeighbourFilter,
  now: number,
): string {
  const conditions = (['severity', 'state', 'qid', 'age'] as const).flatMap((by) => {
    const value = filter[by];
    if (value === undefined) return [];
    const type = by === 'qid' ? 'DOUBLE' : 'VARCHAR';
    return [`${partSql(statement, relation, by, now)} = ${statement.bind(value, type)}`];
  });
  return conditions.map((condition) => ` AND ${condition}`).join('');
}
