export { type CellReader, cellReader, type TableRow, tableRow } from './table-row.ts';
export { mergeTrees, type Tree, treeRow } from './tree-row.ts';
export { type Edge, type Vertex, VertexDecoder } from './vertex.ts';
