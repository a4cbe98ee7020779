import { type EdgeKind, relationshipType } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { entityKind } from '../../model/entity-kinds.ts';

/** An entity type that a step makes, as JupiterOne's step metadata describes it. */
export interface StepEntity {
  readonly resourceName: string;
  readonly _type: string;
  readonly _class: readonly string[];
}

/** A relationship type that a step makes. */
export interface StepRelationship {
  readonly _type: string;
  readonly _class: string;
  readonly sourceType: string;
  readonly targetType: string;
}

/** A relationship to a target that the mapper places. */
export interface StepMappedRelationship extends StepRelationship {
  readonly direction: 'FORWARD';
}

/** Ingestion sources: what an administrator can switch off as one thing. */
export type IngestionSourceId =
  | 'qualys-hosts'
  | 'qualys-host-findings'
  | 'qualys-web-apps'
  | 'qualys-vulnerabilities';

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
}

/**
 * Completes the metadata of a step out of model/: entities by type, relationships that end (or, for
 * derived ones, begin or end) in its types. Targets of the mapper are no entities of the step.
 */
export function declareStep(declaration: StepDeclaration): StepMetadata {
  const { types, ...rest } = declaration;
  const kinds = types.flatMap((type) => entityKind(type) ?? []);
  return {
    ...rest,
    dependsOn: declaration.dependsOn ?? [],
    entities: kinds
      .filter((kind) => kind.ownership !== 'mapped')
      .map((kind) => ({
        resourceName: kind.resourceName,
        _type: kind.type,
        _class: kind.classes,
      })),
    relationships: edgesInto(types)
      .filter(({ edge }) => edge.origin !== 'mapped')
      .map(({ relationship }) => relationship),
    mappedRelationships: edgesInto(types)
      .filter(({ edge }) => edge.origin === 'mapped')
      .map(({ relationship }) => ({ ...relationship, direction: 'FORWARD' })),
  };
}

/** Edge kinds between two types of this integration whose second end is one of the types. */
function edgesInto(types: readonly string[]) {
  return EDGE_KINDS.flatMap((edge: EdgeKind) => {
    if (!('type' in edge.from && 'type' in edge.to) || !types.includes(edge.to.type)) return [];
    const relationship: StepRelationship = {
      _type: edge.type ?? relationshipType(edge.from.type, edge.class, edge.to.type),
      _class: edge.class,
      sourceType: edge.from.type,
      targetType: edge.to.type,
    };
    return [{ edge, relationship }];
  });
}
