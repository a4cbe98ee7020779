export type { Compilation } from './context.ts';
export { Parameters } from './parameters.ts';
export { TOO_MANY_PATHS } from './paths.ts';
export { type Statement, statement } from './statement.ts';
export type { TypedSql } from './typed-sql.ts';
