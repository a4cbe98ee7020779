import type { CatalogColumn, GraphCatalog } from '../../graph/index.ts';
import { entityKind } from '../../model/entity-kinds.ts';

/**
 * The columns that entities of the given kinds can have a value in. Kinds of other integrations are not
 * declared, so they can have one in any.
 */
export function declaredColumns(
  kinds: ReadonlySet<number>,
  catalog: GraphCatalog,
): readonly (readonly [property: string, column: CatalogColumn])[] {
  const declared = new Set<string>();
  for (const { id, type } of catalog.kinds) {
    if (!kinds.has(id)) continue;
    const properties = entityKind(type)?.properties;
    if (properties === undefined) return [...catalog.columns];
    for (const name of Object.keys(properties)) declared.add(name);
  }
  return [...catalog.columns].filter(([property]) => declared.has(property));
}
