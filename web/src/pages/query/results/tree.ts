/** An entity of an answer. */
export interface Vertex {
  readonly id: string;
  readonly entity: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A relationship of an answer. */
export interface Edge {
  readonly id: string;
  readonly relationship: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The graph of an answer. */
export interface Tree {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
}

function byId<Thing extends { readonly id: string }>(things: readonly Thing[]): readonly Thing[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}

/** Several parts of a graph as one, in which everything stands once. */
export function mergeTrees(trees: readonly Tree[]): Tree {
  return {
    vertices: byId(trees.flatMap(({ vertices }) => vertices)),
    edges: byId(trees.flatMap(({ edges }) => edges)),
  };
}

/** A graph as branches that can be followed. */
export interface Branches {
  /** What no relationship leads to; where everything is on a circle, all of it. */
  readonly roots: readonly Vertex[];
  /** Where the relationships of an entity lead, with their class. */
  childrenOf(id: string): readonly { readonly verb: string; readonly vertex: Vertex }[];
}

/** Follows the relationships of a graph in their direction. */
export function branchesOf({ vertices, edges }: Tree): Branches {
  const vertexOf = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const children = new Map<string, { verb: string; vertex: Vertex }[]>();
  const reached = new Set<string>();
  for (const { relationship } of edges) {
    const from = String(relationship['_fromEntityId']);
    const vertex = vertexOf.get(String(relationship['_toEntityId']));
    if (vertex === undefined || !vertexOf.has(from)) continue;
    const verb = String([relationship['_class']].flat()[0]);
    const known = children.get(from);
    if (known === undefined) children.set(from, [{ verb, vertex }]);
    else known.push({ verb, vertex });
    if (vertex.id !== from) reached.add(vertex.id);
  }
  const roots = vertices.filter(({ id }) => !reached.has(id));
  return {
    roots: roots.length === 0 ? vertices : roots,
    childrenOf: (id) => children.get(id) ?? [],
  };
}
