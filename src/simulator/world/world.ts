import { seedNumber } from '../random.ts';
import { Calendar } from '../time/calendar.ts';
import type { Detection } from './detection.ts';
import type { Host } from './host.ts';
import { type HostAsset, hostAssets } from './host-asset.ts';
import { type HostCensus, hostExists, hostId, indexCount, indexOfHostId } from './host-identity.ts';
import { type DetectionSource, makeDetections } from './make-detections.ts';
import { makeHost } from './make-host.ts';
import type { Vulnerability } from './vulnerability.ts';
import { VulnerabilityCatalog } from './vulnerability-catalog.ts';
import { makeWebApp, type WebApp, webAppCount } from './web-app.ts';
import { type WebAppFinding, webAppFindings } from './web-app-finding.ts';

/** Size and seed of a world. */
export interface WorldOptions {
  readonly seed: number | string;
  readonly hosts: number;
  readonly detections: number;
  readonly webApps: number;
  readonly now: number;
}

/**
 * All that a Qualys subscription knows, on the day at which it stands. Hosts and detections are derived
 * when asked for and not kept, so a world of any size costs no memory; the same seed and the same day
 * always give the same answers. Lists ascend by id.
 */
export class World {
  readonly #census: HostCensus;
  readonly #calendar: Calendar;
  readonly #catalog: VulnerabilityCatalog;
  readonly #mean: number;
  readonly #webApps: number;
  #day = 0;
  #source: DetectionSource;

  constructor(options: WorldOptions) {
    const seed = seedNumber(options.seed);
    this.#census = { seed, initialHosts: options.hosts };
    this.#calendar = new Calendar(options.now);
    this.#catalog = new VulnerabilityCatalog(seed, this.#calendar);
    this.#mean = options.detections;
    this.#webApps = options.webApps;
    this.#source = this.#sourceOfDay();
  }

  /** Days since the start. */
  get day(): number {
    return this.#day;
  }

  /** The platform's time, epoch milliseconds. */
  get now(): number {
    return this.#calendar.timeOf(this.#day);
  }

  /** Lets days pass. */
  advanceDays(days: number): void {
    if (!Number.isInteger(days) || days < 0) {
      throw new RangeError(`days must be a whole number of at least 0, not ${days}`);
    }
    this.#day += days;
    this.#source = this.#sourceOfDay();
  }

  /** The knowledge base, QIDs that it does not answer included; ascending QIDs. */
  get vulnerabilities(): readonly Vulnerability[] {
    return this.#source.catalog;
  }

  /** Whether there is a host record with this id. */
  hasHost(id: number): boolean {
    const index = indexOfHostId(id);
    return hostId(index) === id && hostExists(this.#census, index, this.#day);
  }

  /** Ids of the host records from `from` to `to`, both inclusive. */
  *hostIds(from = 0, to = Number.POSITIVE_INFINITY): Generator<number> {
    for (const index of this.#indexes(from, to)) yield hostId(index);
  }

  /** Host records whose ids lie from `from` to `to`, both inclusive. */
  *hosts(from = 0, to = Number.POSITIVE_INFINITY): Generator<Host> {
    for (const index of this.#indexes(from, to)) yield this.#host(index);
  }

  /** The host record with an id. */
  host(id: number): Host | undefined {
    const index = indexOfHostId(id);
    if (hostId(index) !== id || !hostExists(this.#census, index, this.#day)) return undefined;
    return this.#host(index);
  }

  /** Host records from an index on. */
  *hostsFromIndex(first: number): Generator<Host> {
    const count = indexCount(this.#census, this.#day);
    for (let index = first; index < count; index++) {
      if (hostExists(this.#census, index, this.#day)) yield this.#host(index);
    }
  }

  /** Detections of a host, all types and statuses, ignored and disabled ones included. */
  detections(host: Host): readonly Detection[] {
    return makeDetections(this.#source, host);
  }

  /** Asset records of a host. */
  assetsOf(host: Host): readonly HostAsset[] {
    return hostAssets(this.#census.seed, host);
  }

  /** Web applications, scanned or not. */
  *webApps(): Generator<WebApp> {
    const count = webAppCount(this.#webApps, this.#day);
    for (let index = 0; index < count; index++) {
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
    return makeHost(this.#census, this.#calendar, index, this.#day);
  }

  *#indexes(from: number, to: number): Generator<number> {
    const count = indexCount(this.#census, this.#day);
    for (let index = indexOfHostId(from); index < count; index++) {
      if (hostId(index) > to) return;
      if (hostExists(this.#census, index, this.#day)) yield index;
    }
  }

  #sourceOfDay(): DetectionSource {
    return {
      seed: this.#census.seed,
      calendar: this.#calendar,
      mean: this.#mean,
      catalog: this.#catalog.on(this.#day),
      family: (family) => this.#catalog.family(family),
    };
  }
}
