import type { Entity } from '../../src/model/graph-object.ts';
import { withRequiredNulls } from '../../src/model/required-nulls.ts';
import type { GraphObject } from './compare-graphs.ts';

/**
 * A graph in the form that JupiterOne has it in: names of tags hold no characters that its schemas refuse, and
 * private addresses are no targets.
 */
export function inJupiterOne(objects: Iterable<object>): readonly object[] {
  return [...objects].map((object) => {
    if ('_fromEntityKey' in object) return object;
    const { targets, ...rest } = object as Entity;
    const told = Array.isArray(targets)
      ? targets.filter((target) => !PRIVATE.test(String(target)))
      : [];
    return withRequiredNulls({ ...rest, ...(told.length > 0 && { targets: told }) } as Entity);
  });
}

/** Addresses that are not routed; written otherwise than the code that is tested. */
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

interface Mapping {
  readonly relationshipDirection: 'FORWARD' | 'REVERSE';
  readonly sourceEntityKey: string;
  readonly targetFilterKeys: readonly (readonly string[])[];
  readonly targetEntity: GraphObject;
  readonly skipTargetCreation: boolean;
}

/**
 * The graph that JupiterOne has of what an integration brought, in the form that our own graph exports: every
 * mapped relationship is placed as JupiterOne's mapper does it (reference 4.2), found among what there is or
 * made. Written from the reference alone.
 *
 * @throws if a key comes twice, or a relationship has an end that nobody brought
 */
export function placeMapped(objects: Iterable<GraphObject>): readonly GraphObject[] {
  const entities = new Map<string, Record<string, unknown>>();
  const byFilter = new Map<string, Record<string, unknown>>();
  const relationships: GraphObject[] = [];
  const mapped: GraphObject[] = [];
  const keys = new Set<unknown>();
  for (const object of objects) {
    if (keys.has(object['_key'])) throw new Error(`twice: ${object['_key']}`);
    keys.add(object['_key']);
    if ('_mapping' in object) mapped.push(object);
    else if ('_fromEntityKey' in object) relationships.push(relationship(object));
    else entities.set(String(object['_key']), { ...object });
  }
  for (const object of mapped) {
    const mapping = object['_mapping'] as Mapping;
    const target = targetOf(mapping, entities, byFilter);
    const [from, to] =
      mapping.relationshipDirection === 'FORWARD'
        ? [mapping.sourceEntityKey, target['_key']]
        : [target['_key'], mapping.sourceEntityKey];
    const { _mapping: _, ...rest } = object as Record<string, unknown>;
    relationships.push(relationship({ ...rest, _fromEntityKey: from, _toEntityKey: to }));
  }
  for (const each of relationships) {
    for (const end of [each['_fromEntityKey'], each['_toEntityKey']]) {
      if (!entities.has(String(end))) throw new Error(`${each['_key']}: nobody brought ${end}`);
    }
  }
  return [...entities.values(), ...relationships];
}

/** The entity that matches; properties of one that the mapper made accumulate. */
function targetOf(
  { targetFilterKeys, targetEntity, skipTargetCreation }: Mapping,
  entities: Map<string, Record<string, unknown>>,
  made: Map<string, Record<string, unknown>>,
): Record<string, unknown> {
  const identities = targetFilterKeys.map((names) =>
    JSON.stringify(names.map((name) => [name, targetEntity[name]])),
  );
  const found = identities.map((identity) => made.get(identity)).find((each) => each !== undefined);
  if (found !== undefined) return Object.assign(found, targetEntity);
  const key = String(targetEntity['_key']);
  if (skipTargetCreation || entities.has(key)) throw new Error(`no place for the target ${key}`);
  const target = { ...targetEntity };
  entities.set(key, target);
  for (const identity of identities) made.set(identity, target);
  return target;
}

/** Relationships are shown by their class; our own graph says so without a property. */
function relationship({ displayName, ...rest }: GraphObject): GraphObject {
  if (displayName !== rest['_class']) throw new Error(`${rest['_key']} is shown as ${displayName}`);
  return rest;
}
