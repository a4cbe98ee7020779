export type { Counted } from './facets.ts';
export {
  FINDING_KINDS,
  type FindingFilter,
  type FindingKind,
  type FindingOrder,
  SEVERITIES,
  type Severity,
  SORT_KEYS,
  type SortKey,
  STATES,
  type State,
} from './filter.ts';
export { EXPORT_COLUMNS, exportCells, type ListedFinding } from './finding-cells.ts';
export { type Facets, FindingLists, type ListPage } from './finding-lists.ts';
export { stateOf } from './state.ts';
