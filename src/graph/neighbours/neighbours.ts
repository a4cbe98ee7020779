import type { GraphReader, ReadOptions } from '../graph-store.ts';
import { type EntityFacts, entityFacts, factsSql, stateSql } from './entity-facts.ts';
import { filterSql, type NeighbourFilter, partSql } from './neighbour-filter.ts';
import {
  type Anchor,
  allRows,
  findAnchors,
  neighboursSql,
  type Relation,
  relationsOf,
  Statement,
  type Version,
} from './relations.ts';
import { titlesOf, withTitles } from './titles.ts';

/** Neighbours along one relation that have something in common. */
export interface NeighbourTally {
  /** Absent where the neighbours have no severity. */
  readonly severity?: string;
  /** Only of findings. */
  readonly state?: string;
  readonly count: number;
}

/** What an entity has along one relation. */
export interface NeighbourGroup {
  /** Names the group: `<direction>.<relationship type>.<neighbour type>`. */
  readonly name: string;
  readonly direction: 'out' | 'in';
  /** `_class` of the relationships: HAS … */
  readonly verb: string;
  /** `_type` of the relationships. */
  readonly relationshipType: string;
  readonly type: string;
  readonly classes: readonly string[];
  /** Different neighbours. */
  readonly count: number;
  /** The same number, split; the parts add up. */
  readonly tallies: readonly NeighbourTally[];
}

/** Neighbours that are told apart by one of their properties. */
export interface NeighbourPart {
  /** Value of the property; null where there is none. */
  readonly value: string | number | null;
  /** Of a QID: the title of its vulnerability. */
  readonly title?: string;
  readonly count: number;
  /** How many of them are open findings of severity critical. */
  readonly openCritical: number;
}

/** The neighbours of one entity in one version of the graph. */
export interface Neighbours {
  readonly anchor: Anchor;
  /** What there is along each relation; those without neighbours are left out. */
  groups(): Promise<readonly NeighbourGroup[]>;
  /** True if the entity can have a group of that name. */
  canHave(group: string): boolean;
  /** Neighbours of one group: the worst first, then by name. */
  page(
    group: string,
    wish: { readonly filter: NeighbourFilter; readonly offset: number; readonly size: number },
  ): Promise<readonly EntityFacts[]>;
  /** One group, told apart by a property: the largest parts first, at most `most`. */
  parts(
    group: string,
    wish: {
      readonly by: keyof NeighbourFilter;
      readonly filter: NeighbourFilter;
      readonly most: number;
    },
  ): Promise<readonly NeighbourPart[]>;
}

/**
 * The neighbours of the entity with an `_id`: those that J1QL finds, derived relationships included. Undefined if
 * the entity is not in this version of the graph. Ages are counted from `now`, epoch milliseconds.
 */
export async function neighboursOf(
  store: GraphReader,
  id: number,
  { seq, now }: { readonly seq: number; readonly now: number },
  options: ReadOptions = {},
): Promise<Neighbours | undefined> {
  const version: Version = { store, catalog: await store.catalog(), seq, options };
  const [anchor] = await findAnchors(version, [id]);
  return anchor === undefined ? undefined : new StoredNeighbours(version, anchor, now);
}

class StoredNeighbours implements Neighbours {
  readonly anchor: Anchor;
  readonly #version: Version;
  readonly #now: number;
  readonly #relations: readonly Relation[];

  constructor(version: Version, anchor: Anchor, now: number) {
    this.#version = version;
    this.anchor = anchor;
    this.#now = now;
    this.#relations = relationsOf(version.catalog, anchor.kindId);
  }

  canHave(group: string): boolean {
    return this.#find(group) !== undefined;
  }

  async groups(): Promise<readonly NeighbourGroup[]> {
    if (this.#relations.length === 0) return [];
    const statement = new Statement();
    const branches = this.#relations.map((relation, index) => {
      const { table, isFinding } = relation.neighbour;
      const severity = table.columns.has('severity') ? 'n.severity' : 'CAST(NULL AS VARCHAR)';
      const state = isFinding ? stateSql(table, 'n') : 'CAST(NULL AS VARCHAR)';
      const from = neighboursSql(statement, this.#version, this.anchor, relation);
      return `SELECT ${index} AS relation, ${severity} AS severity, ${state} AS state, count(*) AS count ${from} GROUP BY ALL`;
    });
    const sql = `SELECT * FROM (${branches.join(' UNION ALL ')}) AS t ORDER BY relation, count DESC, severity, state`;
    const rows = await allRows(this.#version, sql, statement.params);
    return this.#relations.flatMap((relation, index) => {
      const tallies = rows
        .filter((row) => row['relation'] === index && Number(row['count']) > 0)
        .map(({ severity, state, count }) => ({
          ...(typeof severity === 'string' && { severity }),
          ...(typeof state === 'string' && { state }),
          count: Number(count),
        }));
      if (tallies.length === 0) return [];
      const { name, direction, edgeKind, neighbour } = relation;
      return {
        name,
        direction,
        verb: edgeKind.class,
        relationshipType: edgeKind.type,
        type: neighbour.type,
        classes: neighbour.classes,
        count: tallies.reduce((sum, { count }) => sum + count, 0),
        tallies,
      };
    });
  }

  async page(
    group: string,
    { filter, offset, size }: Parameters<Neighbours['page']>[1],
  ): Promise<readonly EntityFacts[]> {
    const relation = this.#find(group);
    if (relation === undefined) return [];
    const statement = new Statement();
    const from = this.#from(statement, relation, filter);
    const { table } = relation.neighbour;
    const order = ['numeric_severity', 'display_name']
      .filter((name) => table.columns.has(name))
      .map((name) => `n.${name} ${name === 'numeric_severity' ? 'DESC' : 'ASC'} NULLS LAST, `);
    const limits = `LIMIT ${statement.bind(size, 'BIGINT')} OFFSET ${statement.bind(offset, 'BIGINT')}`;
    // Ids first: only of those that are shown the rest is read.
    const ids = `SELECT n.id ${from} ORDER BY ${order.join('')}n.id ${limits}`;
    const seq = statement.bind(this.#version.seq, 'INTEGER');
    const sql = `SELECT ${factsSql(relation.neighbour, 'n')} FROM ${table.name} n
      WHERE n.id IN (${ids}) AND n.begin_seq <= ${seq} AND (n.end_seq IS NULL OR n.end_seq > ${seq})
      ORDER BY ${order.join('')}n.id`;
    const rows = await allRows(this.#version, sql, statement.params);
    return withTitles(this.#version, rows.map(entityFacts(this.#version.catalog)));
  }

  async parts(
    group: string,
    { by, filter, most }: Parameters<Neighbours['parts']>[1],
  ): Promise<readonly NeighbourPart[]> {
    const relation = this.#find(group);
    if (relation === undefined) return [];
    const statement = new Statement();
    const { columns } = relation.neighbour.table;
    const critical =
      columns.has('severity') && columns.has('open')
        ? `count(*) FILTER (n.severity = 'critical' AND n."open")`
        : '0';
    const part = partSql(statement, relation, by, this.#now);
    const from = this.#from(statement, relation, filter);
    const sql = `SELECT ${part} AS part, count(*) AS count, ${critical} AS critical ${from}
      GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT ${statement.bind(most, 'BIGINT')}`;
    const rows = await allRows(this.#version, sql, statement.params);
    const titles =
      by === 'qid'
        ? await titlesOf(
            this.#version,
            rows.flatMap(({ part: qid }) => (typeof qid === 'number' ? [qid] : [])),
          )
        : new Map<number, string>();
    return rows.map(({ part: value, count, critical: worst }) => {
      const title = typeof value === 'number' ? titles.get(value) : undefined;
      return {
        value: typeof value === 'string' || typeof value === 'number' ? value : null,
        ...(title !== undefined && { title }),
        count: Number(count),
        openCritical: Number(worst),
      };
    });
  }

  #find(group: string): Relation | undefined {
    return this.#relations.find(({ name }) => name === group);
  }

  #from(statement: Statement, relation: Relation, filter: NeighbourFilter): string {
    const from = neighboursSql(statement, this.#version, this.anchor, relation);
    return `${from}${filterSql(statement, relation, filter, this.#now)}`;
  }
}
