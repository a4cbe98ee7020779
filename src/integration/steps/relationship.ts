import { relationshipKey, relationshipType } from '../../model/edge-kind.ts';
import type { Entity, Relationship } from '../../model/graph-object.ts';

/** A relationship that the source states between two entities of its own. */
export function statedRelationship(
  from: Pick<Entity, '_key' | '_type'>,
  relationshipClass: string,
  to: Pick<Entity, '_key' | '_type'>,
): Relationship {
  return {
    _key: relationshipKey(from._key, relationshipClass, to._key),
    _type: relationshipType(from._type, relationshipClass, to._type),
    _class: relationshipClass,
    _fromEntityKey: from._key,
    _toEntityKey: to._key,
  };
}
