import type { Row, Value } from '../../graph/index.ts';
import { type FindingFilter, SEVERITIES, STATES, without } from './filter.ts';
import { countQuery } from './finding-query.ts';
import { stateOf } from './state.ts';

/** How many findings have a value. */
export interface Counted {
  readonly value: string;
  readonly count: number;
}

/**
 * How many findings have which value of a facet, while the rest of the filter holds: what is chosen in a facet does not hide its other
 * values.
 */
export interface FacetCounts {
  /** Findings of the whole filter. */
  readonly total: number;
  /** All severities, the worst first. */
  readonly severities: readonly Counted[];
  /** All states. */
  readonly states: readonly Counted[];
  /** How many are known to be exploited. */
  readonly kev: number;
  /** The most frequent ones, and those that are chosen. */
  readonly tags: readonly Counted[];
  /** The same of real-time threat indicators. */
  readonly threats: readonly Counted[];
}

/** Most values of tags and threats. */
const MOST_VALUES = 40;

/** What findings are told apart by in one query. */
const PROPERTIES = ['severity', 'status', 'open', 'isIgnored', 'isCisaKnownExploited'] as const;

/** A group of findings that no facet tells apart. */
interface Group {
  readonly severity: string;
  readonly state: string;
  readonly isKev: boolean;
  readonly count: number;
}

/** Counts; `run` gives all rows of a J1QL query. */
export async function facetCounts(
  filter: FindingFilter,
  run: (query: string) => Promise<readonly Row[]>,
): Promise<FacetCounts> {
  const open = without(filter, 'severities', 'states', 'isKev');
  const groups = (await run(countQuery(open, PROPERTIES))).map(groupOf);
  const { severities = [], states = [], isKev } = filter;
  const isSeverity = ({ severity }: Group) => isAmong(severity, severities);
  const isState = ({ state }: Group) => isAmong(state, states);
  const isExploited = (group: Group) => isKev === undefined || group.isKev === isKev;
  const sum = (...tests: readonly ((group: Group) => boolean)[]) =>
    groups
      .filter((group) => tests.every((test) => test(group)))
      .reduce((total, { count }) => total + count, 0);
  const lists = async (property: string, facet: 'tags' | 'threats') => {
    const rows = await run(countQuery(without(filter, facet), [property]));
    return mostFrequent(rows, property, filter[facet] ?? []);
  };
  return {
    total: sum(isSeverity, isState, isExploited),
    severities: SEVERITIES.map((value) => ({
      value,
      count: sum((group) => group.severity === value, isState, isExploited),
    })),
    states: STATES.map((value) => ({
      value,
      count: sum((group) => group.state === value, isSeverity, isExploited),
    })),
    kev: sum((group) => group.isKev, isSeverity, isState),
    tags: await lists('tags', 'tags'),
    threats: await lists('threatIndicators', 'threats'),
  };
}

function isAmong(value: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function groupOf(row: Row): Group {
  const { severity, status, open, isIgnored, isCisaKnownExploited, findings } = row;
  const flag = (value: Value | undefined) => (typeof value === 'boolean' ? value : null);
  return {
    severity: typeof severity === 'string' ? severity : 'none',
    state: stateOf({
      status: typeof status === 'string' ? status : null,
      open: flag(open),
      isIgnored: flag(isIgnored),
    }),
    isKev: isCisaKnownExploited === true,
    count: Number(findings),
  };
}

/**
 * Values of a property that holds lists. Findings are counted by the whole list, of which there are few, because they come from
 * hosts; taking a million lists apart in the store takes a hundred times as long.
 */
function mostFrequent(
  rows: readonly Row[],
  property: string,
  chosen: readonly string[],
): readonly Counted[] {
  const counts = new Map<string, number>(chosen.map((value) => [value, 0]));
  for (const row of rows) {
    const list = row[property];
    if (!Array.isArray(list)) continue;
    for (const value of list.map(String)) {
      counts.set(value, (counts.get(value) ?? 0) + Number(row['findings']));
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .filter(({ value }, index) => index < MOST_VALUES || chosen.includes(value));
}
