import type { StoredVersion } from './history.ts';

/** Every reason that a finding can have for not being open. */
const REASONS = [
  'fixed',
  'notReported',
  'ignored',
  'disabled',
  'hostPurged',
  'merged',
  'outOfScope',
];

const FINDINGS = ['qualys_host_finding', 'qualys_web_app_finding'];

/** What must not end as long as the platform has it. */
const LASTING = [
  ...FINDINGS,
  'discovered_host',
  'aws_instance',
  'azure_vm',
  'google_compute_instance',
  'web_app',
];

/** Name of an object across its versions. */
export function nameOf({ type, key }: Pick<StoredVersion, 'type' | 'key'>): string {
  return `${type} ${key}`;
}

/** The versions of each object, oldest first. */
function byName(history: readonly StoredVersion[]): Map<string, StoredVersion[]> {
  const objects = new Map<string, StoredVersion[]>();
  for (const version of history) {
    const versions = objects.get(nameOf(version));
    if (versions === undefined) objects.set(nameOf(version), [version]);
    else versions.push(version);
  }
  return objects;
}

/** What is known of the platform that a history must agree with. */
export interface Known {
  /** Names of the findings that were ever fixed. */
  readonly everFixed: ReadonlySet<string>;
  /** Ids of the hosts that were there once and not any more; all those that were merged into others are among them. */
  readonly vanished: ReadonlySet<string>;
}

/** Everything in a history that cannot be, one line each. */
export function impossible(history: readonly StoredVersion[], known: Known): string[] {
  const problems: string[] = [];
  for (const [name, versions] of byName(history)) {
    for (const [at, version] of versions.entries()) {
      const problem = problemOf(version, versions[at + 1]) ?? reasonProblem(version, known);
      if (problem !== undefined) problems.push(`${name} v${version.version}: ${problem}`);
    }
  }
  return problems;
}

function problemOf(version: StoredVersion, next: StoredVersion | undefined): string | undefined {
  const { endSeq, endOn, beginSeq, beginOn } = version;
  if (endSeq !== undefined && endSeq <= beginSeq) return `ends at ${endSeq}, began at ${beginSeq}`;
  if ((endSeq === undefined) !== (endOn === undefined)) return 'has one end of two';
  if (endOn !== undefined && endOn < beginOn) return 'ended before it began';
  if (version.createdOn > beginOn) return 'began before it was created';
  if (next === undefined) return undefined;
  if (endSeq === undefined || next.beginSeq < endSeq) return 'overlaps the next version';
  if (next.version <= version.version) return `is followed by version ${next.version}`;
  if (next.id !== version.id) return `is followed by another id`;
  if (next.createdOn > version.createdOn) return 'was created later in the next version';
  return undefined;
}

function reasonProblem(version: StoredVersion, known: Known): string | undefined {
  const { type, key, closedReason } = version;
  if (!FINDINGS.includes(type)) return undefined;
  if (closedReason !== undefined && !REASONS.includes(closedReason)) {
    return `closed for ${closedReason}`;
  }
  if (closedReason === 'fixed' && !known.everFixed.has(nameOf(version))) {
    return 'says fixed and never was';
  }
  if (closedReason === 'merged' && !known.vanished.has(hostOf(key)))
    return 'says merged, and its host was always there';
  return undefined;
}

function hostOf(key: string): string {
  return key.split(':')[1] ?? '';
}

/** Versions of what ended without another version at once. */
export function endings(history: readonly StoredVersion[]): readonly StoredVersion[] {
  const ended: StoredVersion[] = [];
  for (const versions of byName(history).values()) {
    for (const [at, version] of versions.entries()) {
      const next = versions[at + 1];
      if (version.endSeq !== undefined && next?.beginSeq !== version.endSeq) ended.push(version);
    }
  }
  return ended;
}

/** Findings that ended and do not say why. */
export function endedWithoutReason(history: readonly StoredVersion[]): string[] {
  return endings(history)
    .filter(({ type, closedReason }) => FINDINGS.includes(type) && closedReason === undefined)
    .map(nameOf);
}

/**
 * What ended in one apply although the platform had it at every moment of the run.
 *
 * @param moments names of all objects of the platform, at each moment from the begin of the run on
 */
export function lost(
  history: readonly StoredVersion[],
  seq: number,
  moments: readonly ReadonlySet<string>[],
): string[] {
  return endings(history)
    .filter(({ endSeq, type }) => endSeq === seq && LASTING.includes(type))
    .filter((version) => moments.every((moment) => moment.has(nameOf(version))))
    .map((version) => `${nameOf(version)} ended as ${version.closedReason}`);
}

/** Ended versions that an apply changed or removed, and objects that became younger. */
export function rewritten(
  before: readonly StoredVersion[],
  after: readonly StoredVersion[],
): string[] {
  const problems: string[] = [];
  const now = byName(after);
  for (const old of before) {
    const versions = now.get(nameOf(old));
    const same = versions?.find(({ beginSeq }) => beginSeq === old.beginSeq);
    const ofLast = versions?.at(-1);
    if (old.endSeq !== undefined) {
      const isSame = same?.endSeq === old.endSeq && same.closedReason === old.closedReason;
      if (!isSame) problems.push(`${nameOf(old)} v${old.version}: its end was rewritten`);
    } else if (same === undefined) {
      problems.push(`${nameOf(old)} v${old.version}: is gone from the history`);
    }
    if (ofLast !== undefined && ofLast.createdOn > old.createdOn) {
      problems.push(`${nameOf(old)}: created ${old.createdOn}, then ${ofLast.createdOn}`);
    }
  }
  return problems;
}
