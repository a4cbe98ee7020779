import { Draws, fraction, mix } from '../random.ts';
import type { Calendar } from '../time/calendar.ts';
import { type Life, lifeOf } from '../time/detection-life.ts';
import { type ScanSchedule, scanEnd, scanProcessed } from '../time/scan-schedule.ts';
import type { Detection, DetectionType } from './detection.ts';
import type { Host } from './host.ts';
import type { Family, Port, Vulnerability } from './vulnerability.ts';

const SALT = 0xde7;
const SALT_COUNT = 0xde8;
const FIRST_UNIQUE_ID = 5_000_000_000;
const UNIQUE_IDS_PER_HOST = 8192;

/** What detections are made out of. */
export interface DetectionSource {
  readonly seed: number;
  readonly calendar: Calendar;
  /** Mean number of detections of a host that has any. */
  readonly mean: number;
  readonly catalog: readonly Vulnerability[];
  family(family: Family): readonly number[];
}

interface Slots {
  readonly initial: number;
  readonly total: number;
  bornDay(slot: number): number;
}

/** How many detections a host had at the start, and how many came up since. */
function slotsOf(source: DetectionSource, host: Host): Slots {
  const draws = new Draws(mix(source.seed, host.index, SALT_COUNT));
  const share = draws.share();
  const stretch = Math.min(8, 0.3 - 0.7 * Math.log(1 - share));
  const becomesDirty = draws.chance(0.3);
  const hasInformation = draws.chance(0.5);
  const full = Math.max(1, Math.round(source.mean * stretch));
  const initial = host.isClean ? (hasInformation ? 3 : 0) : full;
  const perDay = host.isClean ? (becomesDirty ? 0.06 : 0) : Math.max(0.01, full / 250);
  const phase = draws.share();
  const later = perDay === 0 ? 0 : Math.floor(perDay * Math.max(0, host.scanDay) + phase);
  return {
    initial,
    total: Math.min(UNIQUE_IDS_PER_HOST, initial + later),
    bornDay: (slot) => Math.max(1, Math.ceil((slot - initial + 1 - phase) / perDay)),
  };
}

function typeOf(vulnerability: Vulnerability, share: number): DetectionType {
  switch (vulnerability.vulnType) {
    case 'Information Gathered':
      return 'Info';
    case 'Potential Vulnerability':
      return 'Potential';
    case 'Vulnerability':
      return 'Confirmed';
    default:
      return share < 0.6 ? 'Confirmed' : 'Potential';
  }
}

/** Walks through the QIDs of the families of one host without repeating one. */
class QidWalk {
  readonly #source: DetectionSource;
  readonly #start: number;
  readonly #taken = new Map<Family, number>();

  constructor(source: DetectionSource, host: Host) {
    this.#source = source;
    // Squared, so that some QIDs are all over the place and most are rare.
    this.#start = fraction(source.seed, host.index, SALT) ** 2;
  }

  /** The next QID of a family; `round` counts how often the family was used up before. */
  next(family: Family): { vulnerability: Vulnerability; round: number } {
    const positions = this.#source.family(family);
    const taken = this.#taken.get(family) ?? 0;
    this.#taken.set(family, taken + 1);
    const start = Math.floor(this.#start * positions.length);
    const index = positions[((start + taken) * 37) % positions.length] ?? 0;
    const vulnerability = this.#source.catalog[index];
    if (vulnerability === undefined) throw new RangeError(`no QID at position ${index}`);
    return { vulnerability, round: Math.floor(taken / positions.length) };
  }
}

function familyOf(host: Host, share: number): Family {
  if (share < 0.15 || host.families.length === 0) return 'information';
  if (share < 0.7) return host.families[0] ?? 'information';
  const others = host.families.length > 1 ? host.families.slice(1) : host.families;
  return others[Math.floor(((share - 0.7) / 0.3) * others.length)] ?? 'information';
}

/**
 * The detections of a host, in the order of their ids. Called once per host and request: everything is
 * derived, nothing is kept.
 */
export function makeDetections(source: DetectionSource, host: Host): readonly Detection[] {
  const slots = slotsOf(source, host);
  const walk = new QidWalk(source, host);
  const draws = new Draws(0);
  const detections: Detection[] = [];
  let twin: { vulnerability: Vulnerability; round: number; portAt: number } | undefined;
  for (let slot = 0; slot < slots.total; slot++) {
    draws.restart(mix(source.seed, host.index, SALT, slot + 1));
    const familyShare = draws.share();
    const typeShare = draws.share();
    const portShare = draws.share();
    const wantsTwin = draws.chance(0.4);
    const isInitial = slot < slots.initial;
    const family = isInitial && host.isClean ? 'information' : familyOf(host, familyShare);
    const { vulnerability, round } = twin ?? walk.next(family);
    const { ports } = vulnerability;
    const portAt = twin?.portAt ?? Math.floor(portShare * ports.length);
    twin =
      twin === undefined && wantsTwin && ports.length > 1
        ? { vulnerability, round, portAt: (portAt + 1) % ports.length }
        : undefined;
    const type = typeOf(vulnerability, typeShare);
    const bornDay =
      isInitial && host.firstDay <= 0
        ? undefined
        : Math.max(host.firstDay, isInitial ? 0 : slots.bornDay(slot));
    const life = lifeOf(draws, host, type === 'Info', bornDay);
    if (life === undefined) continue;
    detections.push(
      detection(
        source.calendar,
        host,
        slot,
        vulnerability,
        type,
        life,
        ports[portAt],
        round,
        draws,
      ),
    );
  }
  return detections;
}

function detection(
  calendar: Calendar,
  host: Host,
  slot: number,
  vulnerability: Vulnerability,
  type: DetectionType,
  life: Life,
  port: Port | undefined,
  round: number,
  draws: Draws,
): Detection {
  const { schedule, scanDay } = host;
  const processed = scanProcessed(schedule, calendar, scanDay);
  const changed = processedOn(schedule, calendar, life.changed);
  const lastFound = scanEnd(schedule, calendar, life.lastFound);
  const hasFqdn = port?.ssl === true && host.dns !== undefined && draws.chance(0.5);
  const isDatabase = vulnerability.family === 'database';
  // Own to the detection, and moving a little from week to week.
  const week = Math.floor(scanDay / 7);
  const drift = draws.below(13) - 6 + ((((week * 5 + slot) % 7) + 7) % 7) - 3;
  const isInformation = type === 'Info';
  let instance: string | undefined;
  if (isDatabase) instance = round > 0 ? `ORCL${round}` : 'ORCL';
  else if (round > 0) instance = `instance ${round}`;
  return {
    slot,
    uniqueId: FIRST_UNIQUE_ID + host.record * UNIQUE_IDS_PER_HOST + slot,
    vulnerability,
    type,
    port: port?.port,
    protocol: port?.protocol,
    ssl: port?.ssl,
    service: port?.service,
    instance,
    fqdn: hasFqdn ? host.dns : undefined,
    status: isInformation ? undefined : life.status,
    firstFound: scanEnd(schedule, calendar, life.firstFound),
    lastFound,
    lastTested: scanEnd(schedule, calendar, scanDay),
    lastUpdated: life.status === 'Fixed' && changed !== undefined ? changed : processed,
    lastProcessed: processed,
    changed: changed ?? lastFound,
    lastFixed: processedOn(schedule, calendar, life.lastFixed),
    firstReopened: endOf(schedule, calendar, life.firstReopened),
    lastReopened: endOf(schedule, calendar, life.lastReopened),
    timesReopened: life.timesReopened,
    timesFound: life.timesFound,
    isIgnored: life.isIgnored,
    isDisabled: vulnerability.isDisabled,
    qds:
      vulnerability.qds === undefined || isInformation
        ? undefined
        : Math.max(1, Math.min(100, vulnerability.qds + drift)),
  };
}

function endOf(
  schedule: ScanSchedule,
  calendar: Calendar,
  day: number | undefined,
): number | undefined {
  return day === undefined ? undefined : scanEnd(schedule, calendar, day);
}

function processedOn(
  schedule: ScanSchedule,
  calendar: Calendar,
  day: number | undefined,
): number | undefined {
  return day === undefined ? undefined : scanProcessed(schedule, calendar, day);
}
