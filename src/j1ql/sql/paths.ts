import { visible } from '../../graph/index.ts';
import type { EdgeGroup } from '../analysis/index.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { EDGE_FACTS, type EdgeSql, factColumn } from './edge-facts.ts';
import { tableOf, tableOfKinds } from './entity-table.ts';
import { type GroupJoin, groupJoin, unionOfGroups } from './hop.ts';
import { allOf, inIds, wholeNumber } from './typed-sql.ts';

/** What the statement fails with where a SOMEHOW step reaches more than `mostPaths`. */
export const TOO_MANY_PATHS = 'J_LIMIT_PATHS';

/** A SOMEHOW step: indexes of its ends and its edge. */
export interface PathsStep {
  readonly from: number;
  readonly edge: number;
  readonly depth: number;
}

/**
 * SOMEHOW as a table of `l` and `r`: every pair of which the second can be reached from the first, once, by a
 * shortest path. It is a breadth-first search that never looks at an entity again; relationships that
 * cannot be on a path to the target are left out before (`analysis/narrow.ts`). On request with `way`, the
 * ids from end to end, and with the facts of the last relationship.
 */
export function pathsSql(
  context: QueryContext,
  step: PathsStep,
  startConditions: readonly string[],
  wanted: { readonly way?: boolean; readonly facts?: boolean } = {},
): string {
  const { prefix, engine, query } = context;
  const [walk, link] = [`${prefix}walk${step.edge}`, `${prefix}link${step.edge}`];
  const start = nodeAlias(context, step.from);
  const groups = query.edges[step.edge]?.groups ?? [];
  const links =
    groups.length === 0
      ? `SELECT id AS l, id AS r FROM entity WHERE FALSE`
      : `SELECT DISTINCT l, r FROM (${unionOfGroups(context, step.edge, groups, false)}) links`;
  const isWay = wanted.way === true;
  const columns = ['start', 'id', 'depth', 'before', ...(isWay ? ['way'] : [])];
  const way = isWay ? `, ${engine.append('w.way', 'link.r')} AS way` : '';
  const first = `SELECT ${start}.id, ${start}.id, 0, ${start}.id${isWay ? `, ${engine.list([`${start}.id`])}` : ''} FROM ${tableOf(context, step.from)} ${start} WHERE ${allOf(startConditions)}`;
  const search = engine.walk({
    name: walk,
    columns,
    key: ['start', 'id'],
    start: first,
    next: (fresh) => {
      const reached = `SELECT w.start AS start, link.r AS id, w.depth + 1 AS depth, w.id AS before${way} FROM ${walk} w JOIN ${link} link ON link.l = w.id WHERE w.depth < ${wholeNumber(step.depth)}`;
      return `SELECT * FROM (SELECT DISTINCT ON (start, id) * FROM ${fresh(reached)} found ORDER BY start, id, before LIMIT ${wholeNumber(context.mostPaths + 1)}) found`;
    },
  });
  const isTooMuch = `(SELECT count(*) FROM ${walk}) > ${wholeNumber(context.mostPaths)}`;
  const cells = ['w.start AS l', 'w.id AS r', ...(isWay ? ['w.way AS way'] : [])];
  const last = wanted.facts === true ? lastLinks(context, step.edge, groups, walk) : undefined;
  if (last !== undefined) {
    cells.push(
      ...EDGE_FACTS.map((fact) => factColumn(step.edge, fact)).map(
        (name) => `f.${name} AS ${name}`,
      ),
    );
  }
  const join = last === undefined ? '' : ` JOIN (${last}) f ON f.l = w.before AND f.r = w.id`;
  return `WITH RECURSIVE ${link} AS MATERIALIZED (${links}),
  ${search}
  SELECT ${cells.join(', ')} FROM ${walk} w${join} WHERE w.depth > 0 AND ${engine.refuse(isTooMuch, TOO_MANY_PATHS)}`;
}

/** Of the relationships between two entities that are next to each other on a path, the first. */
function lastLinks(
  context: QueryContext,
  edge: number,
  groups: readonly EdgeGroup[],
  walk: string,
): string {
  const pairs = `(SELECT DISTINCT before AS l, id AS r FROM ${walk} WHERE depth > 0)`;
  const all = linksBetween(context, groups, pairs, (facts) =>
    EDGE_FACTS.map((fact) => `${facts[fact]} AS ${factColumn(edge, fact)}`),
  );
  const id = factColumn(edge, '_id');
  return `SELECT DISTINCT ON (l, r) * FROM (${all}) links ORDER BY l, r, ${id}`;
}

/** All relationships of the groups between pairs (`l`, `r`) of a table, with `l`, `r` and `cells` of each. */
export function linksBetween(
  context: QueryContext,
  groups: readonly EdgeGroup[],
  pairs: string,
  cells: (facts: EdgeSql) => readonly string[],
): string {
  const { prefix, seq } = context;
  const [pair, left, right] = [`${prefix}pair`, `${prefix}l`, `${prefix}r`];
  const branches = groups.map((group) => {
    const ends = group.edgeKinds.map(({ fromKind, toKind }) =>
      group.isForward ? ([fromKind, toKind] as const) : ([toKind, fromKind] as const),
    );
    const leftKinds = new Set(ends.map(([kind]) => kind));
    const rightKinds = new Set(ends.map(([, kind]) => kind));
    const join: GroupJoin = groupJoin(
      context,
      group,
      { left, right, leftKinds, rightKinds },
      `${prefix}b`,
    );
    const tables = [
      `${pairs} ${pair}`,
      `${tableOfKinds(context, leftKinds)} ${left}`,
      ...join.through,
      `${tableOfKinds(context, rightKinds)} ${right}`,
    ];
    const conditions = [
      `${left}.id = ${pair}.l`,
      `${right}.id = ${pair}.r`,
      ...join.conditions,
      inIds(`${left}.kind_id`, leftKinds),
      inIds(`${right}.kind_id`, rightKinds),
      visible(left, seq),
      visible(right, seq),
    ];
    return `SELECT ${[`${pair}.l AS l`, `${pair}.r AS r`, ...cells(join.facts)].join(', ')} FROM ${tables.join(' CROSS JOIN ')} WHERE ${allOf(conditions)}`;
  });
  return branches.join('\n    UNION ALL ');
}
