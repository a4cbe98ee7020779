import type { Catalog } from '../../../../../src/server/api/catalog.ts';
import type { Selector } from './walk.ts';

/** A property with what the catalog says of it. */
export interface KnownProperty {
  readonly name: string;
  readonly type: Catalog['metadata'][string]['type'];
  readonly description: string | undefined;
}

type CatalogType = Catalog['types'][number];

/** The entity types that classes and types stand for; all of them for `*`, texts and smart classes. */
export function typesOf(names: readonly string[], { types }: Catalog): readonly CatalogType[] {
  const plain = names.filter((name) => !name.startsWith('#'));
  if (plain.length === 0) return types;
  return types.filter(({ type, classes }) =>
    plain.some((name) => name === type || classes.includes(name)),
  );
}

/** The properties that what is selected can have, by name. */
export function propertiesOf(selector: Selector, catalog: Catalog): readonly KnownProperty[] {
  const found = new Map<string, KnownProperty>();
  const add = (properties: Catalog['metadata'] = {}) => {
    for (const [name, { type, description }] of Object.entries(properties)) {
      if (!found.has(name)) found.set(name, { name, type, description });
    }
  };
  if (selector.kind === 'edge') {
    add(catalog.edgeMetadata);
  } else {
    const types = typesOf(selector.names, catalog);
    for (const { properties } of types) add(properties);
    add(catalog.metadata);
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name));
}

/** Names of one's own before those that everything has. */
function order(a: string, b: string): number {
  const last = Number(a.startsWith('_')) - Number(b.startsWith('_'));
  return last === 0 ? a.localeCompare(b, 'en') : last;
}

/** What a reference such as `h.hostname` begins with: an alias, or a name that stands in the query. */
export function selectorNamed(name: string, selectors: readonly Selector[]): Selector | undefined {
  return (
    selectors.find(({ alias }) => alias === name) ??
    selectors.find(({ alias, names }) => alias === undefined && names.includes(name))
  );
}

/** How a thing of the query can be called in RETURN. */
export function nameOf({ alias, names }: Selector): string | undefined {
  return alias ?? (names.length === 1 ? names[0] : undefined);
}

/** Relationships that touch one of the types. */
export function relationshipsAt(
  types: readonly CatalogType[],
  { relationships }: Catalog,
): Catalog['relationships'] {
  const names = new Set(types.map(({ type }) => type));
  return relationships.filter(({ from, to }) => names.has(from) || names.has(to));
}
