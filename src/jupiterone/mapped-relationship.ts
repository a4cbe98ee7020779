import { relationshipKey, relationshipType } from '../model/edge-kind.ts';
import type { Entity, MappedTarget, Relationship } from '../model/graph-object.ts';
import { withRequiredNulls } from '../model/required-nulls.ts';
import type { AssetPlace } from './asset-places.ts';
import type { SdkEntity, SdkMappedRelationship, SdkRelationship } from './sdk-types.ts';

/**
 * Our targets are found by type and key. Not by name or address: the mapper connects everything that matches,
 * and two machines that share a name would become one.
 */
const TARGET_FILTER_KEYS = [['_type', '_key']] as const;

/** An entity as JupiterOne takes it. */
export function sdkEntity(entity: Entity): SdkEntity {
  return { ...withRequiredNulls(entity), _class: [...entity._class] };
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
): SdkMappedRelationship {
  return {
    _key: relationshipKey(scannerKey, 'SCANS', entity._key),
    _type: relationshipType(scannerType, 'SCANS', entity._type),
    _class: 'SCANS',
    displayName: 'SCANS',
    _mapping: {
      relationshipDirection: 'FORWARD',
      sourceEntityKey: scannerKey,
      targetFilterKeys: TARGET_FILTER_KEYS,
      targetEntity: { ...entity, _class: [...entity._class] },
      skipTargetCreation: false,
    },
  };
}

/**
 * The asset HAS the finding. The mapper makes the asset if it looks for it before it comes to what SCANS it:
 * left out then, the relationship would be missing until the finding changes.
 */
export function hasRelationship(
  finding: Pick<Entity, '_key' | '_type'>,
  asset: AssetPlace,
): SdkMappedRelationship {
  return {
    _key: relationshipKey(asset.key, 'HAS', finding._key),
    _type: relationshipType(asset.type, 'HAS', finding._type),
    _class: 'HAS',
    displayName: 'HAS',
    _mapping: {
      relationshipDirection: 'REVERSE',
      sourceEntityKey: finding._key,
      targetFilterKeys: TARGET_FILTER_KEYS,
      targetEntity: {
        _key: asset.key,
        _type: asset.type,
        _class: [...asset.classes],
        name: asset.name,
        displayName: asset.displayName,
      },
      skipTargetCreation: false,
    },
  };
}
