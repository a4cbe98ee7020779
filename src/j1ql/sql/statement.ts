import type { BoundQuery } from '../analysis/index.ts';
import type { ConditionScope } from './condition.ts';
import { type Compilation, nodeAlias, type QueryContext } from './context.ts';
import { groupedTableSql } from './grouped.ts';
import { listSql } from './list.ts';
import { filteredPath, startOnlyPath } from './select.ts';
import { pathTableSql, type TableSql, uniqueTableSql } from './table.ts';
import { treeSql } from './tree.ts';
import { ABSENT } from './typed-sql.ts';

/** The statement of a query and what its columns hold. */
export type Statement =
  | { readonly shape: 'list'; readonly sql: string }
  | ({ readonly shape: 'table' } & TableSql)
  | {
      readonly shape: 'tree';
      readonly sql: string;
      readonly vertexCount: number;
      readonly edgeCount: number;
    };

function contextOf(compilation: Compilation, query: BoundQuery, prefix: string): QueryContext {
  return { ...compilation, query, prefix, edgeSql: new Map(), waySql: new Map() };
}

function tableSql(context: QueryContext, scope: ConditionScope): TableSql {
  const { result } = context.query;
  if (result.kind === 'table' && result.isGrouped) return groupedTableSql(context, scope);
  return result.kind === 'table' && result.isUnique
    ? uniqueTableSql(context, scope)
    : pathTableSql(context, scope);
}

/** Sub-queries are statements of their own inside the one around them; they share its parameters. */
function scopeOf(compilation: Compilation): ConditionScope {
  const scope: ConditionScope = {
    starts: (query) => {
      const prefix = `s${compilation.nextSubquery()}_`;
      const context = contextOf(compilation, query, prefix);
      const path = startOnlyPath(context, scope) ?? filteredPath(context, scope).sql;
      return `SELECT ${nodeAlias(context, 0)}.id${path}`;
    },
    subquery: (_, operand) => {
      const prefix = `s${compilation.nextSubquery()}_`;
      const table = tableSql(contextOf(compilation, operand.query, prefix), scope);
      const type = table.columns[0]?.type;
      const column = type === undefined || type === 'absent' ? ABSENT : { sql: 'found.c0', type };
      return { sql: table.sql, column };
    },
  };
  return scope;
}

/** Compiles an analysed query to one SQL statement. */
export function statement(compilation: Compilation, query: BoundQuery): Statement {
  const context = contextOf(compilation, query, '');
  const scope = scopeOf(compilation);
  switch (query.result.kind) {
    case 'list':
      return { shape: 'list', sql: listSql(context, scope) };
    case 'tree':
      return { shape: 'tree', ...treeSql(context, scope) };
    case 'table':
      return { shape: 'table', ...tableSql(context, scope) };
  }
}
