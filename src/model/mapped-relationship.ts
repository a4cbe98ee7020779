import { type EdgeKind, relationshipKey } from './edge-kind.ts';
import type { Entity } from './graph-object.ts';
import type { PropertyValue } from './property.ts';
import { withRequiredNulls } from './required-nulls.ts';

/** How JupiterOne's mapper finds or makes the target of a relationship (reference 4.1). */
export interface Mapping {
  /** FORWARD: from the source to the target. */
  readonly relationshipDirection: 'FORWARD' | 'REVERSE';
  readonly sourceEntityKey: string;
  /** Properties of the target that must all match; several lists are alternatives. */
  readonly targetFilterKeys: readonly (readonly string[])[];
  readonly targetEntity: Readonly<Record<string, PropertyValue>>;
  readonly skipTargetCreation: boolean;
}

/** A relationship to a target that JupiterOne's mapper places. */
export interface MappedRelationship {
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly displayName: string;
  readonly _mapping: Mapping;
}

/** What a mapped relationship is made of. */
export interface MappedEnds {
  readonly kind: Pick<EdgeKind, 'class'> & { readonly type: string };
  /** Key of the end that the integration uploads. */
  readonly sourceKey: string;
  /** The end that the mapper places. */
  readonly target: Entity;
  /** REVERSE when the relationship leads from the target to the source. */
  readonly direction: Mapping['relationshipDirection'];
  /** True when another integration brings the target, so that none is to be made. */
  readonly isForeign?: boolean;
}

/**
 * Hosts without a cloud identity are found by their host id, whatever type and key others gave them; the
 * rest by type and key, which are those of the cloud. Never by name: the mapper relates every match, and
 * two hosts of one name would become one.
 */
function filterKeys(target: Entity, isForeign: boolean): Mapping['targetFilterKeys'] {
  return target._type === 'discovered_host' && !isForeign
    ? [['_class', 'qualysQwebHostId']]
    : [['_type', '_key']];
}

/** The relationship in the form that JupiterOne's mapper takes. Properties that are absent are left out. */
export function mappedRelationship(ends: MappedEnds): MappedRelationship {
  const { kind, sourceKey, target, direction, isForeign = false } = ends;
  const [from, to] = direction === 'FORWARD' ? [sourceKey, target._key] : [target._key, sourceKey];
  const properties = Object.entries(withRequiredNulls(target)).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return {
    _key: relationshipKey(from, kind.class, to),
    _type: kind.type,
    _class: kind.class,
    displayName: kind.class,
    _mapping: {
      relationshipDirection: direction,
      sourceEntityKey: sourceKey,
      targetFilterKeys: filterKeys(target, isForeign),
      targetEntity: Object.fromEntries(properties),
      skipTargetCreation: isForeign,
    },
  };
}
