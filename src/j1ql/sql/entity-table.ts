import { ENDED_TOO, type EntityTable, entityTable } from '../../graph/index.ts';
import type { QueryContext } from './context.ts';

/** The view of all entities. */
const EVERYTHING = 'entity';

/**
 * The table of a node, where one table holds all of its kinds: engines estimate and sort a table better than the
 * view, which is a union of all. Undefined: the view, with every column.
 */
export function ownTable(
  context: QueryContext,
  kinds: ReadonlySet<number>,
): EntityTable | undefined {
  // What ended is put together from the view.
  if (context.seq === ENDED_TOO) return undefined;
  return entityTable(
    context.catalog.kinds.filter(({ id }) => kinds.has(id)).map(({ type }) => type),
  );
}

/** Name of the table or view that holds entities of the kinds. */
export function tableOfKinds(context: QueryContext, kinds: ReadonlySet<number>): string {
  return ownTable(context, kinds)?.name ?? EVERYTHING;
}

/** Name of the table or view that holds a node. */
export function tableOf(context: QueryContext, node: number): string {
  return tableOfKinds(context, context.query.nodes[node]?.kinds ?? new Set());
}

/** True if the table of a node has the column; otherwise its values are in `props`. */
export function hasColumn(context: QueryContext, node: number, column: string): boolean {
  const own = ownTable(context, context.query.nodes[node]?.kinds ?? new Set());
  return own === undefined || own.columns.has(column);
}
