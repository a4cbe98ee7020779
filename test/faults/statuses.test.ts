import { FAULT_ROWS } from './kinds.ts';
import { testRow } from './matrix.ts';

for (const row of FAULT_ROWS.filter(({ group }) => group === 'statuses')) testRow(row);
