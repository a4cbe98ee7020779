import { type BoundColumn, hasAggregate, type Value } from '../analysis/index.ts';
import { type ConditionScope, conditionSql } from './condition.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { isOncePerRow } from './multiplicity.ts';
import { limitOffset } from './order.ts';
import { filteredPath } from './select.ts';
import { columnOrder, columnSql, type TableSql } from './table.ts';
import { ABSENT, type TypedSql } from './typed-sql.ts';
import { variablesOf } from './used-variables.ts';

import { asNumber, valueSql } from './value.ts';

type Aggregate = Value & { readonly kind: 'aggregate' };

/** Identity of the entities or relationships that a value is about. */
function identityOf(context: QueryContext, value: Value): readonly string[] {
  return variablesOf(value).map(({ kind, index }) =>
    kind === 'node'
      ? `${nodeAlias(context, index)}.id`
      : (context.edgeSql.get(index)?._id ?? 'NULL'),
  );
}

/**
 * RETURN with aggregates: rows are grouped by all plain columns. COUNT counts distinct entities or distinct
 * values; SUM and AVG take every entity of a group once, so that forks of the path do not inflate them
 * (reference 2.5, CHOICE).
 */
export function groupedTableSql(context: QueryContext, scope: ConditionScope): TableSql {
  return new GroupedTable(context, scope).compile();
}

class GroupedTable {
  readonly #context: QueryContext;
  #scope: ConditionScope;
  /** Expressions over the path that the grouping reads, when the path is a table of its own. */
  readonly #inner: string[] = [];
  #isWrapped = false;
  #keys: readonly string[] = [];

  constructor(context: QueryContext, scope: ConditionScope) {
    this.#context = context;
    this.#scope = scope;
  }

  compile(): TableSql {
    const { query } = this.#context;
    const bound = query.result.kind === 'table' ? query.result.columns : [];
    const path = filteredPath(this.#context, this.#scope);
    this.#scope = path.scope;
    const plain = bound.map((column) =>
      hasAggregate(column.value) ? undefined : columnSql(this.#context, column, this.#scope),
    );
    this.#keys = plain.flatMap((column) =>
      column === undefined || column.type === 'absent' ? [] : [column.sql],
    );
    this.#isWrapped = bound.some(({ value }) => this.#needsOnce(value));
    const columns = bound.map((column, index) => this.#column(column, plain[index]));
    const cells = columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
    const keyPositions = plain.flatMap((column, index) =>
      column === undefined || column.type === 'absent' ? [] : [String(index + 1)],
    );
    const from = this.#isWrapped
      ? `\nFROM (SELECT ${this.#inner.join(', ')}${path.sql}) paths`
      : path.sql;
    const isOneGroup = plain.every((column) => column === undefined);
    // Columns that are absent for certain are no keys, but where nothing is found there is no group either.
    const noGroup = isOneGroup ? '' : '\nHAVING count(*) > 0';
    const groupBy = keyPositions.length === 0 ? noGroup : `\nGROUP BY ${keyPositions.join(', ')}`;
    const groups = `SELECT ${cells}${from}${groupBy}`;
    const order = columnOrder(this.#context, columns, 'found', this.#scope);
    const page = limitOffset(query.limit, query.skip);
    return {
      sql: `SELECT * FROM (${groups}) found${this.#having(columns)}${order}${page}`,
      columns,
    };
  }

  #having(columns: readonly TypedSql[]): string {
    const { having } = this.#context.query;
    if (having === undefined) return '';
    const scope: ConditionScope = {
      ...this.#scope,
      column: (index) => {
        const column = columns[index];
        return column === undefined ? ABSENT : { sql: `found.c${index}`, type: column.type };
      },
    };
    return `\nWHERE ${conditionSql(this.#context, having, scope)}`;
  }

  /** SUM and AVG of something that is on several rows of the path. */
  #needsOnce(value: Value): boolean {
    if (value.kind === 'aggregate') {
      return (
        (value.name === 'sum' || value.name === 'avg') &&
        !isOncePerRow(this.#context.query, variablesOf(value.argument))
      );
    }
    if (value.kind === 'arithmetic')
      return this.#needsOnce(value.left) || this.#needsOnce(value.right);
    if (value.kind === 'negation') return this.#needsOnce(value.operand);
    return value.kind === 'call' && value.args.some((argument) => this.#needsOnce(argument));
  }

  #column(column: BoundColumn, plain: TypedSql | undefined): TypedSql {
    if (plain !== undefined) {
      return plain.type === 'absent' ? plain : { sql: this.#fromPath(plain.sql), type: plain.type };
    }
    const scope: ConditionScope = { ...this.#scope, aggregate: (value) => this.#aggregate(value) };
    return valueSql(this.#context, column.value, scope);
  }

  /** An expression over the path, as the grouping can see it. */
  #fromPath(sql: string): string {
    if (!this.#isWrapped) return sql;
    const name = `x${this.#inner.length}`;
    this.#inner.push(`${sql} AS ${name}`);
    return `paths.${name}`;
  }

  #aggregate(value: Aggregate): TypedSql {
    const { argument, name } = value;
    if (argument.kind === 'rows') return { sql: 'count(*)', type: 'number' };
    const isOnce = isOncePerRow(this.#context.query, variablesOf(argument));
    if (argument.kind === 'whole') {
      // Once on every row: counting rows spares reading the ids.
      if (isOnce) return { sql: 'count(*)', type: 'number' };
      const id = this.#fromPath(identityOf(this.#context, argument)[0] ?? 'NULL');
      return { sql: `count(DISTINCT ${id})`, type: 'number' };
    }
    const inner = valueSql(this.#context, argument, this.#scope);
    if (name === 'count') {
      // An aggregate even of nothing: without one the statement would have a row per path.
      return inner.type === 'absent'
        ? { sql: 'count(NULL)', type: 'number' }
        : { sql: `count(DISTINCT ${this.#fromPath(inner.sql)})`, type: 'number' };
    }
    if (name === 'min' || name === 'max') return this.#extreme(name, inner);
    const number = this.#fromPath(asNumber(this.#context, inner));
    if (isOnce) return { sql: `${name}(${number})`, type: 'number' };
    const ids = [...this.#keys, ...identityOf(this.#context, argument)];
    const first = this.#fromPath(
      `row_number() OVER (PARTITION BY ${ids.join(', ')} ORDER BY ${ids[ids.length - 1]})`,
    );
    return { sql: `${name}(${number}) FILTER (WHERE ${first} = 1)`, type: 'number' };
  }

  #extreme(name: 'min' | 'max', inner: TypedSql): TypedSql {
    switch (inner.type) {
      case 'number':
      case 'date':
      case 'text':
        return { sql: `${name}(${this.#fromPath(inner.sql)})`, type: inner.type };
      case 'json': {
        // Numbers, or texts where there are none: what the column of the property would give.
        const { engine } = this.#context;
        const of = (sql: string) => engine.toJson(`${name}(${this.#fromPath(sql)})`);
        const number = of(engine.valueNumber(inner.sql));
        return { sql: `coalesce(${number}, ${of(engine.valueText(inner.sql))})`, type: 'json' };
      }
      default:
        return {
          sql: `${name}(${this.#fromPath(asNumber(this.#context, inner))})`,
          type: 'number',
        };
    }
  }
}
