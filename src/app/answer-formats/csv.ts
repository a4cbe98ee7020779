import { stringify } from 'csv-stringify/sync';
import { type Answer, type Format, flatRow } from './row.ts';

/** A value in a CSV cell: numbers, booleans and dates as they are, lists with `; `, objects as JSON. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(csvCell).join('; ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/**
 * The header line has to come first, yet what a list or `alias.*` holds is known at the end: the rows
 * are read once for their names.
 */
async function columnsOf(answer: Answer): Promise<readonly string[]> {
  if (answer.shape === 'table' && !answer.hasOpenColumns) return answer.columns;
  const names = new Set(answer.columns);
  for await (const batch of answer.rows()) {
    for (const row of batch) for (const name of Object.keys(flatRow(answer, row))) names.add(name);
  }
  return [...names];
}

/**
 * RFC 4180 with a header line. A cell that a spreadsheet would take for a formula gets a quote mark
 * before it (`escape_formulas`), because host names and results are not ours.
 */
export const csv: Format = async (answer, out) => {
  let count = 0;
  const columns = await columnsOf(answer);
  await out(stringify([columns], { escape_formulas: true }));
  for await (const batch of answer.rows()) {
    const rows = batch.map((row) => flatRow(answer, row));
    const cells = rows.map((row) => columns.map((column) => csvCell(row[column])));
    await out(stringify(cells, { escape_formulas: true }));
    count += batch.length;
  }
  return count;
};
