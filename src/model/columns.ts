import { ENTITY_KINDS } from './entity-kinds.ts';
import type { PropertyType } from './property.ts';

/** A property that has a typed column of its own in the stores. */
export interface Column {
  /** Name of the property, `qualysQwebHostId`. */
  readonly property: string;
  /** Name of the column, `qualys_qweb_host_id`. */
  readonly name: string;
  readonly type: PropertyType;
}

/** `qualysQwebHostId` becomes `qualys_qweb_host_id`. */
export function columnName(property: string): string {
  return property.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/**
 * Column names that the tables use for themselves; a property column of that name gets `p_` before it.
 * `closed_reason` is not among them: it is the property `closedReason`, which an apply sets too.
 */
const RESERVED = new Set([
  'id',
  'instance_id',
  'scope_id',
  'kind_id',
  'key',
  'key_hash',
  'begin_seq',
  'end_seq',
  'version',
  'hash',
  'light',
  'heavy',
  'created_on',
  'begin_on',
  'end_on',
  'source',
  'asset_ref',
  'asset_no',
  'props',
  'type',
]);

/**
 * One column per declared property name, in order of first declaration. A name that has a column has
 * it in every kind, with one type (a test makes sure); what the kinds see differently, such as
 * `category`, lives in the JSON rest.
 */
export const COLUMNS: readonly Column[] = [
  ...new Map(
    ENTITY_KINDS.flatMap((kind) =>
      Object.entries(kind.properties)
        .filter(([, definition]) => definition.column !== false)
        .map(([property, definition]): [string, Column] => {
          const name = columnName(property);
          return [
            property,
            { property, name: RESERVED.has(name) ? `p_${name}` : name, type: definition.type },
          ];
        }),
    ),
  ).values(),
];
