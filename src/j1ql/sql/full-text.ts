import type { QueryContext } from './context.ts';
import { hasColumn } from './entity-table.ts';
import { literalSql } from './value.ts';

/** True if some property of the row holds the text, case ignored. */
export function fullTextSql(
  context: QueryContext,
  node: number,
  alias: string,
  text: string,
): string {
  const { catalog, engine } = context;
  const own = [...catalog.columns.values()].filter(({ column }) =>
    hasColumn(context, node, column),
  );
  const columns = own.map(({ column, type }) => ({
    sql: `${alias}.${engine.identifier(column)}`,
    type,
  }));
  const texts = columns.filter(({ type }) => type === 'text').map(({ sql }) => sql);
  const lists = columns.filter(({ type }) => type === 'textList').map(({ sql }) => sql);
  return engine.fullText(
    { texts: [`${alias}.key`, ...texts], lists, json: `${alias}.props` },
    literalSql(context, text).sql,
    // Quotes, backslashes and everything beyond ASCII can be escaped in JSON.
    /^[A-Za-z0-9 ._:@-]+$/.test(text),
  );
}
