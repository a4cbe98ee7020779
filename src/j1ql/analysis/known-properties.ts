import type { GraphCatalog } from '../../graph/index.ts';
import { entityKind } from '../../model/entity-kinds.ts';
import { didYouMean } from '../did-you-mean.ts';
import { NODE_METADATA } from './metadata.ts';

/**
 * Declared property names of the given kinds, or undefined where one of them is of another integration
 * and may have any.
 */
export function declaredProperties(
  kinds: Iterable<number>,
  catalog: GraphCatalog,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const id of kinds) {
    const type = catalog.kinds.find((kind) => kind.id === id)?.type;
    const declaration = type === undefined ? undefined : entityKind(type);
    if (declaration === undefined) return undefined;
    for (const name of Object.keys(declaration.properties)) names.add(name);
  }
  return names;
}

/** Names of the properties that entities of the kinds can have, as far as they are declared. */
export function knownProperties(
  kinds: ReadonlySet<number>,
  catalog: GraphCatalog,
): readonly string[] {
  const declared = declaredProperties(kinds, catalog);
  return declared === undefined ? [...catalog.columns.keys()] : [...declared];
}

/** A warning for a property that none of the kinds has, or undefined. Tags are never declared. */
export function propertyWarning(
  property: string,
  label: string,
  kinds: ReadonlySet<number>,
  catalog: GraphCatalog,
): string | undefined {
  if (kinds.size === 0 || property.startsWith('tag.') || property in NODE_METADATA)
    return undefined;
  const declared = declaredProperties(kinds, catalog);
  if (declared === undefined || declared.has(property)) return undefined;
  const meant = didYouMean(property, [...declared, ...Object.keys(NODE_METADATA)]);
  return `No ${label} has a property ${property}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}
