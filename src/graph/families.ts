import { COLUMNS } from '../model/columns.ts';
import type { EntityKind } from '../model/entity-kind.ts';
import { ENTITY_KINDS, entityKind } from '../model/entity-kinds.ts';
import type { PropertyType } from '../model/property.ts';
import { FOREIGN_PROPERTIES } from '../spool/index.ts';

/**
 * The table that the entities of some types live in. A table of its own holds only the columns that its
 * types declare: with one table for all of them an insert of a million findings takes three times as long
 * and runs out of memory, because every empty column costs as well. Queries see the view `entity`.
 */
export interface Family {
  /** Name of the table. */
  readonly table: string;
  /** Types of the model that live here; every other type lives in the last family. */
  readonly types: readonly string[];
  /** Property columns of the table. */
  readonly columns: readonly string[];
  /**
   * Property columns that an apply updates in place: volatile ones of fixed width. Only where a tenant has
   * so many rows that replacing them costs too much.
   */
  readonly lightColumns: readonly string[];
  /** Of these and the lists, those that a target without enrichment leaves as they are. */
  readonly enrichmentColumns: readonly string[];
  /** The same for properties in `props`, by property name. */
  readonly enrichmentProperties: readonly string[];
  /** True for findings: they refer to the asset that they are on. */
  readonly isOfFindings: boolean;
  /** True if the mapper places entities of this family. */
  readonly isMapped: boolean;
}

/** Properties of these kinds that have a column and for which `test` holds, as columns. */
function columnsWhere(
  kinds: readonly EntityKind[],
  test: (definition: EntityKind['properties'][string]) => boolean,
): readonly string[] {
  return COLUMNS.filter(({ property }) =>
    kinds.some((kind) => {
      const definition = kind.properties[property];
      return definition !== undefined && definition.column !== false && test(definition);
    }),
  ).map(({ name }) => name);
}

/** Volatile properties of these types are in the hash `_light` of a segment (see spool/). */
function isFixedWidth(type: PropertyType): boolean {
  return type !== 'text' && type !== 'textList';
}

function family(table: string, types: readonly string[]): Family {
  const kinds = ENTITY_KINDS.filter((kind) => types.includes(kind.type));
  return {
    table,
    types,
    columns: columnsWhere(kinds, () => true),
    lightColumns: [],
    enrichmentColumns: columnsWhere(kinds, ({ enrichment }) => enrichment === true),
    enrichmentProperties: [
      ...new Set(
        kinds.flatMap((kind) =>
          Object.entries(kind.properties)
            .filter(([, { enrichment, column }]) => enrichment === true && column === false)
            .map(([property]) => property),
        ),
      ),
    ],
    isOfFindings: false,
    isMapped: kinds.some(({ ownership }) => ownership === 'mapped'),
  };
}

/** A family with one type of findings. */
function ofFindings(table: string, type: string): Family {
  const kinds = ENTITY_KINDS.filter((kind) => kind.type === type);
  return {
    ...family(table, [type]),
    isOfFindings: true,
    lightColumns: columnsWhere(
      kinds,
      (definition) => definition.volatile === true && isFixedWidth(definition.type),
    ),
  };
}

/** Declared types that have a family of their own kind, because a tenant has many of them. */
const LARGE: readonly Family[] = [
  family('entity_host', ['aws_instance', 'azure_vm', 'google_compute_instance', 'discovered_host']),
  ofFindings('entity_host_finding', 'qualys_host_finding'),
  ofFindings('entity_web_app_finding', 'qualys_web_app_finding'),
  family('entity_vulnerability', ['qualys_vuln', 'cve']),
];

const SMALL_TYPES = ENTITY_KINDS.map(({ type }) => type).filter(
  (type) => !LARGE.some(({ types }) => types.includes(type)),
);

const SMALL = family('entity_other', SMALL_TYPES);

/** Where everything else lives: the few of the model, and all types of other integrations. */
export const OTHER_FAMILY: Family = {
  ...SMALL,
  columns: COLUMNS.filter(
    ({ property, name }) => SMALL.columns.includes(name) || FOREIGN_PROPERTIES.has(property),
  ).map(({ name }) => name),
};

/** Every family. */
export const FAMILIES: readonly Family[] = [...LARGE, OTHER_FAMILY];

/** The family of an entity type. */
export function familyOf(type: string): Family {
  return LARGE.find(({ types }) => types.includes(type)) ?? OTHER_FAMILY;
}

/** Who owns entities of this type: types of other integrations belong to the instance that brought them. */
export function ownershipOf(type: string): EntityKind['ownership'] {
  return entityKind(type)?.ownership ?? 'instance';
}
