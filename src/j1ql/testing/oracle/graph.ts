import { type EdgeEnd, relationshipKey, relationshipType } from '../../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../../model/entity-kinds.ts';
import { NOW, type TestEntity, type TestRelationship } from '../memory-graph.ts';

/** What one element of a property can be. */
export type Scalar = string | number | boolean;
/** What a property can be; undefined is absence. */
export type Value = Scalar | readonly Scalar[] | undefined;

/** An entity, everything about it in one map: properties and metadata. */
export interface OracleEntity {
  readonly kind: 'entity';
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly classes: readonly string[];
  readonly values: ReadonlyMap<string, Value>;
}

/** A relationship, stored or derived. */
export interface OracleEdge {
  readonly kind: 'edge';
  readonly id: string;
  readonly class: string;
  readonly from: OracleEntity;
  readonly to: OracleEntity;
  readonly values: ReadonlyMap<string, Value>;
}

/** Plain arrays; the current graph only. */
export interface OracleGraph {
  readonly entities: readonly OracleEntity[];
  readonly edges: readonly OracleEdge[];
}

const CREATED = NOW - 30 * 86_400_000;

function present(properties: Readonly<Record<string, unknown>> = {}): [string, Value][] {
  return Object.entries(properties).flatMap(([name, value]): [string, Value][] =>
    value === undefined || value === null ? [] : [[name, value as Value]],
  );
}

function classesOf(entity: TestEntity): readonly string[] {
  return ENTITY_KINDS.find(({ type }) => type === entity.type)?.classes ?? entity.classes ?? [];
}

function entityOf(entity: TestEntity, index: number): OracleEntity {
  const { key, type } = entity;
  const classes = classesOf(entity);
  const createdOn = entity.createdOn ?? CREATED;
  return {
    kind: 'entity',
    id: String(index + 1),
    key,
    type,
    classes,
    values: new Map<string, Value>([
      ...present(entity.properties),
      ['_id', String(index + 1)],
      ['_key', key],
      ['_type', type],
      ['_class', classes],
      ['_createdOn', createdOn],
      ['_beginOn', createdOn],
      ['_version', 1],
      ['_deleted', false],
      ['_source', entity.source ?? 'integration-external'],
      ['_integrationType', 'qualys'],
      ['_scope', entity.subscription === 2 ? '4' : '2'],
    ]),
  };
}

function edgeOf(
  id: string | undefined,
  from: OracleEntity,
  name: string,
  to: OracleEntity,
  createdOn: number,
  more: { readonly type?: string; readonly properties?: Readonly<Record<string, unknown>> },
): OracleEdge {
  const key = relationshipKey(from.key, name, to.key);
  return {
    kind: 'edge',
    id: id ?? key,
    class: name,
    from,
    to,
    values: new Map<string, Value>([
      ...present(more.properties),
      ['_id', id ?? key],
      ['_type', more.type ?? relationshipType(from.type, name, to.type)],
      ['_key', key],
      ['_class', name],
      ['_createdOn', createdOn],
      ['_beginOn', createdOn],
    ]),
  };
}

/** An entity beside what the test says of it. */
interface Place {
  readonly given: TestEntity;
  readonly entity: OracleEntity;
}

function isEnd(end: EdgeEnd, { entity }: Place): boolean {
  return 'type' in end ? end.type === entity.type : entity.classes.includes(end.class);
}

const scopeOf = ({ given }: Place) => given.subscription ?? 1;
const qidOf = ({ given }: Place) => given.properties?.['qid'];

/** Relationships that follow from properties: for every pair of entities, what the model says of it. */
function derivedEdges(places: readonly Place[]): readonly OracleEdge[] {
  const covers = (finding: Place, cve: Place) =>
    places.some(
      (vulnerability) =>
        scopeOf(vulnerability) === scopeOf(finding) &&
        qidOf(vulnerability) === qidOf(finding) &&
        vulnerability.given.cves?.includes(cve.given.key) === true,
    );
  const meets = {
    asset: (from: Place, to: Place) => to.given.asset === from.given.key,
    qid: (from: Place, to: Place) => scopeOf(from) === scopeOf(to) && qidOf(from) === qidOf(to),
    'qid-cve': covers,
    'threat-qid': (from: Place, to: Place) => qidOf(from) === qidOf(to),
  };
  const found: OracleEdge[] = [];
  for (const { class: name, from, to, origin, ...more } of EDGE_KINDS) {
    if (origin === 'stated' || origin === 'mapped') continue;
    for (const left of places.filter((place) => isEnd(from, place))) {
      for (const right of places.filter((place) => isEnd(to, place))) {
        const needsQid = origin !== 'asset';
        if (needsQid && (typeof qidOf(left) !== 'number' || qidOf(right) === null)) continue;
        if (!meets[origin](left, right)) continue;
        const createdOn = Math.max(
          left.given.createdOn ?? CREATED,
          right.given.createdOn ?? CREATED,
        );
        found.push(edgeOf(undefined, left.entity, name, right.entity, createdOn, more));
      }
    }
  }
  return found;
}

/** The graph of a test as plain arrays, with the relationships that the model derives. */
export function oracleGraph(
  entities: readonly TestEntity[],
  relationships: readonly TestRelationship[],
): OracleGraph {
  const places = entities
    .map((given, index) => ({ given, entity: entityOf(given, index) }))
    .filter(({ given }) => given.endSeq === undefined);
  const byKey = new Map(places.map(({ entity }) => [entity.key, entity]));
  const stored = relationships.flatMap(({ from, class: name, to, createdOn, ...more }, index) => {
    const [left, right] = [byKey.get(from), byKey.get(to)];
    if (left === undefined || right === undefined) return [];
    return [edgeOf(String(index + 1), left, name, right, createdOn ?? CREATED, more)];
  });
  return {
    entities: places.map(({ entity }) => entity),
    edges: [...stored, ...derivedEdges(places)],
  };
}
