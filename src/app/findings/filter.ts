/** What findings are on. */
export const FINDING_KINDS = ['host', 'web'] as const;
/** One of {@link FINDING_KINDS}. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** How a finding stands; `closed` is every other way of needing no attention: disabled, informational. */
export const STATES = ['open', 'reopened', 'fixed', 'ignored', 'closed'] as const;
/** One of {@link STATES}. */
export type State = (typeof STATES)[number];

/** Severities, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational', 'none'] as const;
/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** By what findings can be sorted. */
export const SORT_KEYS = [
  'severity',
  'qds',
  'qid',
  'title',
  'on',
  'status',
  'firstFound',
  'lastFound',
] as const;
/** One of {@link SORT_KEYS}. */
export type SortKey = (typeof SORT_KEYS)[number];

/** A day (`2026-11-28`), or so many days ago (`30d`). */
export type When = string;

/** Which findings are wanted; what is absent or empty does not matter. */
export interface FindingFilter {
  readonly kind: FindingKind;
  readonly severities?: readonly Severity[];
  readonly states?: readonly State[];
  /** A QID, a CVE, or part of the title of the vulnerability. */
  readonly search?: string | undefined;
  /** Part of a name or the beginning of an address of the host, or a range of addresses; of a web app part of its name or address. */
  readonly on?: string | undefined;
  /** `_id` of the host or web app. */
  readonly onId?: string | undefined;
  /** Any of these. */
  readonly tags?: readonly string[];
  /** First found then or later. */
  readonly since?: When | undefined;
  /** First found before then. */
  readonly before?: When | undefined;
  /** In CISA's catalogue of known exploited vulnerabilities. */
  readonly isKev?: boolean | undefined;
  readonly qdsFrom?: number | undefined;
  readonly qdsTo?: number | undefined;
  /** Any of these real-time threat indicators. */
  readonly threats?: readonly string[];
}

/** How findings are sorted; those without a value come last either way. */
export interface FindingOrder {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

/** Part of a filter that is counted by its values while the others hold. */
export type Facet = 'severities' | 'states' | 'isKev' | 'tags' | 'threats';

/** The filter without some of its parts. */
export function without(filter: FindingFilter, ...facets: readonly Facet[]): FindingFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !facets.some((facet) => facet === name)),
  ) as unknown as FindingFilter;
}
