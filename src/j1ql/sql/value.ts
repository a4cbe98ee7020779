import type { Value } from '../analysis/index.ts';
import type { QueryContext } from './context.ts';
import { edgeProperty } from './edge-sql.ts';
import { nodeProperty } from './node-sql.ts';
import { ABSENT, type TypedSql } from './typed-sql.ts';

/** What stands for aggregates and columns at the place where a value is compiled. */
export interface ValueScope {
  aggregate?(value: Value & { kind: 'aggregate' }): TypedSql;
  column?(index: number): TypedSql;
  /** SQL of an UNWIND of this query. */
  unwind?(value: Value & { kind: 'call' }): TypedSql;
}

/** A literal as a bound parameter with its type. */
export function literalSql(context: QueryContext, value: string | number | boolean): TypedSql {
  const position = context.parameters.add(value);
  const cast = (type: 'text' | 'number' | 'boolean' | 'bigint') =>
    `CAST(${position} AS ${context.engine.columnType(type)})`;
  if (typeof value === 'string') return { sql: cast('text'), type: 'text' };
  if (typeof value === 'boolean') return { sql: cast('boolean'), type: 'boolean' };
  // Whole numbers are compared with dates as they are stored, without a conversion of each row.
  return { sql: cast(Number.isSafeInteger(value) ? 'bigint' : 'number'), type: 'number' };
}

/** An expression as a number (double precision); NULL for what is no number. */
export function asNumber(context: QueryContext, value: TypedSql): string {
  const { engine } = context;
  switch (value.type) {
    case 'number':
    case 'date':
      return `CAST(${value.sql} AS ${engine.columnType('number')})`;
    case 'json':
      return engine.valueNumber(value.sql);
    default:
      return `CAST(NULL AS ${engine.columnType('number')})`;
  }
}

/** An expression as text, for CONCAT: absent is the empty text, lists are joined by commas. */
function asText(context: QueryContext, value: TypedSql): string {
  const { engine } = context;
  const orEmpty = (sql: string) => `coalesce(${sql}, '')`;
  switch (value.type) {
    case 'text':
      return orEmpty(value.sql);
    case 'number':
    case 'date':
      return orEmpty(engine.numberText(value.sql));
    case 'boolean':
      return `CASE WHEN ${value.sql} THEN 'true' WHEN NOT ${value.sql} THEN 'false' ELSE '' END`;
    case 'textList':
      return orEmpty(engine.join(value.sql, "','"));
    case 'json':
      return `coalesce(${engine.valueText(value.sql)}, ${engine.numberText(engine.valueNumber(value.sql))}, ${engine.join(engine.valueItems(value.sql), "','")}, CAST(${value.sql} AS VARCHAR), '')`;
    case 'absent':
      return "''";
  }
}

/** The places of a property; most values have one. */
export function places(
  context: QueryContext,
  value: Value,
  scope: ValueScope,
): readonly [TypedSql, ...TypedSql[]] {
  if (value.kind === 'property' && value.variable.kind === 'node') {
    return nodeProperty(context, value.variable.index, value.property);
  }
  return [valueSql(context, value, scope)];
}

/** Several expressions of which at most one, or the first, holds a value. */
export function firstOf(context: QueryContext, values: readonly TypedSql[]): TypedSql {
  const present = values.filter(({ type }) => type !== 'absent');
  const [first, ...others] = present;
  if (first === undefined) return ABSENT;
  if (others.length === 0) return first;
  const isAlike = others.every(({ type }) => type === first.type);
  const sqls = present.map(({ sql, type }) =>
    isAlike || type === 'json' ? sql : context.engine.toJson(sql),
  );
  return { sql: `coalesce(${sqls.join(', ')})`, type: isAlike ? first.type : 'json' };
}

function callSql(
  context: QueryContext,
  value: Value & { kind: 'call' },
  scope: ValueScope,
): TypedSql {
  const { engine } = context;
  if (value.name === 'unwind') return scope.unwind?.(value) ?? ABSENT;
  const args = value.args.map((argument) => valueSql(context, argument, scope));
  const number = asNumber(context, args[0] ?? ABSENT);
  switch (value.name) {
    case 'concat':
      return { sql: `(${args.map((each) => asText(context, each)).join(' || ')})`, type: 'text' };
    case 'coalesce':
      return firstOf(context, args);
    case 'merge': {
      const parts = args
        .filter(({ type }) => type !== 'absent')
        .map(({ sql, type }) => ({
          sql,
          kind:
            type === 'json'
              ? ('json' as const)
              : type === 'textList'
                ? ('list' as const)
                : ('scalar' as const),
        }));
      return parts.length === 0 ? ABSENT : { sql: engine.merge(parts), type: 'json' };
    }
    case 'abs':
      return { sql: `abs(${number})`, type: 'number' };
    case 'ceil':
      return { sql: `ceil(${number})`, type: 'number' };
    case 'floor':
      return { sql: `floor(${number})`, type: 'number' };
    case 'sqrt':
      return { sql: engine.sqrt(number), type: 'number' };
    case 'round': {
      const digits = value.args[1];
      const count = digits?.kind === 'literal' ? Number(digits.value) : 0;
      return { sql: engine.round(number, count), type: 'number' };
    }
  }
}

/** What a group holds: absent where the pattern does not match, or the group holds nothing. */
function extractionSql(
  context: QueryContext,
  value: Value & { kind: 'extraction' },
  scope: ValueScope,
): TypedSql {
  const { engine } = context;
  const { sql, type } = valueSql(context, value.of, scope);
  const pattern = literalSql(context, value.pattern).sql;
  const extract = (text: string) =>
    `nullif(${engine.regexExtract(text, pattern, value.group)}, '')`;
  const ofList = (list: string) =>
    `(SELECT min(${extract('item.element')}) FROM ${engine.unnest(list, 'item')})`;
  switch (type) {
    case 'text':
      return { sql: extract(sql), type: 'text' };
    case 'textList':
      return { sql: ofList(sql), type: 'text' };
    case 'json': {
      const parts = [extract(engine.valueText(sql)), ofList(engine.valueTexts(sql))];
      return { sql: `coalesce(${parts.join(', ')})`, type: 'text' };
    }
    default:
      return ABSENT;
  }
}

/** A value as SQL. Whole entities are not values here: see `entity-json.ts`. */
export function valueSql(context: QueryContext, value: Value, scope: ValueScope): TypedSql {
  const { engine } = context;
  switch (value.kind) {
    case 'literal':
      return literalSql(context, value.value);
    case 'absent':
    case 'unbound':
    case 'whole':
    case 'allProperties':
    case 'rows':
      return ABSENT;
    case 'property':
      return value.variable.kind === 'edge'
        ? edgeProperty(context, value.variable.index, value.property)
        : firstOf(context, nodeProperty(context, value.variable.index, value.property));
    case 'aggregate':
      return scope.aggregate?.(value) ?? ABSENT;
    case 'column':
      return scope.column?.(value.index) ?? ABSENT;
    case 'call':
      return callSql(context, value, scope);
    case 'extraction':
      return extractionSql(context, value, scope);
    case 'negation':
      return {
        sql: `(- ${asNumber(context, valueSql(context, value.operand, scope))})`,
        type: 'number',
      };
    case 'arithmetic': {
      const left = asNumber(context, valueSql(context, value.left, scope));
      const right = asNumber(context, valueSql(context, value.right, scope));
      if (value.operator === '/') return { sql: `(${engine.divide(left, right)})`, type: 'number' };
      if (value.operator === '^') return { sql: engine.power(left, right), type: 'number' };
      return { sql: `(${left} ${value.operator} ${right})`, type: 'number' };
    }
  }
}
