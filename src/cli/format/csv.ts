import { stringify } from 'csv-stringify/sync';
import type { Format } from './row.ts';

/** A value in a CSV cell: numbers, booleans and dates as they are, lists with `; `, objects as JSON. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(csvCell).join('; ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/**
 * RFC 4180 with a header line. A cell that a spreadsheet would take for a formula gets a quote mark
 * before it (`escape_formulas`), because host names and results are not ours.
 */
export const csv: Format = async ({ columns, rows }, out) => {
  let count = 0;
  await out(stringify([columns], { escape_formulas: true }));
  for await (const batch of rows) {
    const cells = batch.map((row) => columns.map((column) => csvCell(row[column])));
    await out(stringify(cells, { escape_formulas: true }));
    count += batch.length;
  }
  return count;
};
