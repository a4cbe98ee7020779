import type { PropertyType } from '../model/property.ts';

/** Types of table columns; the dialect says how its database spells them. */
export type ColumnType = 'smallint' | 'int' | 'bigint' | 'json' | PropertyType;

/** One column of a table. `name` is written in quotes everywhere: `group` and `open` are words of SQL. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}
