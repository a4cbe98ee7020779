import type { StepMetadata } from '../integration/index.ts';
import { HOST_FINDING_TYPE } from '../integration/steps/host-findings/constants.ts';
import { WEB_APP_FINDING_TYPE } from '../integration/steps/web-app-findings/constants.ts';
import { relationshipType } from '../model/edge-kind.ts';
import { EDGE_KINDS } from '../model/edge-kinds.ts';
import type { Entity } from '../model/graph-object.ts';
import type { MappedRelationship } from '../model/mapped-relationship.ts';
import type { UploadChoices } from '../model/uploaded-entity.ts';
import { type ObjectRow, readRows } from '../spool/index.ts';
import type { Collection } from './collection.ts';
import {
  hasRelationship,
  isRelationship,
  scansRelationship,
  sdkEntity,
  sdkRelationship,
} from './sdk-objects.ts';
import type { JobState, SdkEntity, SdkRelationship } from './sdk-types.ts';

/** Something to add to the job state. */
type SdkObject =
  | { readonly entity: SdkEntity }
  | { readonly relationship: SdkRelationship | MappedRelationship };

/** Objects that are added at once. */
const BATCH = 500;

/** Adds everything that a step makes out of what was read. */
export async function addObjects(
  step: StepMetadata,
  collection: Collection,
  jobState: JobState,
): Promise<void> {
  let entities: SdkEntity[] = [];
  let relationships: (SdkRelationship | MappedRelationship)[] = [];
  const flush = async () => {
    // Ends first: a relationship may be looked at as soon as it is added.
    if (entities.length > 0) await jobState.addEntities(entities);
    if (relationships.length > 0) await jobState.addRelationships(relationships);
    entities = [];
    relationships = [];
  };
  for await (const object of objectsOf(step, collection, jobState)) {
    if ('entity' in object) entities.push(object.entity);
    else relationships.push(object.relationship);
    if (entities.length + relationships.length >= BATCH) await flush();
  }
  await flush();
}

async function* objectsOf(
  step: StepMetadata,
  collection: Collection,
  jobState: JobState,
): AsyncGenerator<SdkObject> {
  const vulnerabilities = new Vulnerabilities(collection.choices);
  for await (const row of rowsOf(step, collection)) {
    if (row.row === 'entity') vulnerabilities.add(row.entity);
    yield* objectsOfRow(row, collection);
  }
  if (vulnerabilities.isEmpty) return;
  for await (const row of rows(
    collection,
    ['finding'],
    [HOST_FINDING_TYPE, WEB_APP_FINDING_TYPE],
  )) {
    if (row.row !== 'finding') continue;
    const { entity } = row.finding;
    // Findings of a step that did not run are not there to be connected.
    if (await jobState.hasKey(entity._key)) yield* vulnerabilities.relationshipsOf(entity);
  }
}

/** The rows that belong to a step: its entities and targets, and what is stated between these. */
async function* rowsOf(step: StepMetadata, collection: Collection): AsyncGenerator<ObjectRow> {
  const stated = new Set(step.relationships.map(({ _type }) => _type));
  const mapped = step.mappedRelationships.filter(({ direction }) => direction === 'FORWARD');
  const types = [
    ...step.entities.map(({ _type }) => _type),
    ...mapped.map(({ targetType }) => targetType),
  ];
  const seen = new Set<string>();
  for await (const row of rows(collection, ['entity', 'finding', 'target'], types)) {
    if (row.row === 'target' && !collection.places.isStanding(row.target)) continue;
    if (row.row === 'target' || row.row === 'entity') {
      // A CVE of many QIDs, or a machine with two records, may come more than once.
      const key = row.row === 'target' ? row.target.entity._key : row.entity._key;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    yield row;
  }
  if (stated.size === 0) return;
  for await (const page of collection.spool.pages()) {
    for await (const row of readRows(page, ['relationship'])) {
      if (row.row === 'relationship' && stated.has(row.relationship._type)) yield row;
    }
  }
}

/** Rows of these kinds that hold entities of these types. */
async function* rows(
  { spool }: Collection,
  kinds: readonly ('entity' | 'finding' | 'target')[],
  types: readonly string[],
): AsyncGenerator<ObjectRow> {
  for await (const page of spool.pages()) {
    if (!types.some((type) => type in page.types)) continue;
    for await (const row of readRows(page, kinds)) {
      const { _type: type } = entityOf(row);
      if (types.includes(type)) yield row;
    }
  }
}

function entityOf(row: ObjectRow): Pick<Entity, '_type'> {
  switch (row.row) {
    case 'entity':
      return row.entity;
    case 'finding':
      return row.finding.entity;
    case 'target':
      return row.target.entity;
    case 'relationship':
      return row.relationship;
  }
}

function* objectsOfRow(row: ObjectRow, { places, choices }: Collection): Generator<SdkObject> {
  switch (row.row) {
    case 'entity':
      yield { entity: sdkEntity(row.entity, choices) };
      return;
    case 'finding': {
      const { entity, ref } = row.finding;
      yield { entity: sdkEntity(entity, choices) };
      const asset = choices.assetRelationships ? places.of(ref) : undefined;
      if (asset !== undefined) yield { relationship: hasRelationship(entity, asset) };
      return;
    }
    case 'target':
      yield { relationship: scansRelationship(row.target, scannerTypeOf(row.target.entity._type)) };
      return;
    case 'relationship':
      yield { relationship: sdkRelationship(row.relationship) };
  }
}

/** Who scans assets of a type, as the model says. */
function scannerTypeOf(type: string): string {
  const edge = EDGE_KINDS.find(
    ({ origin, to }) => origin === 'mapped' && 'type' in to && to.type === type,
  );
  if (edge === undefined || !('type' in edge.from)) throw new TypeError(`Nobody scans ${type}`);
  return edge.from.type;
}

/** What findings are occurrences of. Bounded by the knowledge base. */
class Vulnerabilities {
  readonly #byQid = new Map<number, { readonly key: string; readonly cves: readonly string[] }>();
  readonly #cves = new Set<string>();
  readonly #choices: UploadChoices;

  constructor(choices: UploadChoices) {
    this.#choices = choices;
  }

  get isEmpty(): boolean {
    return this.#byQid.size === 0;
  }

  /** Takes note of a vulnerability or a CVE; of anything else nothing. */
  add({ _key, _type, qid, cveIds }: Entity): void {
    if (_type === 'cve' && this.#choices.cveRelationships) this.#cves.add(_key);
    if (_type !== 'qualys_vuln' || typeof qid !== 'number') return;
    const cves = Array.isArray(cveIds) ? cveIds.map((id: string) => id.toLowerCase()) : [];
    this.#byQid.set(qid, { key: _key, cves: [...new Set(cves)] });
  }

  *relationshipsOf(finding: Entity): Generator<SdkObject> {
    const { qid, _type } = finding;
    const found = typeof qid === 'number' ? this.#byQid.get(qid) : undefined;
    if (found === undefined) return;
    yield { relationship: isRelationship(finding, typeOf(_type, 'qualys_vuln'), found.key) };
    for (const cve of found.cves) {
      if (!this.#cves.has(cve)) continue;
      yield { relationship: isRelationship(finding, typeOf(_type, 'cve'), cve) };
    }
  }
}

/** Type of the relationship IS between two types. */
function typeOf(from: string, to: string): string {
  const edge = EDGE_KINDS.find(
    (each) =>
      each.class === 'IS' &&
      'type' in each.from &&
      each.from.type === from &&
      'type' in each.to &&
      each.to.type === to,
  );
  return edge?.type ?? relationshipType(from, 'IS', to);
}
