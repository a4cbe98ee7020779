import type { Detection } from './detection.ts';
import type { DetectionEdit } from './edits.ts';
import type { Host } from './host.ts';
import { FIRST_GIVEN, hostId } from './host-identity.ts';
import { TAGS } from './tags.ts';
import type { World } from './world.ts';

/** Tags that events bring and nobody knew before have ids from here on. */
const FIRST_TAG_ID = 56_001;

/**
 * Things that happen to a world because a test wants them to, at the world's present time. All of them take
 * effect at once, and the truth follows. What concerns a host that is not there (or that the user cannot see)
 * is refused with a RangeError.
 */
export class WorldEvents {
  readonly #world: World;
  readonly #tagIds = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Lets whole days pass. */
  advanceDays(days: number): void {
    this.#world.advanceDays(days);
  }

  /** Lets whole hours pass. */
  advanceHours(hours: number): void {
    this.#world.advanceHours(hours);
  }

  /** New machines are scanned for the first time. Their ids, ascending; a user's scope does not hold them. */
  addHosts(count: number): readonly number[] {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`count must be a whole number of at least 0, not ${count}`);
    }
    const { edits, day } = this.#world;
    return Array.from({ length: count }, () => {
      const record = this.#nextRecord();
      edits.added.set(record, day);
      return hostId(record);
    });
  }

  /** The record of a host is purged, with everything that hangs on it. */
  purgeHost(id: number): void {
    this.#world.edits.purged.add(this.#host(id).index);
  }

  /**
   * The record of a host vanishes, and a new one takes its place: another host id, the same agent id and asset
   * id, the same detections with other unique ids. Half of those that are open say that they were first found
   * now.
   *
   * @returns the new id
   */
  mergeHost(id: number): number {
    const { edits, now } = this.#world;
    const { index, record } = this.#host(id);
    const next = this.#nextRecord();
    edits.origins.delete(record);
    edits.origins.set(next, index);
    edits.records.set(index, next);
    edits.scans.set(index, now);
    edits.refound.set(index, now);
    const newId = hostId(next);
    if (edits.scope !== undefined) {
      edits.scope.delete(id);
      edits.scope.add(newId);
    }
    return newId;
  }

  /** A tag is put on a host; no scan takes place. */
  addTag(id: number, name: string): void {
    const known = TAGS.find((tag) => tag.name === name)?.id ?? this.#tagIds.get(name);
    const tagId = known ?? FIRST_TAG_ID + this.#tagIds.size;
    if (known === undefined) this.#tagIds.set(name, tagId);
    this.#tagsOf(id).set(name, { id: tagId, name });
  }

  /** All tags of that name are taken off a host. */
  removeTag(id: number, name: string): void {
    this.#tagsOf(id).set(name, undefined);
  }

  /** Qualys rates a QID anew: in the knowledge base, dated now, and on all detections. Status stays. */
  rerate(qid: number, severity: number): void {
    if (!Number.isInteger(severity) || severity < 1 || severity > 5) {
      throw new RangeError(`severity must be a whole number from 1 to 5, not ${severity}`);
    }
    if (!this.#world.vulnerabilities.some((each) => each.qid === qid)) {
      throw new RangeError(`there is no QID ${qid}`);
    }
    this.#world.edits.ratings.set(qid, { severity, at: this.#world.now });
    this.#world.refresh();
  }

  /** The detections of a QID on a host are ignored. No status change. @returns how many */
  ignoreDetection(id: number, qid: number): number {
    return this.#edit(id, qid, () => ({ isIgnored: true }));
  }

  /** They are ignored no longer. @returns how many */
  unignoreDetection(id: number, qid: number): number {
    return this.#edit(id, qid, () => ({ isIgnored: false }));
  }

  /** The detections of a QID on a host are disabled. No status change. @returns how many */
  disableDetection(id: number, qid: number): number {
    return this.#edit(id, qid, () => ({ isDisabled: true }));
  }

  /** They are disabled no longer. @returns how many */
  enableDetection(id: number, qid: number): number {
    return this.#edit(id, qid, () => ({ isDisabled: false }));
  }

  /** The host is scanned, and the detections of a QID are gone. @returns how many were open */
  fixDetection(id: number, qid: number): number {
    return this.#scan(id, qid, (each) => {
      if (each.status === 'Fixed') return undefined;
      const { now } = this.#world;
      return { status: { ...lifeOf(each), status: 'Fixed', changed: now, lastFixed: now } };
    });
  }

  /** The host is scanned, and fixed detections of a QID are back. @returns how many were fixed */
  reopenDetection(id: number, qid: number): number {
    return this.#scan(id, qid, (each) => {
      if (each.status !== 'Fixed') return undefined;
      const { now } = this.#world;
      return {
        status: {
          ...lifeOf(each),
          status: 'Re-Opened',
          changed: now,
          lastFound: now,
          timesFound: each.timesFound + 1,
          firstReopened: each.firstReopened ?? now,
          lastReopened: now,
          timesReopened: each.timesReopened + 1,
        },
      };
    });
  }

  /**
   * From now on the user sees these hosts only, and nothing says that there are others; undefined for all of
   * them. Ids of hosts that do not exist do no harm.
   */
  setUserScope(ids: Iterable<number> | undefined): void {
    this.#world.edits.scope = ids === undefined ? undefined : new Set(ids);
  }

  /** A web application is deleted, with its findings. */
  removeWebApp(id: number): void {
    const app = this.#world.webApps().find((each) => each.id === id);
    if (app === undefined) throw new RangeError(`there is no web application ${id}`);
    this.#world.edits.removedWebApps.add(app.index);
  }

  #host(id: number): Host {
    const host = this.#world.host(id);
    if (host === undefined) throw new RangeError(`there is no host ${id}`);
    return host;
  }

  #nextRecord(): number {
    const { given } = this.#world.edits;
    const record = FIRST_GIVEN + given.length;
    given.push(record);
    return record;
  }

  #tagsOf(id: number) {
    const { tags } = this.#world.edits;
    const { index } = this.#host(id);
    const own = tags.get(index) ?? new Map();
    tags.set(index, own);
    return own;
  }

  #scan(
    id: number,
    qid: number,
    change: (detection: Detection) => DetectionEdit | undefined,
  ): number {
    const changed = this.#edit(id, qid, change);
    const { edits, now } = this.#world;
    if (changed > 0) edits.scans.set(this.#host(id).index, now);
    return changed;
  }

  /** Information is neither ignored, disabled nor fixed. */
  #edit(
    id: number,
    qid: number,
    change: (detection: Detection) => DetectionEdit | undefined,
  ): number {
    const { detections } = this.#world.edits;
    const host = this.#host(id);
    const own = detections.get(host.index) ?? new Map<number, DetectionEdit>();
    let changed = 0;
    for (const detection of this.#world.detections(host)) {
      if (detection.vulnerability.qid !== qid || detection.type === 'Info') continue;
      const edit = change(detection);
      if (edit === undefined) continue;
      own.set(detection.slot, { ...own.get(detection.slot), ...edit });
      changed++;
    }
    if (changed > 0) detections.set(host.index, own);
    return changed;
  }
}

function lifeOf(detection: Detection) {
  const { lastFound, timesFound, lastFixed, firstReopened, lastReopened, timesReopened } =
    detection;
  return { lastFound, timesFound, lastFixed, firstReopened, lastReopened, timesReopened };
}
