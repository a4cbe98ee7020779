import { type InstanceFacts, NODE_METADATA } from '../analysis/index.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { endedOn, isEnded } from './ended.ts';
import { hasColumn } from './entity-table.ts';
import type { TypedSql } from './typed-sql.ts';
import { wholeNumber } from './typed-sql.ts';

/** `CASE column WHEN 1 THEN … END`; values that are equal share no arm, the lists are short. */
function byId(column: string, arms: readonly (readonly [number, string])[], type: string): string {
  // A bare NULL has no type, and nobody could look for elements in it.
  if (arms.length === 0) return `CAST(NULL AS ${type})`;
  const cases = arms.map(([id, value]) => `WHEN ${wholeNumber(id)} THEN ${value}`);
  return `CASE ${column} ${cases.join(' ')} END`;
}

function kindValue(context: QueryContext, index: number, property: string): string {
  const { catalog, engine, query } = context;
  const kinds = query.nodes[index]?.kinds;
  const arms = catalog.kinds
    .filter(({ id }) => kinds?.has(id) ?? true)
    .map(({ id, type, classes }): [number, string] => [
      id,
      property === '_type' ? engine.literal(type) : engine.list(classes.map(engine.literal)),
    ]);
  const type = engine.columnType(property === '_type' ? 'text' : 'textList');
  return byId(`${nodeAlias(context, index)}.kind_id`, arms, type);
}

function instanceValue(
  context: QueryContext,
  index: number,
  property: keyof InstanceFacts,
): string {
  const arms = [...context.instances].flatMap(([id, facts]): [number, string][] => {
    const value = facts[property];
    return value === undefined ? [] : [[id, context.engine.literal(value)]];
  });
  const type = context.engine.columnType('text');
  return byId(`${nodeAlias(context, index)}.instance_id`, arms, type);
}

function metadataSql(context: QueryContext, index: number, property: string): string {
  const alias = nodeAlias(context, index);
  switch (property) {
    case '_id':
      return `CAST(${alias}.id AS VARCHAR)`;
    case '_key':
      return `${alias}.key`;
    case '_type':
    case '_class':
      return kindValue(context, index, property);
    case '_createdOn':
      return `${alias}.created_on`;
    case '_beginOn':
      return `${alias}.begin_on`;
    case '_endOn':
      return endedOn(context, alias);
    case '_version':
      return `${alias}.version`;
    case '_source':
      return `${alias}.source`;
    case '_deleted':
      return isEnded(context, alias);
    default:
      return instanceValue(context, index, property as keyof InstanceFacts);
  }
}

/**
 * The places where a property of an entity can be: its column, the JSON rest, or (for names that kinds type
 * differently) both. At most one of them holds a value.
 */
export function nodeProperty(
  context: QueryContext,
  index: number,
  property: string,
): readonly [TypedSql, ...TypedSql[]] {
  const type = NODE_METADATA[property];
  if (type !== undefined) return [{ sql: metadataSql(context, index, property), type }];
  const alias = nodeAlias(context, index);
  const rest: TypedSql = {
    sql: context.engine.property(`${alias}.props`, property),
    type: 'json',
  };
  const column = context.catalog.columns.get(property);
  if (column === undefined || !hasColumn(context, index, column.column)) return [rest];
  const inColumn: TypedSql = {
    sql: `${alias}.${context.engine.identifier(column.column)}`,
    type: column.type,
  };
  return column.mixed ? [inColumn, rest] : [inColumn];
}
