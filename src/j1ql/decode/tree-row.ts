import type { Row } from '../../graph/index.ts';
import type { Edge, Vertex, VertexDecoder } from './vertex.ts';

/** Vertices and edges of a graph, or of one path of it. */
export interface Tree {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
}

/** The part of the graph that one row (one path) shows. */
export function treeRow(
  row: Row,
  vertexCount: number,
  edgeCount: number,
  decoder: VertexDecoder,
): Tree {
  const cell = (index: number) => row[`c${index}`];
  const ways = (column: string) => {
    const cells = row[column];
    return Array.isArray(cells) ? cells : [];
  };
  const vertices = [
    ...Array.from({ length: vertexCount }, (_, index) => cell(index)),
    ...ways('way_vertices'),
  ].map((each) => decoder.vertex(each));
  const edges = [
    ...Array.from({ length: edgeCount }, (_, index) => cell(vertexCount + index)),
    ...ways('way_edges'),
  ].map((each) => decoder.edge(each));
  return {
    vertices: distinct(vertices.filter((vertex) => vertex !== null)),
    edges: distinct(edges.filter((edge) => edge !== null)),
  };
}

function distinct<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

/** Puts the paths of a RETURN TREE together: every vertex and edge once, in the order of first sight. */
export function mergeTrees(trees: Iterable<Tree>): Tree {
  const vertices = new Map<string, Vertex>();
  const edges = new Map<string, Edge>();
  for (const tree of trees) {
    for (const vertex of tree.vertices)
      if (!vertices.has(vertex.id)) vertices.set(vertex.id, vertex);
    for (const edge of tree.edges) if (!edges.has(edge.id)) edges.set(edge.id, edge);
  }
  return { vertices: [...vertices.values()], edges: [...edges.values()] };
}
