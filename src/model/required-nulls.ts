import { entityKind } from './entity-kinds.ts';
import type { Entity } from './graph-object.ts';
import type { PropertyTable } from './property.ts';

/**
 * Properties that a class schema requires on every entity, null allowed, whatever the kind (Finding of
 * @jupiterone/data-model 0.64.2: severity and numericSeverity are absent where Qualys gives none).
 */
const REQUIRED_BY_CLASS: Readonly<Record<string, readonly string[]>> = {
  Finding: ['severity', 'numericSeverity'],
};

const BY_TYPE = new Map<string, readonly string[]>();

/**
 * The entity as the class schemas of JupiterOne want it: a property that they require, and that is
 * absent, is there with the value null. Inside the graph absent properties are simply not there; this
 * form is for uploads and for validation. Properties that are undefined are left out.
 */
export function withRequiredNulls(entity: Entity): Entity {
  const nulls = Object.fromEntries(requiredNulls(entity).map((name) => [name, null]));
  const present = Object.fromEntries(
    Object.entries(entity).filter(([, value]) => value !== undefined),
  );
  return { ...nulls, ...present } as Entity;
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
