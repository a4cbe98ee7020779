import { entityKind } from './entity-kinds.ts';
import type { Entity } from './graph-object.ts';
import type { PropertyTable, PropertyValue } from './property.ts';

/**
 * Properties that a class schema requires on every entity, null allowed, whatever the kind (Finding of
 * @jupiterone/data-model 0.64.2: severity and numericSeverity are absent where Qualys gives none).
 */
const REQUIRED_BY_CLASS: Readonly<Record<string, readonly string[]>> = {
  Finding: ['severity', 'numericSeverity'],
};

const BY_TYPE = new Map<string, readonly string[]>();

/** Names of properties that the class schemas accept (`propertyNames` of GraphObject). */
const ACCEPTED_NAME = /^(_|tag\.)?[A-Za-z0-9. -]+$/;

/**
 * The entity as the class schemas of JupiterOne want it. For uploads and for validation; inside the graph
 * absent properties are simply not there, and tags have the names that their cloud gave them.
 *
 * - A property that the schemas require, and that is absent, is there with the value null.
 * - In the name of a tag every character that they refuse becomes a hyphen: `tag.cost_center` is
 *   `tag.cost-center`. Of two names that become one, the first stands.
 * - Properties that are undefined are left out.
 */
export function withRequiredNulls(entity: Entity): Entity {
  const completed: Record<string, PropertyValue> = {};
  for (const name of requiredNulls(entity)) completed[name] = null;
  for (const name of Object.keys(entity)) {
    const value = entity[name];
    if (value === undefined) continue;
    const accepted = acceptedName(name);
    if (accepted === name) completed[name] = value;
    else completed[accepted] ??= value;
  }
  // The metadata of the entity is among what was copied.
  return completed as Entity;
}

/** Names that were met before: looking at each of them for each of a million entities takes longer than all else. */
const ACCEPTED_NAMES = new Map<string, string>();
/** Tags have names that others choose. */
const MOST_NAMES = 10_000;

function acceptedName(name: string): string {
  const known = ACCEPTED_NAMES.get(name);
  if (known !== undefined) return known;
  const accepted = ACCEPTED_NAME.test(name) ? name : name.replace(/(?!^_)[^A-Za-z0-9. -]/g, '-');
  if (ACCEPTED_NAMES.size < MOST_NAMES) ACCEPTED_NAMES.set(name, accepted);
  return accepted;
}

function requiredNulls(entity: Entity): readonly string[] {
  const known = BY_TYPE.get(entity._type);
  if (known !== undefined) return known;
  const properties: PropertyTable = entityKind(entity._type)?.properties ?? {};
  const declared = Object.entries(properties)
    .filter(([, definition]) => definition.requiredNull)
    .map(([name]) => name);
  const names = [...declared, ...entity._class.flatMap((name) => REQUIRED_BY_CLASS[name] ?? [])];
  BY_TYPE.set(entity._type, names);
  return names;
}
