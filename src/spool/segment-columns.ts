import { COLUMNS } from '../model/columns.ts';
import type { PropertyType } from '../model/property.ts';

/** A name that a row of a segment can hold, with the type of its value. */
export interface SegmentColumn {
  readonly name: string;
  readonly type: PropertyType | 'json';
}

/**
 * What a row says besides the properties. The names begin with an underscore, which no property column
 * does.
 *
 * - `_row`: `entity`, `finding`, `target`, `relationship` or `covered`
 * - `_type`, `_key`: as in the entity or relationship; `_class` of a relationship; `_classes` of an entity
 *   whose type the model does not declare
 * - `_hash`: over the properties that are not volatile
 * - `_space`, `_ref`: the asset of a finding, target or covered row
 * - `_scanner`, `_order`, `_enriched`: of a target
 * - `_from`, `_to`: keys of the ends of a relationship
 * - `_props`: properties without a typed column
 */
export const ROW_COLUMNS: readonly SegmentColumn[] = [
  { name: '_row', type: 'text' },
  { name: '_type', type: 'text' },
  { name: '_key', type: 'text' },
  { name: '_class', type: 'text' },
  { name: '_classes', type: 'textList' },
  { name: '_hash', type: 'text' },
  { name: '_space', type: 'text' },
  { name: '_ref', type: 'text' },
  { name: '_scanner', type: 'text' },
  { name: '_order', type: 'number' },
  { name: '_enriched', type: 'boolean' },
  { name: '_from', type: 'text' },
  { name: '_to', type: 'text' },
  { name: '_props', type: 'json' },
];

/** Every name that a row of a segment can hold: {@link ROW_COLUMNS} and the property columns of the model. */
export const SEGMENT_COLUMNS: readonly SegmentColumn[] = [...ROW_COLUMNS, ...COLUMNS];
