import type { BoundQuery, EdgeVariable, Variable } from '../analysis/index.ts';
import { unwindsOf } from './unwind.ts';

/**
 * True if one end of a step has at most one other end: a finding is on one asset, and has one vulnerability
 * of its subscription. `towards` says in which direction the step is walked.
 */
export function isFunctional(edge: EdgeVariable | undefined, towards: 'right' | 'left'): boolean {
  const [group, ...others] = edge?.groups ?? [];
  if (group === undefined || others.length > 0) return false;
  const isAlongEdge = group.isForward === (towards === 'right');
  if (group.origin === 'asset') return !isAlongEdge;
  const isOneKind = new Set(group.edgeKinds.map(({ toKind }) => toKind)).size === 1;
  return group.origin === 'qid' && isAlongEdge && isOneKind;
}

/**
 * True if no two rows of the path have the same values of `variables`: then aggregates need not look for
 * duplicates. Known for plain paths and one entity of them.
 */
export function isOncePerRow(query: BoundQuery, variables: readonly Variable[]): boolean {
  const [only] = variables;
  if (only === undefined) return true;
  if (variables.length > 1 || only.kind === 'edge') return false;
  if (unwindsOf(query).length > 0) return false;
  const hops = query.steps.filter((step) => step.kind !== 'absence');
  if (hops.some((step) => step.kind === 'optional')) return false;
  const at = only.index;
  let isBehind = false;
  for (const step of hops) {
    if (step.kind !== 'hop' || step.depth !== undefined) return false;
    if (step.from === at) isBehind = true;
    const edge = query.edges[step.edge];
    if (!isFunctional(edge, isBehind ? 'right' : 'left')) return false;
    if (step.to === at) isBehind = true;
  }
  return true;
}
