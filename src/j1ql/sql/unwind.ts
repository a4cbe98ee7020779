import type { BoundQuery, Value } from '../analysis/index.ts';
import type { ConditionScope } from './condition.ts';
import type { QueryContext } from './context.ts';
import { ABSENT, type TypedSql } from './typed-sql.ts';
import { valueSql } from './value.ts';

type Unwind = Value & { readonly kind: 'call' };

/** All calls of UNWIND in the columns of a query. */
export function unwindsOf(query: BoundQuery): readonly Unwind[] {
  const found: Unwind[] = [];
  const visit = (value: Value): void => {
    switch (value.kind) {
      case 'call':
        if (value.name === 'unwind') found.push(value);
        else value.args.forEach(visit);
        return;
      case 'arithmetic':
        visit(value.left);
        visit(value.right);
        return;
      case 'negation':
        visit(value.operand);
        return;
      case 'extraction':
        visit(value.of);
        return;
      case 'aggregate':
        visit(value.argument);
        return;
      default:
    }
  };
  if (query.result.kind === 'table') for (const { value } of query.result.columns) visit(value);
  return found;
}

/** FROM items that give a path one row per element, and the values that stand for the elements. */
export interface UnwoundPath {
  readonly from: readonly string[];
  readonly values: ReadonlyMap<Unwind, TypedSql>;
}

/** Every UNWIND becomes a FROM item; several of them give the cross product. No element, no row. */
export function unwindSql(context: QueryContext, scope: ConditionScope): UnwoundPath {
  const { engine } = context;
  const from: string[] = [];
  const values = new Map<Unwind, TypedSql>();
  for (const [index, unwind] of unwindsOf(context.query).entries()) {
    const [argument] = unwind.args;
    if (argument === undefined) continue;
    const alias = `${context.prefix}u${index}`;
    const { sql, type } = valueSql(context, argument, scope);
    const [list, elementType] = listOf(sql, type);
    from.push(`CROSS JOIN ${engine.unnest(list, alias)}`);
    values.set(unwind, type === 'absent' ? ABSENT : { sql: `${alias}.element`, type: elementType });
  }
  return { from, values };

  function listOf(sql: string, type: TypedSql['type']): [string, TypedSql['type']] {
    switch (type) {
      case 'textList':
        return [sql, 'text'];
      case 'json':
        return [`CASE WHEN ${sql} IS NOT NULL THEN ${engine.valueElements(sql)} END`, 'json'];
      default:
        return [`CASE WHEN ${sql} IS NOT NULL THEN ${engine.list([sql])} END`, type];
    }
  }
}
