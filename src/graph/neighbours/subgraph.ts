import { derivedJoin, visible } from '../derived-edges.ts';
import type { CatalogEdgeKind } from '../graph-catalog.ts';
import type { GraphReader, ReadOptions } from '../graph-store.ts';
import { type EntityFacts, entityFacts, factsSql, placedKind } from './entity-facts.ts';
import { allRows, anchorsSql, findAnchors, Statement, type Version } from './relations.ts';
import { withTitles } from './titles.ts';

/** A relationship as a picture shows it. */
export interface Link {
  /** `_id` of both ends. */
  readonly from: string;
  readonly to: string;
  /** `_class`: HAS … */
  readonly verb: string;
  /** `_type`. */
  readonly type: string;
}

/** Some entities and all relationships between them. */
export interface Subgraph {
  readonly entities: readonly EntityFacts[];
  readonly links: readonly Link[];
}

/** The entities with these `_id`s in one version of the graph, those that it does not have left out, and what is between them. */
export async function subgraphOf(
  store: GraphReader,
  ids: readonly number[],
  seq: number,
  options: ReadOptions = {},
): Promise<Subgraph> {
  const version: Version = { store, catalog: await store.catalog(), seq, options };
  const kinds = new Set((await findAnchors(version, ids)).map(({ kindId }) => kindId));
  if (kinds.size === 0) return { entities: [], links: [] };
  const entities = await readEntities(version, ids, kinds);
  const links = await readLinks(version, ids, kinds);
  const places = new Map(ids.map((id, place) => [String(id), place]));
  const place = ({ id }: EntityFacts) => places.get(id) ?? 0;
  return { entities: [...entities].sort((a, b) => place(a) - place(b)), links };
}

async function readEntities(
  version: Version,
  ids: readonly number[],
  kinds: ReadonlySet<number>,
): Promise<readonly EntityFacts[]> {
  const statement = new Statement();
  const wanted = statement.bind(ids, 'BIGINT[]');
  const seq = statement.bind(version.seq, 'INTEGER');
  const branches = version.catalog.kinds
    .filter(({ id }) => kinds.has(id))
    .map((kind) => {
      const placed = placedKind(kind);
      return `SELECT ${factsSql(placed, 'e')} FROM ${placed.table.name} e
        WHERE e.kind_id = ${Number(kind.id)} AND e.id IN (SELECT unnest(${wanted})) AND ${visible('e', seq)}`;
    });
  const rows = await allRows(version, branches.join(' UNION ALL '), statement.params);
  return withTitles(version, rows.map(entityFacts(version.catalog)));
}

async function readLinks(
  version: Version,
  ids: readonly number[],
  kinds: ReadonlySet<number>,
): Promise<readonly Link[]> {
  const fitting = version.catalog.edgeKinds.filter(
    ({ fromKind, toKind }) => kinds.has(fromKind) && kinds.has(toKind),
  );
  if (fitting.length === 0) return [];
  const statement = new Statement();
  const wanted = statement.bind(ids, 'BIGINT[]');
  const seq = statement.bind(version.seq, 'INTEGER');
  const branches = fitting.map((edgeKind) => linksSql(edgeKind, seq));
  const sql = `WITH node AS MATERIALIZED (${anchorsSql(wanted, seq)})
    SELECT DISTINCT * FROM (${branches.join(' UNION ALL ')}) AS l ORDER BY ALL`;
  const rows = await allRows(version, sql, statement.params);
  const byId = new Map(fitting.map((edgeKind) => [edgeKind.id, edgeKind]));
  return rows.flatMap((row) => {
    const edgeKind = byId.get(Number(row['edge_kind']));
    if (edgeKind === undefined) return [];
    const { class: verb, type } = edgeKind;
    return [{ from: String(row['from_id']), to: String(row['to_id']), verb, type }];
  });
}

/** The relationships of one kind between two rows of `node`. */
function linksSql({ id, origin, fromKind, toKind }: CatalogEdgeKind, seq: string): string {
  const head = `SELECT f.id AS from_id, t.id AS to_id, ${Number(id)} AS edge_kind`;
  const ends = `f.kind_id = ${Number(fromKind)} AND t.kind_id = ${Number(toKind)}`;
  if (origin === 'stated' || origin === 'mapped') {
    return `${head} FROM relationship r JOIN node f ON f.id = r.from_id JOIN node t ON t.id = r.to_id
      WHERE r.edge_kind_id = ${Number(id)} AND ${visible('r', seq)} AND ${ends}`;
  }
  const { through, condition } = derivedJoin(origin, 'f', 't', 'x', seq);
  return `${head} FROM node f, node t${through === undefined ? '' : `, ${through}`} WHERE ${ends} AND ${condition}`;
}
