import { COLUMNS } from '../model/columns.ts';
import type { PropertyType } from '../model/property.ts';

/** A name that a row of a segment can hold, with the type of its value. */
export interface SegmentColumn {
  readonly name: string;
  readonly type: PropertyType | 'int' | 'bigint' | 'json';
}

/**
 * What a row says besides the properties. The names begin with an underscore, which no property column
 * does.
 *
 * - `_row`: `entity`, `finding`, `target`, `relationship`, `covered` or `present`
 * - `_at`: where the row begins in its segment, in bytes
 * - `_type`, `_key`: as in the entity or relationship; `_class` of a relationship
 * - `_hash`: over the properties that are not volatile
 * - `_light`: over the volatile ones that can be updated in place: numbers, dates and booleans with a column
 * - `_heavy`: over the other volatile ones
 * - `_space`, `_ref`: the asset of a finding, target, covered or present row
 * - `_scanner`, `_order`, `_enriched`: of a target; `_order` also of an entity
 * - `_read_on`, `_reason`: of a covered row, see `CoveredFacts`
 * - `_from`, `_to`: keys of the ends of a relationship
 * - `_props`: properties without a typed column
 */
export const ROW_COLUMNS: readonly SegmentColumn[] = [
  { name: '_row', type: 'text' },
  { name: '_at', type: 'bigint' },
  { name: '_type', type: 'text' },
  { name: '_key', type: 'text' },
  { name: '_class', type: 'text' },
  { name: '_hash', type: 'bigint' },
  { name: '_light', type: 'int' },
  { name: '_heavy', type: 'int' },
  { name: '_space', type: 'text' },
  { name: '_ref', type: 'text' },
  { name: '_scanner', type: 'text' },
  { name: '_order', type: 'number' },
  { name: '_enriched', type: 'boolean' },
  { name: '_read_on', type: 'bigint' },
  { name: '_reason', type: 'text' },
  { name: '_from', type: 'text' },
  { name: '_to', type: 'text' },
  { name: '_props', type: 'json' },
];

/** Every name that a row of a segment can hold: {@link ROW_COLUMNS} and the property columns of the model. */
export const SEGMENT_COLUMNS: readonly SegmentColumn[] = [...ROW_COLUMNS, ...COLUMNS];
