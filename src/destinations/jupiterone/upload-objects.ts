import type {
  CatalogEdgeKind,
  CountsByType,
  ExportedObject,
  InstanceGraph,
  PlacedRelationship,
} from '../../graph/index.ts';
import type { Entity } from '../../model/graph-object.ts';
import { type MappedRelationship, mappedRelationship } from '../../model/mapped-relationship.ts';
import { type UploadChoices, uploadedEntity } from '../../model/uploaded-entity.ts';

type UploadObject = ExportedObject | MappedRelationship;

/** The relationships that are uploaded, in this order. What JupiterOne relates by rules of its own is not. */
export function uploadedKinds(
  kinds: readonly CatalogEdgeKind[],
  choices: UploadChoices,
): readonly CatalogEdgeKind[] {
  const isUploaded: Readonly<Record<CatalogEdgeKind['origin'], boolean>> = {
    stated: true,
    mapped: true,
    qid: true,
    'qid-cve': choices.cveRelationships,
    asset: choices.assetRelationships,
    'threat-qid': false,
  };
  return kinds.filter(({ origin }) => isUploaded[origin]);
}

/** Entities in the form that JupiterOne takes. */
export async function* uploadedEntities(
  graph: InstanceGraph,
  choices: UploadChoices,
): AsyncGenerator<Iterable<UploadObject>> {
  for await (const entities of graph.entities()) {
    yield each(entities, (entity) => uploadedEntity(entity as Entity, choices));
  }
}

/**
 * Relationships in the form that JupiterOne takes: those to assets as mapped ones. Types that `counts` does not
 * have are not looked for.
 */
export async function* uploadedRelationships(
  graph: InstanceGraph,
  choices: UploadChoices,
  counts: CountsByType,
): AsyncGenerator<Iterable<UploadObject>> {
  for (const kind of uploadedKinds(graph.edgeKinds, choices)) {
    if (counts[kind.type] === undefined) continue;
    if (kind.origin === 'mapped' || kind.origin === 'asset') {
      for await (const placed of graph.placed(kind)) yield each(placed, uploadedMapping);
    } else {
      for await (const some of graph.relationships(kind)) yield each(some, named);
    }
  }
}

/** One at a time: what is written out at once is forgotten at once. */
function* each<From, To>(from: Iterable<From>, convert: (one: From) => To): Generator<To> {
  for (const one of from) yield convert(one);
}

function named(relationship: ExportedObject): ExportedObject {
  return { displayName: relationship['_class'], ...relationship };
}

function uploadedMapping({ kind, ownKey, asset, isOurs }: PlacedRelationship): MappedRelationship {
  return mappedRelationship({
    kind,
    sourceKey: ownKey,
    target: asset as Entity,
    direction: kind.origin === 'mapped' ? 'FORWARD' : 'REVERSE',
    isForeign: !isOurs,
  });
}
