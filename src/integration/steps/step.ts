import { type EdgeEnd, type EdgeKind, relationshipType } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import type { EntityKind } from '../../model/entity-kind.ts';
import { ENTITY_KINDS, entityKind } from '../../model/entity-kinds.ts';
import type { EndpointName } from '../../qualys/index.ts';
import { authorizationFor, type StepAuthorization } from './authorization.ts';
import { type EntitySchema, entitySchema } from './entity-schema.ts';
import type { IngestionSourceId } from './ingestion-sources.ts';

/** An entity type that a step makes, as JupiterOne's step metadata describes it. */
export interface StepEntity {
  readonly resourceName: string;
  readonly _type: string;
  readonly _class: readonly string[];
  readonly schema: EntitySchema;
}

/** A relationship type that a step makes. */
export interface StepRelationship {
  readonly _type: string;
  readonly _class: string;
  readonly sourceType: string;
  readonly targetType: string;
}

/** A relationship to a target that the mapper places; REVERSE: it comes from there. */
export interface StepMappedRelationship extends StepRelationship {
  readonly direction: 'FORWARD' | 'REVERSE';
}

/** Metadata of a step, in the form of a JupiterOne integration step (reference 5.3). */
export interface StepMetadata {
  /** `fetch-…`; the ids of the archived integration stay. */
  readonly id: string;
  readonly name: string;
  readonly entities: readonly StepEntity[];
  readonly relationships: readonly StepRelationship[];
  readonly mappedRelationships: readonly StepMappedRelationship[];
  readonly dependsOn: readonly string[];
  /** Graph of steps that runs after the default one. */
  readonly dependencyGraphId?: string;
  readonly ingestionSourceId?: IngestionSourceId;
  readonly authorization?: StepAuthorization;
  /** Endpoints that the step reads: what is missing of them is missing of its types. */
  readonly endpoints: readonly EndpointName[];
}

/** What a step says of itself; the rest follows from the model. */
export interface StepDeclaration {
  readonly id: string;
  readonly name: string;
  /** Types of the entities that the step makes or hands to the mapper. */
  readonly types: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly dependencyGraphId?: string;
  readonly ingestionSourceId?: IngestionSourceId;
  readonly endpoints?: readonly EndpointName[];
}

/**
 * Completes the metadata of a step out of model/: entities by type, relationships that end (or, for
 * derived ones, begin or end) in its types. Targets of the mapper are no entities of the step. What an
 * asset HAS is mapped from the finding back to the asset, which belongs to the mapper.
 */
export function declareStep(declaration: StepDeclaration): StepMetadata {
  const { types, endpoints = [], ...rest } = declaration;
  const kinds = types.flatMap((type) => entityKind(type) ?? []);
  const edges = EDGE_KINDS.filter(({ to }) => 'type' in to && types.includes(to.type));
  return {
    ...rest,
    endpoints,
    ...(endpoints.length > 0 && { authorization: authorizationFor(endpoints) }),
    dependsOn: declaration.dependsOn ?? [],
    entities: kinds
      .filter((kind) => kind.ownership !== 'mapped')
      .map((kind) => ({
        resourceName: kind.resourceName,
        _type: kind.type,
        _class: kind.classes,
        schema: entitySchema(kind),
      })),
    relationships: edges
      .filter(({ origin }) => origin !== 'mapped' && origin !== 'asset')
      .flatMap((edge) => relationshipsOf(edge)),
    mappedRelationships: [
      ...edges
        .filter(({ origin }) => origin === 'mapped')
        .flatMap((edge) => relationshipsOf(edge))
        .map((relationship) => ({ ...relationship, direction: 'FORWARD' as const })),
      ...edges
        .filter(({ origin }) => origin === 'asset')
        .flatMap((edge) => relationshipsOf(edge))
        // The source of a mapping is the entity of the step; the relationship still reads from the asset.
        .map(({ sourceType, targetType, ...relationship }) => ({
          ...relationship,
          sourceType: targetType,
          targetType: sourceType,
          direction: 'REVERSE' as const,
        })),
    ],
  };
}

/** The relationships of an edge kind between types of this integration. */
function relationshipsOf(edge: EdgeKind): readonly StepRelationship[] {
  return kindsAt(edge.from).flatMap((from) =>
    kindsAt(edge.to).map((to) => ({
      _type: edge.type ?? relationshipType(from.type, edge.class, to.type),
      _class: edge.class,
      sourceType: from.type,
      targetType: to.type,
    })),
  );
}

function kindsAt(end: EdgeEnd): readonly EntityKind[] {
  return ENTITY_KINDS.filter((kind) =>
    'type' in end ? kind.type === end.type : kind.classes.includes(end.class),
  );
}
