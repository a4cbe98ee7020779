import { seedNumber } from '../random.ts';
import { Calendar, DAY_MS } from '../time/calendar.ts';
import type { Detection } from './detection.ts';
import { Edits, editedDetections, editedHost, editedVulnerability } from './edits.ts';
import type { Host } from './host.ts';
import { type HostAsset, hostAssets } from './host-asset.ts';
import { type HostCensus, hostExists, hostId, indexCount, indexOfHostId } from './host-identity.ts';
import { type DetectionSource, makeDetections } from './make-detections.ts';
import { makeHost } from './make-host.ts';
import type { Vulnerability } from './vulnerability.ts';
import { VulnerabilityCatalog } from './vulnerability-catalog.ts';
import { makeWebApp, type WebApp, webAppCount } from './web-app.ts';
import { type WebAppFinding, webAppFindings } from './web-app-finding.ts';

const HOUR_MS = 3_600_000;

/** Size and seed of a world. */
export interface WorldOptions {
  readonly seed: number | string;
  readonly hosts: number;
  readonly detections: number;
  readonly webApps: number;
  readonly now: number;
}

/**
 * All that a Qualys subscription knows, at the time at which it stands. Hosts and detections are derived
 * when asked for and not kept, so a world of any size costs no memory; the same seed, the same time and the
 * same events always give the same answers. Lists ascend by id.
 */
export class World {
  /** What events did to it. Whoever changes something there calls {@link refresh} after it. */
  readonly edits = new Edits();
  readonly #census: HostCensus;
  readonly #calendar: Calendar;
  readonly #catalog: VulnerabilityCatalog;
  readonly #mean: number;
  readonly #webApps: number;
  #day = 0;
  /** How much of the next day has gone by. */
  #sinceMs = 0;
  #source: DetectionSource;

  constructor(options: WorldOptions) {
    const seed = seedNumber(options.seed);
    const { added, purged } = this.edits;
    this.#census = { seed, initialHosts: options.hosts, added, purged };
    this.#calendar = new Calendar(options.now);
    this.#catalog = new VulnerabilityCatalog(seed, this.#calendar);
    this.#mean = options.detections;
    this.#webApps = options.webApps;
    this.#source = this.#sourceOfDay();
  }

  /** Whole days since the start. */
  get day(): number {
    return this.#day;
  }

  /** The platform's time, epoch milliseconds. */
  get now(): number {
    return this.#calendar.timeOf(this.#day) + this.#sinceMs;
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.now - this.#calendar.timeOf(0);
  }

  /** Lets days pass. */
  advanceDays(days: number): void {
    if (!Number.isInteger(days) || days < 0) {
      throw new RangeError(`days must be a whole number of at least 0, not ${days}`);
    }
    this.#day += days;
    this.refresh();
  }

  /**
   * Lets hours pass. What has a time (scans, revisions of QIDs) is seen once that time has come; what has none
   * (tags, hosts and applications that come and go) moves when a day is full.
   */
  advanceHours(hours: number): void {
    if (!Number.isInteger(hours) || hours < 0) {
      throw new RangeError(`hours must be a whole number of at least 0, not ${hours}`);
    }
    const since = this.#sinceMs + hours * HOUR_MS;
    this.#day += Math.floor(since / DAY_MS);
    this.#sinceMs = since % DAY_MS;
    this.refresh();
  }

  /** Works out anew what is kept from one request to the next: the knowledge base. */
  refresh(): void {
    this.#source = this.#sourceOfDay();
  }

  /** The knowledge base, QIDs that it does not answer included; ascending QIDs. */
  get vulnerabilities(): readonly Vulnerability[] {
    return this.#source.catalog;
  }

  /** Whether the user can see a host record with this id. */
  hasHost(id: number): boolean {
    return this.#indexOfId(id) !== undefined;
  }

  /** Ids of the host records from `from` to `to`, both inclusive. */
  *hostIds(from = 0, to = Number.POSITIVE_INFINITY): Generator<number> {
    for (const index of this.#indexes(from, to)) yield hostId(this.edits.recordOf(index));
  }

  /** Host records whose ids lie from `from` to `to`, both inclusive. */
  *hosts(from = 0, to = Number.POSITIVE_INFINITY): Generator<Host> {
    for (const index of this.#indexes(from, to)) yield this.#host(index);
  }

  /** The host record with an id. */
  host(id: number): Host | undefined {
    const index = this.#indexOfId(id);
    return index === undefined ? undefined : this.#host(index);
  }

  /** Host records from an index on, in the order of their indexes, which is the one of their asset ids. */
  *hostsFromIndex(first: number): Generator<Host> {
    const count = indexCount(this.#census, this.#day);
    for (let index = first; index < count; index++) {
      if (this.#isSeen(index)) yield this.#host(index);
    }
    for (const index of this.edits.added.keys()) {
      if (index >= first && this.#isSeen(index)) yield this.#host(index);
    }
  }

  /** Detections of a host, all types and statuses, ignored and disabled ones included. */
  detections(host: Host): readonly Detection[] {
    return editedDetections(this.edits, host, makeDetections(this.#source, host));
  }

  /** Asset records of a host. */
  assetsOf(host: Host): readonly HostAsset[] {
    return hostAssets(this.#census.seed, host);
  }

  /** Web applications, scanned or not. */
  *webApps(): Generator<WebApp> {
    const count = webAppCount(this.#webApps, this.#day);
    for (let index = 0; index < count; index++) {
      if (this.edits.removedWebApps.has(index)) continue;
      const app = makeWebApp(this.#census.seed, this.#calendar, this.#webApps, index, this.#day);
      if (app !== undefined) yield app;
    }
  }

  /** Findings of a web application. */
  webAppFindings(webApp: WebApp): readonly WebAppFinding[] {
    const web = this.#catalog
      .family('web')
      .flatMap((position) => this.#source.catalog[position] ?? []);
    return webAppFindings(this.#census.seed, this.#calendar, web, webApp);
  }

  #host(index: number): Host {
    const host = makeHost(this.#census, this.#calendar, index, this.#day, this.#sinceMs);
    const record = this.edits.recordOf(index);
    return editedHost(this.edits, host, hostId(record), record);
  }

  /** Index of the host that the user can see under an id. */
  #indexOfId(id: number): number | undefined {
    const record = indexOfHostId(id);
    if (hostId(record) !== id) return undefined;
    const index = this.edits.indexOf(record);
    return index !== undefined && this.#isSeen(index) ? index : undefined;
  }

  #isSeen(index: number): boolean {
    return (
      hostExists(this.#census, index, this.#day) &&
      (this.edits.scope === undefined || this.edits.isVisible(hostId(this.edits.recordOf(index))))
    );
  }

  /** Indexes of the hosts with ids in a range, ascending by id. */
  *#indexes(from: number, to: number): Generator<number> {
    const { records, given } = this.edits;
    const count = indexCount(this.#census, this.#day);
    for (let index = indexOfHostId(from); index < count; index++) {
      if (hostId(index) > to) return;
      if (!records.has(index) && this.#isSeen(index)) yield index;
    }
    for (const record of given) {
      const id = hostId(record);
      if (id < from || id > to) continue;
      const index = this.edits.indexOf(record);
      if (index !== undefined && this.#isSeen(index)) yield index;
    }
  }

  #sourceOfDay(): DetectionSource {
    const catalog = this.#catalog.on(this.#day, this.#sinceMs);
    const { edits } = this;
    return {
      seed: this.#census.seed,
      calendar: this.#calendar,
      mean: this.#mean,
      catalog:
        edits.ratings.size === 0
          ? catalog
          : catalog.map((vulnerability) => editedVulnerability(edits, vulnerability)),
      family: (family) => this.#catalog.family(family),
    };
  }
}
