import { derivedJoin, visible } from '../derived-edges.ts';
import { FAMILIES } from '../families.ts';
import type { CatalogEdgeKind, GraphCatalog } from '../graph-catalog.ts';
import type { GraphReader, Parameter, ReadOptions, Row } from '../graph-store.ts';
import { type PlacedKind, placedKind } from './entity-facts.ts';

/** A version of the graph to read. */
export interface Version {
  readonly store: GraphReader;
  readonly catalog: GraphCatalog;
  readonly seq: number;
  readonly options: ReadOptions;
}

/** An entity from which relationships are followed, with what derived relationships join by. */
export interface Anchor {
  readonly id: number;
  readonly kindId: number;
  readonly scopeId: number;
  readonly qid: number | null;
  readonly assetRef: number | null;
}

/** All relationships of one type that an entity can have with entities of one type, in one direction. */
export interface Relation {
  /** `<direction>.<relationship type>.<neighbour type>`. */
  readonly name: string;
  /** `out`: the entity is where the relationship starts. */
  readonly direction: 'out' | 'in';
  readonly edgeKind: CatalogEdgeKind;
  readonly neighbour: PlacedKind;
}

/** A statement in the making. */
export class Statement {
  readonly params: Parameter[] = [];

  /** Binds a value; what stands for it in the SQL text. */
  bind(value: Parameter, type: string): string {
    this.params.push(value);
    return `CAST($${this.params.length} AS ${type})`;
  }
}

/** All rows of a statement. */
export async function allRows(
  { store, options }: Version,
  sql: string,
  params: readonly Parameter[],
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const rows of store.read(sql, params, options)) found.push(...rows);
  return found;
}

/** `SELECT` of what derived relationships join by, for the entities whose `_id` is in a list (an SQL expression). */
export function anchorsSql(ids: string, seq: string): string {
  const branches = FAMILIES.map(({ table, columns, isOfFindings }) => {
    const qid = columns.includes('qid') ? 'e.qid' : 'CAST(NULL AS DOUBLE)';
    const asset = isOfFindings ? 'e.asset_ref' : 'CAST(NULL AS BIGINT)';
    return `SELECT e.id, e.kind_id, e.scope_id, ${qid} AS qid, ${asset} AS asset_ref
      FROM ${table} e WHERE e.id IN (SELECT unnest(${ids})) AND ${visible('e', seq)}`;
  });
  return branches.join(' UNION ALL ');
}

/** The entities with these `_id`s as they were in this version; those that were not there are left out. */
export async function findAnchors(
  version: Version,
  ids: readonly number[],
): Promise<readonly Anchor[]> {
  const statement = new Statement();
  const wanted = statement.bind(ids, 'BIGINT[]');
  const seq = statement.bind(version.seq, 'INTEGER');
  const rows = await allRows(version, anchorsSql(wanted, seq), statement.params);
  return rows.map(({ id, kind_id, scope_id, qid, asset_ref }) => ({
    id: Number(id),
    kindId: Number(kind_id),
    scopeId: Number(scope_id),
    qid: typeof qid === 'number' ? qid : null,
    assetRef: typeof asset_ref === 'number' ? asset_ref : null,
  }));
}

/** Every relation that entities of a kind can have. A relationship between two of one kind gives two. */
export function relationsOf(catalog: GraphCatalog, kindId: number): readonly Relation[] {
  const kinds = new Map(catalog.kinds.map((kind) => [kind.id, kind]));
  return catalog.edgeKinds.flatMap((edgeKind) => {
    const ends = [
      ['out', edgeKind.fromKind, edgeKind.toKind],
      ['in', edgeKind.toKind, edgeKind.fromKind],
    ] as const;
    return ends.flatMap(([direction, own, other]): Relation[] => {
      const kind = kinds.get(other);
      if (own !== kindId || kind === undefined) return [];
      const neighbour = placedKind(kind);
      const name = `${direction}.${edgeKind.type}.${neighbour.type}`;
      return [{ name, direction, edgeKind, neighbour }];
    });
  });
}

/**
 * `FROM … WHERE …` that gives every neighbour along a relation once, as the alias `n`: what J1QL gives for
 * `FIND … THAT …`, by the same joins.
 */
export function neighboursSql(
  statement: Statement,
  version: Version,
  anchor: Anchor,
  { direction, edgeKind, neighbour }: Relation,
): string {
  const seq = statement.bind(version.seq, 'INTEGER');
  const { origin } = edgeKind;
  const table = `${neighbour.table.name} n`;
  const own = `n.kind_id = ${Number(neighbour.id)} AND ${visible('n', seq)}`;
  if (origin === 'stated' || origin === 'mapped') {
    const [here, there] = direction === 'out' ? ['from_id', 'to_id'] : ['to_id', 'from_id'];
    const ids = `SELECT r.${there} FROM relationship r WHERE r.${here} = ${statement.bind(anchor.id, 'BIGINT')}
      AND r.edge_kind_id = ${Number(edgeKind.id)} AND ${visible('r', seq)}`;
    return `FROM ${table} WHERE ${own} AND n.id IN (${ids})`;
  }
  const [from, to] = direction === 'out' ? ['a', 'n'] : ['n', 'a'];
  const { through, condition } = derivedJoin(origin, from, to, 'x', seq);
  const between = through === undefined ? '' : `, ${through}`;
  return `FROM ${anchorSql(statement, anchor)} a${between}, ${table} WHERE ${own} AND ${condition}`;
}

/** One row with what is known of an entity. Joins with it are as fast as conditions on one table. */
function anchorSql(statement: Statement, { id, scopeId, qid, assetRef }: Anchor): string {
  const values = [
    `${statement.bind(id, 'BIGINT')} AS id`,
    `${statement.bind(scopeId, 'SMALLINT')} AS scope_id`,
    `${statement.bind(qid, 'DOUBLE')} AS qid`,
    `${statement.bind(assetRef, 'BIGINT')} AS asset_ref`,
  ];
  return `(SELECT ${values.join(', ')})`;
}
