import type { PropertyValue } from '../model/property.ts';
import { duckdbDialect } from './dialect/duckdb.ts';
import { FAMILIES, type Family, OTHER_FAMILY } from './families.ts';
import type { CatalogKind, GraphCatalog } from './graph-catalog.ts';
import type { Row, Value } from './graph-store.ts';

/** An entity or relationship in the flat form of JupiterOne: metadata with an underscore, properties beside it. */
export type ExportedObject = Readonly<Record<string, PropertyValue>>;

/** Reading everything takes as long as it takes. */
export const NO_TIME_LIMIT_MS = 24 * 3_600_000;

/** How the rows of one family become objects. */
export interface EntityRows {
  readonly family: Family;
  /** The types of the family that the store knows, by number. */
  readonly kinds: ReadonlyMap<number, CatalogKind>;
  /** The numbers of these types, as an SQL list. */
  readonly kindList: string;
  /** What to select from an alias of `entity`. */
  select(alias: string): string;
  /** The object of a row that was selected so. */
  object(row: Row): ExportedObject;
}

/** How to read the entities of each family that the store has any type of. */
export function entityRows(catalog: GraphCatalog): readonly EntityRows[] {
  return FAMILIES.flatMap((family) => {
    const kinds = new Map(kindsOf(family, catalog).map((kind) => [kind.id, kind]));
    return kinds.size === 0 ? [] : [rowsOf(family, kinds, catalog)];
  });
}

function rowsOf(
  family: Family,
  kinds: ReadonlyMap<number, CatalogKind>,
  catalog: GraphCatalog,
): EntityRows {
  const properties = [...catalog.columns]
    .filter(([, { column }]) => family.columns.includes(column))
    .map(([property, { column }]): readonly [string, string] => [property, column]);
  return {
    family,
    kinds,
    kindList: `(${[...kinds.keys()].join(', ')})`,
    select: (alias) =>
      [
        `${alias}.kind_id AS "_kind"`,
        `${alias}.key AS "_key"`,
        `${alias}.props`,
        ...properties.map(([, column]) => `${alias}.${duckdbDialect.identifier(column)}`),
      ].join(', '),
    object: (row) => {
      const kind = kinds.get(Number(row['_kind']));
      const object: Record<string, PropertyValue> = {
        _key: String(row['_key']),
        _type: kind?.type,
        _class: kind?.classes,
      };
      for (const [property, column] of properties) {
        const value = row[column];
        if (value !== null) object[property] = propertyValue(value);
      }
      return Object.assign(object, propertiesOf(row));
    },
  };
}

function propertyValue(value: Value | undefined): PropertyValue {
  return Array.isArray(value) ? value.map(String) : (value as PropertyValue);
}

/** The properties in `props` of a row. */
export function propertiesOf(row: Row): Record<string, PropertyValue> {
  return typeof row['props'] === 'string' ? JSON.parse(row['props']) : {};
}

/** Kinds that live in a family. */
function kindsOf(family: Family, catalog: GraphCatalog): readonly CatalogKind[] {
  return catalog.kinds.filter(({ type }) =>
    family === OTHER_FAMILY
      ? !FAMILIES.some((other) => other !== OTHER_FAMILY && other.types.includes(type))
      : family.types.includes(type),
  );
}
