import { rowsOf } from './kinds.ts';
import { testRow } from './matrix.ts';

for (const row of rowsOf('connections')) testRow(row);
