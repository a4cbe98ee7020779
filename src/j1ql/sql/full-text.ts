import type { QueryContext } from './context.ts';
import { literalSql } from './value.ts';

/** True if some property of the row holds the text, case ignored. */
export function fullTextSql(context: QueryContext, alias: string, text: string): string {
  const { catalog, engine } = context;
  const columns = [...catalog.columns.values()].map(({ column, type }) => ({
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
