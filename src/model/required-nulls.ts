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
  for (const [name, value] of Object.entries(entity)) {
    if (value === undefined) continue;
    if (ACCEPTED_NAME.test(name)) {
      completed[name] = value;
    } else {
      completed[acceptedName(name)] ??= value;
    }
  }
  // The metadata of the entity is among what was copied.
  return completed as Entity;
}

function acceptedName(name: string): string {
  return name.replace(/(?!^_)[^A-Za-z0-9. -]/g, '-');
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
