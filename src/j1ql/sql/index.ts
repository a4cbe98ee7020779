export type { Compilation } from './context.ts';
export { Parameters } from './parameters.ts';
export { type Statement, statement } from './statement.ts';
export type { TypedSql } from './typed-sql.ts';
