import type { GraphCatalog, Sight } from '../../graph/index.ts';
import type { BoundQuery, InstanceFacts } from '../analysis/index.ts';
import type { Engine } from '../engine/index.ts';
import type { EdgeSql } from './edge-facts.ts';
import type { Parameters } from './parameters.ts';

/** What all of one compilation shares. */
export interface Compilation {
  readonly engine: Engine;
  readonly catalog: GraphCatalog;
  readonly instances: ReadonlyMap<number, InstanceFacts>;
  readonly parameters: Parameters;
  /** Which rows the query sees. */
  readonly seq: Sight;
  /** SQL expression of the sequence that is pinned; undefined: the current rows. */
  readonly pinned: string | undefined;
  /** Ends that the SOMEHOW steps may reach, each of them. */
  readonly mostPaths: number;
  /** A number that no other sub-query of this compilation has. */
  nextSubquery(): number;
}

/** One query (or sub-query) on its way to SQL. */
export interface QueryContext extends Compilation {
  readonly query: BoundQuery;
  /** Before every table alias, so that a sub-query does not meet the names of the query around it. */
  readonly prefix: string;
  /** SQL of the relationships, once the path is compiled. */
  readonly edgeSql: Map<number, EdgeSql>;
  /** SQL of the ids of the entities of SOMEHOW paths, from end to end, by edge; once the path is compiled. */
  readonly waySql: Map<number, string>;
}

/** Table alias of a node. */
export function nodeAlias(context: QueryContext, index: number): string {
  return `${context.prefix}n${index}`;
}
