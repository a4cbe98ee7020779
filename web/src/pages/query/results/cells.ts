import type { QueryPage } from '../../../../../src/server/api/query.ts';
import type { ResultRow } from '../run/use-query-run.ts';
import type { Vertex } from './tree.ts';

/** What a cell shows. */
export interface Cell {
  readonly text: string;
  readonly kind: 'text' | 'number' | 'date' | 'absent';
  /** `_id` of the entity that it is about. */
  readonly entity?: string;
}

const ABSENT: Cell = { text: '', kind: 'absent' };
/** Numbers of columns with dates that are taken for dates: 1990 to 2100. */
const DATES_MS = [Date.UTC(1990, 0), Date.UTC(2100, 0)] as const;
/** What a list shows first of an entity. */
const LIST_COLUMNS = ['displayName', '_type', '_class'];
/** Said by the first column already. */
const HIDDEN = new Set(['_id']);

function isVertex(value: unknown): value is Vertex {
  return value !== null && typeof value === 'object' && 'entity' in value && 'properties' in value;
}

function isDate(column: string, value: number): boolean {
  return /On$|^date$/i.test(column) && value > DATES_MS[0] && value < DATES_MS[1];
}

/** A value of a column, for people. */
export function cellOf(column: string, value: unknown): Cell {
  if (value === null || value === undefined) return ABSENT;
  if (typeof value === 'number') {
    if (!isDate(column, value)) return { text: String(value), kind: 'number' };
    const text = new Date(value)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z');
    return { text, kind: 'date' };
  }
  if (isVertex(value)) {
    const { displayName, _key } = value.entity;
    return { text: String(displayName ?? _key ?? value.id), kind: 'text', entity: value.id };
  }
  if (Array.isArray(value)) {
    return { text: value.map((item) => cellOf('', item).text).join(', '), kind: 'text' };
  }
  if (typeof value === 'object') return { text: JSON.stringify(value), kind: 'text' };
  return { text: String(value).replace(/[\r\n\t]+/g, ' '), kind: 'text' };
}

/** Rows as flat objects: of a list metadata and properties together. */
export function flatRows(
  shape: QueryPage['shape'],
  rows: readonly ResultRow[],
): readonly ResultRow[] {
  if (shape !== 'list') return rows;
  return (rows as unknown as readonly Vertex[]).map(({ entity, properties }) => ({
    ...entity,
    ...properties,
  }));
}

/** The columns of an answer: those of RETURN, and what rows have besides. */
export function columnsOf(
  { shape, columns, hasOpenColumns }: Omit<QueryPage, 'rows'>,
  flat: readonly ResultRow[],
): readonly string[] {
  if (shape === 'table' && !hasOpenColumns) return columns;
  const present = new Set(flat.flatMap((row) => Object.keys(row)));
  const first = shape === 'list' ? LIST_COLUMNS : columns.filter((column) => present.has(column));
  const rest = [...present].filter((name) => !HIDDEN.has(name));
  const own = rest.filter((name) => !name.startsWith('_'));
  const shared = rest.filter((name) => name.startsWith('_'));
  return [...new Set([...first, ...own, ...shared])];
}

/** The cell of a row; the first one of a list leads to its entity, as does an id in a table. */
export function cellIn(row: ResultRow, column: string): Cell {
  const cell = cellOf(column, row[column]);
  if (cell.kind === 'absent' || cell.entity !== undefined) return cell;
  const id =
    column === 'displayName' ? row['_id'] : /(?:^|\.)_id$/.test(column) ? row[column] : undefined;
  return typeof id === 'string' ? { ...cell, entity: id } : cell;
}

/** Widths in characters that show what the first rows hold, within reason. */
export function widthsOf(
  columns: readonly string[],
  flat: readonly ResultRow[],
): readonly number[] {
  const sample = flat.slice(0, 100);
  return columns.map((column) => {
    const longest = sample.reduce(
      (most, row) => Math.max(most, cellOf(column, row[column]).text.length),
      column.length + 2,
    );
    return Math.min(48, Math.max(6, longest));
  });
}

/** Whether a column holds numbers, which stand at the right. */
export function isNumeric(column: string, flat: readonly ResultRow[]): boolean {
  const kinds = new Set(flat.slice(0, 100).map((row) => cellOf(column, row[column]).kind));
  return kinds.has('number') && !kinds.has('text') && !kinds.has('date');
}

/** How rows are sorted. */
export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return cellOf('', a).text.localeCompare(cellOf('', b).text, 'en', { numeric: true });
}

/** The rows in another order; absent values come last either way, as in the language. */
export function sortedRows(
  flat: readonly ResultRow[],
  sorting: Sorting | undefined,
): readonly ResultRow[] {
  if (sorting === undefined) return flat;
  const { column, isDescending } = sorting;
  return flat.toSorted((left, right) => {
    const [a, b] = [left[column], right[column]];
    const absent = Number(a == null) - Number(b == null);
    return absent === 0 ? compare(a, b) * (isDescending ? -1 : 1) : absent;
  });
}
