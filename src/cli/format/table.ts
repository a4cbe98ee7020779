import { stripVTControlCharacters } from 'node:util';
import { type Format, flatRow, type Row } from '../../app/answer-formats/index.ts';
import { cellText } from './cell.ts';

/** Rows that decide how wide the columns are; later ones are cut to fit, so that rows can stream. */
const SAMPLE_ROWS = 200;
const MAX_COLUMN_WIDTH = 60;
/** What a list shows of an entity; a RETURN asks for more. */
const LIST_COLUMNS = ['displayName', '_type', '_key'];

function isNumeric(rows: readonly Row[], column: string): boolean {
  return rows.every((row) => row[column] == null || typeof row[column] === 'number');
}

/** Aligned columns under a header line; wide values are cut with an ellipsis. */
export const table: Format = async (answer, out) => {
  const columns = answer.shape === 'list' ? LIST_COLUMNS : answer.columns;
  let count = 0;
  let widths: readonly number[] | undefined;
  let alignRight: readonly boolean[] = [];
  const text = (row: Row, column: string) =>
    stripVTControlCharacters(cellText(column, row[column]));
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) => {
        const width = widths?.[index] ?? cell.length;
        const cut = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
        return alignRight[index] ? cut.padStart(width) : cut.padEnd(width);
      })
      .join('  ')
      .trimEnd()}\n`;
  const header = async (sample: readonly Row[]) => {
    widths = columns.map((column) =>
      Math.min(
        MAX_COLUMN_WIDTH,
        sample.reduce((widest, row) => Math.max(widest, text(row, column).length), column.length),
      ),
    );
    alignRight = columns.map((column) => isNumeric(sample, column));
    await out(line(columns) + line(widths.map((width) => '─'.repeat(width))));
  };
  for await (const found of answer.rows()) {
    const batch = found.map((row) => flatRow(answer, row));
    if (widths === undefined) await header(batch.slice(0, SAMPLE_ROWS));
    await out(batch.map((row) => line(columns.map((column) => text(row, column)))).join(''));
    count += batch.length;
  }
  if (widths === undefined) await out('No rows.\n');
  return count;
};
