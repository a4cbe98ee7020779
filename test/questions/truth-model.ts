import type { TruthObject } from '../../src/simulator/index.ts';

/** An entity of the truth. */
export type Thing = Readonly<Record<string, unknown>> & { readonly _key: string };
/** A finding with what it is on and what it is an occurrence of. */
export interface Occurrence {
  /** The host or web application. */
  readonly on: Thing;
  readonly finding: Thing;
  readonly vulnerability: Thing;
}
/** A row of an answer: cells in the order of RETURN, null for an absent one. */
export type Row = readonly unknown[];

/** What the platform knows, as plain lists; expectations are computed from it with nothing of the engine. */
export class TruthModel {
  readonly now: number;
  readonly hosts: readonly Thing[];
  readonly webApps: readonly Thing[];
  readonly vulnerabilities: readonly Thing[];
  readonly cves: readonly Thing[];
  readonly manager: Thing;
  readonly scanner: Thing;
  /** All findings on hosts, and on web applications. */
  readonly onHosts: readonly Occurrence[];
  readonly onWebApps: readonly Occurrence[];
  readonly #cvesOf = new Map<string, Thing[]>();

  constructor(objects: Iterable<TruthObject>, now: number) {
    this.now = now;
    const all = [...objects] as unknown as (Thing & { readonly _type: string })[];
    const entities = new Map(
      all.filter((each) => !('_fromEntityKey' in each)).map((each) => [each._key, each]),
    );
    const ofType = (...types: string[]) =>
      [...entities.values()].filter(({ _type }) => types.includes(_type));
    const only = (type: string) => required(ofType(type)[0], type);
    this.hosts = [...entities.values()].filter(({ _class }) => list(_class).includes('Host'));
    this.webApps = ofType('web_app');
    this.vulnerabilities = ofType('qualys_vuln');
    this.cves = ofType('cve');
    this.manager = only('qualys_vulnerability_manager');
    this.scanner = only('qualys_web_app_scanner');
    const assetOf = new Map<string, Thing>();
    const vulnerabilityOf = new Map<string, Thing>();
    for (const edge of all.filter((each) => '_fromEntityKey' in each)) {
      const from = required(entities.get(String(edge['_fromEntityKey'])), 'start');
      const to = required(entities.get(String(edge['_toEntityKey'])), 'end');
      if (edge['_class'] === 'HAS') assetOf.set(to._key, from);
      if (edge['_class'] === 'IS' && to._type === 'qualys_vuln') vulnerabilityOf.set(from._key, to);
      if (edge['_class'] === 'IS' && to._type === 'cve') {
        this.#cvesOf.set(from._key, [...(this.#cvesOf.get(from._key) ?? []), to]);
      }
    }
    const occurrences = (type: string): readonly Occurrence[] =>
      ofType(type).map((finding) => ({
        on: required(assetOf.get(finding._key), 'asset'),
        finding,
        vulnerability: required(vulnerabilityOf.get(finding._key), 'vulnerability'),
      }));
    this.onHosts = occurrences('qualys_host_finding');
    this.onWebApps = occurrences('qualys_web_app_finding');
  }

  /** Open findings on hosts. */
  get open(): readonly Occurrence[] {
    return this.onHosts.filter(({ finding }) => finding['open'] === true);
  }

  /** Open findings of web applications. */
  get openOnWebApps(): readonly Occurrence[] {
    return this.onWebApps.filter(({ finding }) => finding['open'] === true);
  }

  /** CVEs of a finding. */
  cvesOf(finding: Thing): readonly Thing[] {
    return this.#cvesOf.get(finding._key) ?? [];
  }

  /** Days from a date to now, with their fraction; undefined for no date. */
  daysSince(date: unknown): number | undefined {
    return typeof date === 'number' ? (this.now - date) / 86_400_000 : undefined;
  }

  /** True if there is a date, and it is more than so many days ago. */
  isOlder(date: unknown, days: number): boolean {
    return (this.daysSince(date) ?? 0) > days;
  }
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the truth has no ${what}`);
  return value;
}

/** A list property; empty where it is absent. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** Cells of a row: properties of a thing, null for absent ones. */
export function cells(thing: Thing, ...names: readonly string[]): Row {
  return names.map((name) => thing[name] ?? null);
}

/** Items in groups with equal cells. */
export function grouped<T>(
  items: readonly T[],
  key: (item: T) => Row,
): readonly { readonly key: Row; readonly items: readonly T[] }[] {
  const groups = new Map<string, { key: Row; items: T[] }>();
  for (const item of items) {
    const own = key(item);
    const text = JSON.stringify(own);
    const group = groups.get(text) ?? { key: own, items: [] };
    group.items.push(item);
    groups.set(text, group);
  }
  return [...groups.values()];
}

/** How many different things there are. */
export function distinct(things: readonly (Thing | undefined)[]): number {
  return new Set(things.flatMap((thing) => thing?._key ?? [])).size;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

/** Rows sorted by columns, as `2`, or `-2` for descending, counted from 1; absent cells come last. */
export function sorted(rows: readonly Row[], ...columns: readonly number[]): readonly Row[] {
  return rows.toSorted((one, other) => {
    for (const column of columns) {
      const [left, right] = [one[Math.abs(column) - 1], other[Math.abs(column) - 1]];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      return Math.sign(column) * compare(left, right);
    }
    return 0;
  });
}

/** The mean, or null of nothing. */
export function mean(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** A number with so many decimals. */
export function rounded(number: number | null, digits = 0): number | null {
  return number === null ? null : Math.round(number * 10 ** digits) / 10 ** digits;
}

/** The numbers among some values. */
export function numbers(values: readonly unknown[]): readonly number[] {
  return values.filter((value) => typeof value === 'number');
}
