import { relationshipKey, relationshipType } from '../model/edge-kind.ts';
import type { Entity, MappedTarget, Relationship } from '../model/graph-object.ts';
import { type MappedRelationship, mappedRelationship } from '../model/mapped-relationship.ts';
import { type UploadChoices, uploadedEntity } from '../model/uploaded-entity.ts';
import type { SdkEntity, SdkRelationship } from './sdk-types.ts';

/** An entity as JupiterOne takes it. */
export function sdkEntity(
  entity: Entity,
  choices: Pick<UploadChoices, 'privateTargets'>,
): SdkEntity {
  return { ...uploadedEntity(entity, choices), _class: [...entity._class] };
}

/** A relationship as JupiterOne takes it. */
export function sdkRelationship(relationship: Relationship): SdkRelationship {
  return { ...relationship, displayName: relationship._class };
}

/** The relationship IS of a finding to a vulnerability or CVE. */
export function isRelationship(
  finding: Pick<Entity, '_key' | '_type'>,
  type: string,
  targetKey: string,
): SdkRelationship {
  return {
    _key: relationshipKey(finding._key, 'IS', targetKey),
    _type: type,
    _class: 'IS',
    displayName: 'IS',
    _fromEntityKey: finding._key,
    _toEntityKey: targetKey,
  };
}

/** The scanner SCANS the target, which the mapper finds or makes. */
export function scansRelationship(
  { entity, scannerKey }: MappedTarget,
  scannerType: string,
): MappedRelationship {
  return mappedRelationship({
    kind: { class: 'SCANS', type: relationshipType(scannerType, 'SCANS', entity._type) },
    sourceKey: scannerKey,
    target: entity,
    direction: 'FORWARD',
  });
}

/**
 * The asset HAS the finding. The mapper makes the asset if it looks for it before it comes to what SCANS it:
 * left out then, the relationship would be missing until the finding changes.
 */
export function hasRelationship(
  finding: Pick<Entity, '_key' | '_type'>,
  asset: Entity,
): MappedRelationship {
  return mappedRelationship({
    kind: { class: 'HAS', type: relationshipType(asset._type, 'HAS', finding._type) },
    sourceKey: finding._key,
    target: asset,
    direction: 'REVERSE',
  });
}
