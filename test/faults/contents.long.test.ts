import { rowsOf } from './kinds.ts';
import { testRow } from './matrix.ts';

for (const row of rowsOf('contents')) testRow(row);
