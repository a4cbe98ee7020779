import type { Value } from '../analysis/index.ts';
import type { ConditionScope } from './condition.ts';
import { conditionSql } from './condition.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { isFunctional } from './multiplicity.ts';
import { boundEdges, nodeIds, PathCompiler, type PathSql, type UsedVariables } from './path.ts';
import { ABSENT, allOf } from './typed-sql.ts';
import { unwindSql } from './unwind.ts';
import { usedVariables } from './used-variables.ts';

/** A path with WHERE, ready to be selected from. */
export interface FilteredPath {
  /** `FROM … WHERE …`. */
  readonly sql: string;
  /** Expressions that together tell every row of the path from every other. */
  readonly identity: readonly string[];
  /** Scope for the values that are read from the path. */
  readonly scope: ConditionScope;
}

/** Compiles path and WHERE of a query. */
export function filteredPath(context: QueryContext, scope: ConditionScope): FilteredPath {
  const { query } = context;
  const used = usedVariables(query);
  const path: PathSql = new PathCompiler(context, scope, used).compile();
  const where = [
    ...path.where,
    ...(query.where === undefined ? [] : [conditionSql(context, query.where, scope)]),
  ];
  const unwound = unwindSql(context, scope);
  const elements = [...unwound.values.values()].flatMap(({ sql, type }) =>
    type === 'absent' ? [] : [sql],
  );
  return {
    sql: `\nFROM ${[...path.from, ...unwound.from].join('\n  ')}\nWHERE ${allOf(where)}`,
    identity: [...pathIdentity(context, used), ...elements],
    scope: { ...scope, unwind: (value) => unwound.values.get(value) ?? ABSENT },
  };
}

/** The path as conditions on the start entity, where WHERE and ORDER BY look at nothing else. */
export function startOnlyPath(context: QueryContext, scope: ConditionScope): string | undefined {
  const { query } = context;
  const used = usedVariables(query);
  if (used.edges.size > 0 || used.nodes.size > 1) return undefined;
  const path = new PathCompiler(context, scope, used).compileNested();
  if (path === undefined) return undefined;
  const where = query.where === undefined ? [] : [conditionSql(context, query.where, scope)];
  return `\nFROM ${path.from.join(' ')}\nWHERE ${allOf([...path.where, ...where])}`;
}

/** Ids of the nodes and relationships of a path, those that are in scope where columns are. */
function pathIdentity(context: QueryContext, used: UsedVariables): readonly string[] {
  const ids = [`${nodeAlias(context, 0)}.id`];
  for (const step of context.query.steps) {
    // A node that follows from the one before it tells no paths apart.
    const isOne = step.kind === 'hop' && step.depth === undefined;
    const isGiven = isOne && isFunctional(context.query.edges[step.edge], 'right');
    if (!isGiven) ids.push(...nodeIds(context, step, used).map(([, sql]) => sql));
    for (const edge of boundEdges(step)) {
      const facts = context.edgeSql.get(edge);
      const isThere = used.edges.has(edge) || (isOne && isStoredHop(context, edge));
      if (facts !== undefined && isThere) ids.push(facts._id);
    }
  }
  return ids;
}

/** Two nodes can have several stored relationships between them: the relationship tells the paths apart. */
function isStoredHop(context: QueryContext, edge: number): boolean {
  const groups = context.query.edges[edge]?.groups ?? [];
  return groups.length === 1 && groups[0]?.origin === 'stored';
}

/** True if the value is a whole entity or relationship. */
export function isWhole(
  value: Value,
): value is Value & { readonly kind: 'whole' | 'allProperties' } {
  return value.kind === 'whole' || value.kind === 'allProperties';
}
