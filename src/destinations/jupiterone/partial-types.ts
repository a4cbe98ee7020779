import type { CatalogEdgeKind, CatalogKind } from '../../graph/index.ts';
import { entityKind } from '../../model/entity-kinds.ts';

/**
 * What a run can say of the entities of one type: it read all of them, it missed some, it was told not to
 * read them, or the account may not.
 */
export type TypeCoverage = 'complete' | 'incomplete' | 'disabled' | 'not-licensed';

/** By entity type. A type that is not in it was not read. */
export type RunCoverage = Readonly<Record<string, TypeCoverage>>;

/** A type of which JupiterOne must not remove anything, and why. */
export interface PartialType {
  readonly type: string;
  readonly reason: 'never-completely-read' | 'disabled' | 'not-licensed';
}

/** Findings come first: vulnerabilities are read for them. */
const FINDINGS = ['qualys_host_finding', 'qualys_web_app_finding'];
const OF_FINDINGS = ['qualys_vuln', 'cve'];

/**
 * The types whose entities or relationships the graph may lack without their having gone: never completely
 * read, disabled, not licensed. Of every other type the graph has all there is, or what there was when it was
 * last read: it keeps what a failed page would have told.
 *
 * @param runs what the applied runs of the instance covered, the newest first
 */
export function partialTypes(
  runs: readonly RunCoverage[],
  kinds: readonly CatalogKind[],
  edgeKinds: readonly CatalogEdgeKind[],
): readonly PartialType[] {
  const own = kinds.filter(({ type }) => entityKind(type) !== undefined);
  const reasons = new Map<string, PartialType['reason']>();
  for (const { type } of own) {
    const reason = reasonOf(type, runs);
    if (reason !== undefined) reasons.set(type, reason);
  }
  // What was not read for want of findings cannot be told from what no finding has any more.
  const areFindingsMissing = FINDINGS.some((type) => reasons.get(type) === 'never-completely-read');
  for (const type of areFindingsMissing ? OF_FINDINGS : []) {
    if (!reasons.has(type)) reasons.set(type, 'never-completely-read');
  }
  const typeOf = new Map(kinds.map(({ id, type }) => [id, type]));
  const partial = new Map([...reasons]);
  for (const { type, fromKind, toKind, origin } of edgeKinds) {
    for (const end of [toKind, fromKind]) {
      const endType = typeOf.get(end) ?? '';
      // A host of another integration that ours stands for is known by reading our hosts.
      const isForeign = origin === 'mapped' && entityKind(endType) === undefined;
      const reason = reasons.get(isForeign ? 'discovered_host' : endType);
      if (reason !== undefined) partial.set(type, reason);
    }
  }
  return [...partial]
    .map(([type, reason]) => ({ type, reason }))
    .sort((a, b) => a.type.localeCompare(b.type));
}

function reasonOf(type: string, runs: readonly RunCoverage[]): PartialType['reason'] | undefined {
  const latest = runs[0]?.[type];
  if (latest === 'disabled' || latest === 'not-licensed') return latest;
  return runs.some((run) => run[type] === 'complete') ? undefined : 'never-completely-read';
}
