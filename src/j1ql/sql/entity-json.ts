import type { Variable } from '../analysis/index.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { declaredColumns } from './declared-columns.ts';
import { EDGE_FACTS, type EdgeSql } from './edge-facts.ts';
import { endedOn, isEnded } from './ended.ts';
import { hasColumn } from './entity-table.ts';

/**
 * A whole entity as one JSON text, NULL where there is none: the bookkeeping columns under `m`, typed
 * properties under `c`, the rest under `p`. `decode/` makes the vertex object of it.
 */
export function entityJson(context: QueryContext, index: number): string {
  const { engine } = context;
  const alias = nodeAlias(context, index);
  const entry = (name: string, column: string) =>
    [engine.literal(name), `${alias}.${column}`] as const;
  const bookkeeping = engine.jsonObject([
    entry('id', 'id'),
    entry('kind', 'kind_id'),
    entry('owner', 'instance_id'),
    entry('key', 'key'),
    entry('version', 'version'),
    entry('createdOn', 'created_on'),
    entry('beginOn', 'begin_on'),
    [engine.literal('endOn'), endedOn(context, alias)],
    [engine.literal('deleted'), isEnded(context, alias)],
    entry('source', 'source'),
  ]);
  const kinds = context.query.nodes[index]?.kinds ?? new Set<number>();
  const own = declaredColumns(kinds, context.catalog).filter(([, { column }]) =>
    hasColumn(context, index, column),
  );
  const columns = own.map(
    ([property, { column }]) =>
      [engine.literal(property), `${alias}.${engine.identifier(column)}`] as const,
  );
  const parts: (readonly [string, string])[] = [
    [engine.literal('m'), bookkeeping],
    ...(columns.length === 0 ? [] : [[engine.literal('c'), engine.jsonObject(columns)] as const]),
    [engine.literal('p'), `${alias}.props`],
  ];
  return `CASE WHEN ${alias}.id IS NOT NULL THEN ${engine.jsonObject(parts)} END`;
}

/** A whole relationship as one JSON text, NULL where there is none. */
export function edgeJson(context: QueryContext, index: number): string {
  const facts = context.edgeSql.get(index);
  return facts === undefined ? 'NULL' : factsJson(context, facts);
}

/** The facts of a relationship as one JSON text, NULL where there is none. */
export function factsJson({ engine }: QueryContext, facts: EdgeSql): string {
  const entries = EDGE_FACTS.map((fact) => [engine.literal(fact), facts[fact]] as const);
  return `CASE WHEN ${facts._id} IS NOT NULL THEN ${engine.jsonObject(entries)} END`;
}

/** The whole of what a variable stands for, as one JSON text. */
export function wholeJson(context: QueryContext, variable: Variable): string {
  return variable.kind === 'node'
    ? entityJson(context, variable.index)
    : edgeJson(context, variable.index);
}
