import { mix } from '../random.ts';
import type { LifeStatus } from '../time/detection-life.ts';
import type { Detection } from './detection.ts';
import type { Host, Tag } from './host.ts';
import type { Vulnerability } from './vulnerability.ts';

const SALT = 0xed17;

/** What a detection's scans found out by an event; stands in place of what its life would say. */
export interface StatusEdit {
  readonly status: LifeStatus;
  readonly changed: number;
  /** Last found, and how often: frozen while fixed. */
  readonly lastFound: number;
  readonly timesFound: number;
  readonly lastFixed: number | undefined;
  readonly firstReopened: number | undefined;
  readonly lastReopened: number | undefined;
  readonly timesReopened: number;
}

/** What events did to one detection. */
export interface DetectionEdit {
  readonly status?: StatusEdit;
  readonly isIgnored?: boolean;
  readonly isDisabled?: boolean;
}

/** Severity that somebody gave to a QID. */
export interface Rating {
  readonly severity: number;
  readonly at: number;
}

/**
 * What events did to a world. Kept apart from what follows from seed and day, and empty until something
 * happens: only what was touched takes memory. Hosts are named by their index; everything of a host but its
 * id follows from it, so a host that got a new id keeps it.
 */
export class Edits {
  /** First day of the records that were added. */
  readonly added = new Map<number, number>();
  /** Records that were purged. */
  readonly purged = new Set<number>();
  /** Record that holds a host now, for those that moved. */
  readonly records = new Map<number, number>();
  /** The reverse of {@link records}. */
  readonly origins = new Map<number, number>();
  /** Records that were given out by events, ascending. */
  readonly given: number[] = [];
  /** Tags that came (a tag) or went (nothing), by name. */
  readonly tags = new Map<number, Map<string, Tag | undefined>>();
  /** By QID. */
  readonly ratings = new Map<number, Rating>();
  /** By host and slot. */
  readonly detections = new Map<number, Map<number, DetectionEdit>>();
  /** Times of scans besides the regular ones. */
  readonly scans = new Map<number, number>();
  /** When half of the detections of a host were first found, as far as its new record knows. */
  readonly refound = new Map<number, number>();
  /** Web applications that were deleted. */
  readonly removedWebApps = new Set<number>();
  /** Ids of the hosts that the user may see; undefined for all of them. */
  scope: Set<number> | undefined;

  /** Whether an id is inside what the user may see. */
  isVisible(id: number): boolean {
    return this.scope === undefined || this.scope.has(id);
  }

  /** The record that holds a host. */
  recordOf(index: number): number {
    return this.records.get(index) ?? index;
  }

  /** The host that a record holds, or undefined for a record whose host moved away. */
  indexOf(record: number): number | undefined {
    return this.origins.get(record) ?? (this.records.has(record) ? undefined : record);
  }
}

/** A host with what events did to it. */
export function editedHost(edits: Edits, host: Host, id: number, record: number): Host {
  const tags = edits.tags.get(host.index);
  const scanned = edits.scans.get(host.index) ?? Number.NEGATIVE_INFINITY;
  if (record === host.index && tags === undefined && scanned <= host.lastVmScanned) return host;
  const isScanned = scanned > host.lastVmScanned;
  return {
    ...host,
    id,
    record,
    tags: tags === undefined ? host.tags : editedTags(host.tags, tags),
    ...(isScanned && {
      lastScanned: Math.max(scanned, host.lastScanned),
      lastVmScanned: scanned,
      lastAuthScanned: host.lastAuthScanned === undefined ? undefined : scanned,
      lastActivity:
        host.lastActivity === undefined ? undefined : Math.max(scanned, host.lastActivity),
    }),
  };
}

function editedTags(
  tags: readonly Tag[],
  edits: ReadonlyMap<string, Tag | undefined>,
): readonly Tag[] {
  const kept = tags.filter(({ name }) => !edits.has(name) || edits.get(name) !== undefined);
  for (const tag of edits.values()) {
    if (tag !== undefined && !kept.some(({ name }) => name === tag.name)) kept.push(tag);
  }
  return kept.toSorted((one, other) => one.id - other.id);
}

/** Detections of a host with what events did to them. */
export function editedDetections(
  edits: Edits,
  host: Host,
  detections: readonly Detection[],
): readonly Detection[] {
  const own = edits.detections.get(host.index);
  const scanned = edits.scans.get(host.index);
  const refound = edits.refound.get(host.index);
  if (own === undefined && scanned === undefined && refound === undefined) return detections;
  return detections.map((detection) => {
    const edited = withEdit(detection, own?.get(detection.slot));
    return withRefound(withScan(edited, host, scanned), refound);
  });
}

function withEdit(detection: Detection, edit: DetectionEdit | undefined): Detection {
  if (edit === undefined) return detection;
  const { status } = edit;
  return {
    ...detection,
    isIgnored: edit.isIgnored ?? detection.isIgnored,
    isDisabled: edit.isDisabled ?? detection.isDisabled,
    ...(status !== undefined && {
      ...status,
      ...(status.status !== 'Fixed' && {
        lastFound: Math.max(status.lastFound, detection.lastTested),
        timesFound: Math.max(status.timesFound, detection.timesFound),
      }),
      lastUpdated: status.status === 'Fixed' ? status.changed : detection.lastProcessed,
    }),
  };
}

function withScan(detection: Detection, host: Host, scanned: number | undefined): Detection {
  if (scanned === undefined || scanned <= detection.lastTested) return detection;
  const isFixed = detection.status === 'Fixed';
  return {
    ...detection,
    lastFound: isFixed ? detection.lastFound : Math.max(scanned, detection.lastFound),
    lastTested: scanned,
    lastProcessed: host.lastScanned,
    lastUpdated: isFixed ? detection.lastUpdated : host.lastScanned,
  };
}

function withRefound(detection: Detection, refound: number | undefined): Detection {
  if (refound === undefined || detection.status === 'Fixed') return detection;
  if (detection.firstFound >= refound || mix(SALT, detection.slot) % 2 === 1) return detection;
  return { ...detection, firstFound: refound };
}

/** A QID with the severity that somebody gave to it. */
export function editedVulnerability(edits: Edits, vulnerability: Vulnerability): Vulnerability {
  const rating = edits.ratings.get(vulnerability.qid);
  if (rating === undefined) return vulnerability;
  return {
    ...vulnerability,
    severity: rating.severity,
    modified: Math.max(vulnerability.modified, rating.at),
  };
}
