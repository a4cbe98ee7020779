export {
  EDGE_METADATA,
  NODE_METADATA,
  type PlaceholderValue,
  type SmartClass,
} from './analysis/index.ts';
export { type CheckedQuery, check } from './check.ts';
export { type CompiledQuery, type CompileOptions, compile } from './compile.ts';
export { type Edge, mergeTrees, type TableRow, type Tree, type Vertex } from './decode/index.ts';
export { J1QL_ERRORS, J1qlError, type J1qlErrorCode, type J1qlErrorEntry } from './errors.ts';
export { explain } from './explain.ts';
export { LIMITS } from './limits.ts';
export { type Plan, type PlanLine, planText } from './plan/index.ts';
export { cursorError, queryFailure, rowLimitError } from './query-failure.ts';
