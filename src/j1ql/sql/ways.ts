import { nodeAlias, type QueryContext } from './context.ts';
import { entityJson, factsJson } from './entity-json.ts';
import { limitOffset, type OrderSql, orderBy } from './order.ts';
import { rowConditions } from './path.ts';
import { linksBetween } from './paths.ts';
import { allOf, wholeNumber } from './typed-sql.ts';

/** The rows of a tree, as far as they are known without the ways of SOMEHOW. */
export interface TreePage {
  readonly cells: readonly { readonly name: string; readonly sql: string }[];
  /** `FROM … WHERE …`. */
  readonly from: string;
  readonly keys: readonly OrderSql[];
  /** Expressions that tell every row from every other. */
  readonly ties: readonly string[];
}

/**
 * A tree with SOMEHOW steps: the rows are found first, with the ids of the entities on the way; then entities
 * and relationships of all ways are looked up, each once, and put beside their rows as the lists
 * `way_vertices` and `way_edges`.
 */
export function withWays(context: QueryContext, page: TreePage, paths: readonly number[]): string {
  const { query, engine, catalog } = context;
  const order = [
    ...page.keys.map(({ descending }, index) => ({ sql: `k${index}`, descending })),
    ...page.ties.map((_, index) => ({ sql: `i${index}`, descending: false })),
  ];
  const found = [
    ...page.cells.map(({ name, sql }) => `${sql} AS ${name}`),
    ...paths.map((edge) => `${context.waySql.get(edge) ?? 'NULL'} AS way${edge}`),
    ...page.keys.map(({ sql }, index) => `${sql} AS k${index}`),
    ...page.ties.map((sql, index) => `${sql} AS i${index}`),
  ];
  const sorted = `SELECT * FROM (SELECT ${found.join(', ')}${page.from}) found${orderBy(order)}${limitOffset(query.limit, query.skip)}`;
  const numbered = `SELECT row_number() OVER (${orderBy(order).trim()}) AS n, * FROM (${sorted}) sorted`;

  const deepest = Math.max(...paths.map((edge) => depthOf(query, edge)));
  const positions = Array.from({ length: deepest + 1 }, (_, at) => `(${wholeNumber(at + 1)})`);
  const places = `(VALUES ${positions.join(', ')}) AS spot(place)`;
  const entries = paths.map(
    (edge) =>
      `SELECT n, ${wholeNumber(edge)} AS edge, way${edge}[place] AS l, way${edge}[place + 1] AS r FROM page CROSS JOIN ${places} WHERE way${edge}[place] IS NOT NULL`,
  );

  // Any index will do: the alias is free here, and the kinds are those of the whole graph.
  const kinds = new Set(catalog.kinds.map(({ id }) => id));
  const anyNode = { ...context, query: { ...query, nodes: [{ index: 0, label: '', kinds }] } };
  const alias = nodeAlias(anyNode, 0);
  const vertices = `SELECT ${alias}.id AS id, ${entityJson(anyNode, 0)} AS cell FROM entity ${alias} WHERE ${allOf(rowConditions(anyNode, 0, alias))} AND ${alias}.id IN (SELECT l FROM entry)`;
  const links = paths
    .map((edge) => ({ edge, groups: query.edges[edge]?.groups ?? [] }))
    .filter(({ groups }) => groups.length > 0)
    .map(({ edge, groups }) => {
      const pairs = `(SELECT DISTINCT l, r FROM entry WHERE edge = ${wholeNumber(edge)} AND r IS NOT NULL)`;
      const cells = linksBetween(context, groups, pairs, (facts) => [
        `${factsJson(context, facts)} AS cell`,
      ]);
      return `SELECT ${wholeNumber(edge)} AS edge, * FROM (${cells}) links`;
    });
  const noLink = 'SELECT edge, l, r, CAST(NULL AS VARCHAR) AS cell FROM entry WHERE FALSE';
  const columns = page.cells.map(({ name }) => `page.${name} AS ${name}`);
  return `WITH page AS MATERIALIZED (${numbered}),
entry AS MATERIALIZED (${entries.join(' UNION ALL ')}),
vertex AS MATERIALIZED (${vertices}),
link AS MATERIALIZED (${links.length === 0 ? noLink : links.join(' UNION ALL ')}),
vertices AS (SELECT entry.n AS n, ${engine.collect('vertex.cell')} AS cells FROM entry JOIN vertex ON vertex.id = entry.l GROUP BY entry.n),
edges AS (SELECT entry.n AS n, ${engine.collect('link.cell')} AS cells FROM entry JOIN link ON link.edge = entry.edge AND link.l = entry.l AND link.r = entry.r GROUP BY entry.n)
SELECT ${columns.join(', ')}, vertices.cells AS way_vertices, edges.cells AS way_edges
FROM page LEFT JOIN vertices ON vertices.n = page.n LEFT JOIN edges ON edges.n = page.n
ORDER BY page.n`;
}

function depthOf(query: QueryContext['query'], edge: number): number {
  const depths = (steps: QueryContext['query']['steps']): readonly number[] =>
    steps.flatMap((step) => {
      if (step.kind === 'optional') return depths(step.steps);
      return step.kind === 'hop' && step.edge === edge ? [step.depth ?? 1] : [];
    });
  return Math.max(1, ...depths(query.steps));
}
