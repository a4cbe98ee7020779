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
/** Names that hold dates by convention: `firstFoundOn`, `h._createdOn`. */
const DATE_NAME = /On$/;
/** Numbers that can be shown as a moment. */
const LATEST_MS = 8.64e15;
/** What a list shows first of an entity. */
const LIST_COLUMNS = ['displayName', '_type', '_class'];
/** Said by the first column already. */
const HIDDEN = new Set(['_id']);

function isVertex(value: unknown): value is Vertex {
  return value !== null && typeof value === 'object' && 'entity' in value && 'properties' in value;
}

/** A value of a column, for people. */
export function cellOf(value: unknown, isMoment = false): Cell {
  if (value === null || value === undefined) return ABSENT;
  if (typeof value === 'number') {
    if (!isMoment || Math.abs(value) > LATEST_MS) return { text: String(value), kind: 'number' };
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
    return { text: value.map((item) => cellOf(item).text).join(', '), kind: 'text' };
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

/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  /** Whether its numbers are epoch milliseconds. */
  readonly isMoment: boolean;
}

/** The columns of an answer: those of RETURN, and what rows have besides. */
export function columnsOf(
  { shape, columns, hasOpenColumns, dateColumns }: Omit<QueryPage, 'rows'>,
  flat: readonly ResultRow[],
): readonly ResultColumn[] {
  const dates = new Set(dateColumns);
  const column = (name: string): ResultColumn => ({
    name,
    isMoment: dates.has(name) || DATE_NAME.test(name),
  });
  if (shape === 'table' && !hasOpenColumns) return columns.map(column);
  const present = new Set(flat.flatMap((row) => Object.keys(row)));
  const first = shape === 'list' ? LIST_COLUMNS : columns.filter((name) => present.has(name));
  const rest = [...present].filter((name) => !HIDDEN.has(name));
  const own = rest.filter((name) => !name.startsWith('_'));
  const shared = rest.filter((name) => name.startsWith('_'));
  return [...new Set([...first, ...own, ...shared])].map(column);
}

/** The cell of a row; the first one of a list leads to its entity, as does an id in a table. */
export function cellIn(row: ResultRow, { name, isMoment }: ResultColumn): Cell {
  const cell = cellOf(row[name], isMoment);
  if (cell.kind === 'absent' || cell.entity !== undefined) return cell;
  const isId = /(?:^|\.)_id$/.test(name);
  const id = name === 'displayName' ? row['_id'] : isId ? row[name] : undefined;
  return typeof id === 'string' ? { ...cell, entity: id } : cell;
}

/** Rows that tell how a column looks. */
const SAMPLE_ROWS = 100;
/** Characters of a column. */
const NARROWEST = 6;
const WIDEST = 48;

/** Width in characters that shows what the first rows hold, within reason. */
export function widthOf(column: ResultColumn, flat: readonly ResultRow[]): number {
  const longest = flat
    .slice(0, SAMPLE_ROWS)
    .reduce((most, row) => Math.max(most, cellIn(row, column).text.length), column.name.length + 2);
  return Math.min(WIDEST, Math.max(NARROWEST, longest));
}

/** Whether a column holds numbers, which stand at the right. */
export function isNumeric(column: ResultColumn, flat: readonly ResultRow[]): boolean {
  const kinds = new Set(flat.slice(0, SAMPLE_ROWS).map((row) => cellIn(row, column).kind));
  return kinds.has('number') && !kinds.has('text') && !kinds.has('date');
}

/** How rows are sorted. */
export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return cellOf(a).text.localeCompare(cellOf(b).text, 'en', { numeric: true });
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
