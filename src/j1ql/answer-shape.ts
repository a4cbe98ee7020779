import type { GraphCatalog, Row } from '../graph/index.ts';
import {
  type BoundColumn,
  type BoundQuery,
  EDGE_METADATA,
  type InstanceFacts,
  knownProperties,
  NODE_METADATA,
} from './analysis/index.ts';
import { cellReader, tableRow, treeRow, VertexDecoder } from './decode/index.ts';
import type { Statement } from './sql/index.ts';

/** How the rows of a statement become the answer. */
export interface AnswerShape {
  readonly shape: 'list' | 'table' | 'tree';
  readonly columns: readonly string[];
  readonly hasOpenColumns: boolean;
  /** Those of the columns that hold moments: epoch milliseconds. */
  readonly dateColumns: readonly string[];
  decode(row: Row): unknown;
}

/** Names under which a column appears in rows. */
function columnNames(
  column: BoundColumn,
  query: BoundQuery,
  catalog: GraphCatalog,
): readonly string[] {
  const { name, value } = column;
  if (value.kind === 'unbound' && value.isFlat) return [];
  if (value.kind !== 'allProperties') return [name];
  const prefix = name.endsWith('*') ? name.slice(0, -1) : `${name}.`;
  const kinds = query.nodes[value.variable.index]?.kinds ?? new Set<number>();
  const properties =
    value.variable.kind === 'node'
      ? [...Object.keys(NODE_METADATA), ...knownProperties(kinds, catalog)]
      : [...Object.keys(EDGE_METADATA), '_fromEntityId', '_toEntityId'];
  return properties.map((property) => `${prefix}${property}`);
}

/** Shape, columns and decoder of a statement. */
export function answerShape(
  statement: Statement,
  query: BoundQuery,
  catalog: GraphCatalog,
  instances: ReadonlyMap<number, InstanceFacts>,
): AnswerShape {
  const decoder = new VertexDecoder(catalog, instances);
  if (statement.shape === 'list') {
    return {
      shape: 'list',
      columns: [],
      hasOpenColumns: false,
      dateColumns: [],
      decode: (row) => decoder.vertex(row['c0']),
    };
  }
  if (statement.shape === 'tree') {
    const { vertexCount, edgeCount } = statement;
    return {
      shape: 'tree',
      columns: [],
      hasOpenColumns: false,
      dateColumns: [],
      decode: (row) => treeRow(row, vertexCount, edgeCount, decoder),
    };
  }
  const bound = query.result.kind === 'table' ? query.result.columns : [];
  const readers = bound.map((column, index) =>
    cellReader(column, statement.columns[index]?.type ?? 'absent', decoder),
  );
  return {
    shape: 'table',
    columns: bound.flatMap((column) => columnNames(column, query, catalog)),
    dateColumns: bound.flatMap(({ name }, index) =>
      statement.columns[index]?.type === 'date' ? [name] : [],
    ),
    hasOpenColumns: bound.some(({ value }) => value.kind === 'allProperties'),
    decode: (row) => tableRow(row, readers),
  };
}
