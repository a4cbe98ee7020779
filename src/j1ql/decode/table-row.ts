import type { Row } from '../../graph/index.ts';
import type { BoundColumn } from '../analysis/index.ts';
import type { TypedSql } from '../sql/index.ts';
import type { VertexDecoder } from './vertex.ts';

/** A row of a table: values by column name, null for an absent one. */
export type TableRow = Readonly<Record<string, unknown>>;

function flatten(
  prefix: string,
  cell: unknown,
  decoder: VertexDecoder,
): readonly [string, unknown][] {
  const vertex = decoder.vertex(cell);
  if (vertex === null) return [];
  const { displayName: _, ...metadata } = vertex.entity;
  return Object.entries({ ...metadata, ...vertex.properties }).map(([name, value]) => [
    `${prefix}${name}`,
    value,
  ]);
}

function flattenEdge(
  prefix: string,
  cell: unknown,
  decoder: VertexDecoder,
): readonly [string, unknown][] {
  const edge = decoder.edge(cell);
  if (edge === null) return [];
  return Object.entries({ ...edge.relationship, ...edge.properties }).map(([name, value]) => [
    `${prefix}${name}`,
    value,
  ]);
}

/** Reads one cell; `h.*` gives several. */
export type CellReader = (cell: unknown) => readonly (readonly [string, unknown])[];

/** How the cells of a column are read. */
export function cellReader(
  column: BoundColumn,
  type: TypedSql['type'],
  decoder: VertexDecoder,
): CellReader {
  const { name, value } = column;
  if (value.kind === 'allProperties') {
    const prefix = name.endsWith('*') ? name.slice(0, -1) : `${name}.`;
    return value.variable.kind === 'node'
      ? (cell) => flatten(prefix, cell, decoder)
      : (cell) => flattenEdge(prefix, cell, decoder);
  }
  if (value.kind === 'whole') {
    return value.variable.kind === 'node'
      ? (cell) => [[name, decoder.vertex(cell)]]
      : (cell) => [[name, decoder.edge(cell)]];
  }
  if (value.kind === 'unbound' && value.isFlat) return () => [];
  if (type === 'json') {
    return (cell) => [[name, typeof cell === 'string' ? (JSON.parse(cell) as unknown) : null]];
  }
  return (cell) => [[name, cell ?? null]];
}

/** A row of the statement as a row of the answer. */
export function tableRow(row: Row, readers: readonly CellReader[]): TableRow {
  return Object.fromEntries(readers.flatMap((read, index) => read(row[`c${index}`])));
}
