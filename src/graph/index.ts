export { type AppliedRun, appliedRuns } from './applies.ts';
export {
  type ChangeCounts,
  changesBetween,
  countChanges,
  type GraphChange,
  type PropertyChange,
} from './changes.ts';
export {
  type DerivedJoin,
  derivedJoin,
  ENDED_TOO,
  latestRows,
  type Sight,
  visible,
} from './derived-edges.ts';
export type { Dialect } from './dialect/dialect.ts';
export { duckdbDialect } from './dialect/duckdb.ts';
export {
  isLockHeld,
  type LockFile,
  readLockFile,
  takeLockFile,
} from './driver/duckdb/lock-file.ts';
export type { ExportedObject } from './entity-rows.ts';
export { type EntityTable, entityTable } from './entity-table.ts';
export { type EntityStory, type EntityVersion, entityStory } from './entity-versions.ts';
export {
  GRAPH_ERRORS,
  GraphError,
  type GraphErrorCode,
  type GraphErrorEntry,
  isLocked,
} from './errors.ts';
export { chooseExcerpt, type GraphExcerpt } from './excerpt.ts';
export { type ExportOptions, exportGraph } from './export-graph.ts';
export { type FindingRow, findingRows, type NamedEntity } from './finding-rows.ts';
export type {
  CatalogColumn,
  CatalogEdgeKind,
  CatalogInstance,
  CatalogKind,
  GraphCatalog,
} from './graph-catalog.ts';
export type {
  AcceptedRemovals,
  ApplyCounts,
  ApplyInstance,
  ApplyReport,
  ApplyRequest,
  ApplyScope,
  GraphReader,
  GraphStore,
  Parameter,
  ReadOptions,
  Row,
  Value,
} from './graph-store.ts';
export type { HeldRemovals } from './held-removals.ts';
export {
  type CountsByType,
  type InstanceGraph,
  instanceGraph,
  type PlacedRelationship,
} from './instance-graph.ts';
export type {
  DataCounts,
  InstanceData,
  RemovalReport,
  RemovalRequest,
} from './instance-removal.ts';
export type { InstanceState, KnownHost } from './known-instance.ts';
export {
  type AgeBand,
  type EntityFacts,
  type EntitySource,
  FINDING_STATES,
  type FindingState,
  type Link,
  type NeighbourFilter,
  type NeighbourGroup,
  type NeighbourPart,
  type Neighbours,
  type NeighbourTally,
  neighboursOf,
  type Subgraph,
  subgraphOf,
} from './neighbours/index.ts';
export { type OpenBySeverity, openHistory } from './open-history.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export type { PruneReport } from './prune-report.ts';
export { SCHEMA_VERSION } from './schema.ts';
export { type Found, searchEntities } from './search.ts';
