import { appliedRuns, openHistory } from '../../graph/index.ts';
import { ask, numberIn, type PinnedGraph, sumOf } from './ask.ts';
import { type Figure, figure } from './figure.ts';
import {
  fixedByDay,
  fixedOn,
  foundByDay,
  foundOn,
  meanDaysToFix,
  openFindings,
  timeToFix,
} from './queries.ts';
import { type PerSeverity, perSeverity, SEVERITIES, type Severity } from './severities.ts';

const DAY_MS = 86_400_000;
const TYPE = 'qualys_host_finding';

/** One day, in UTC. */
export interface TrendDay {
  /** ISO date. */
  readonly date: string;
  /** What was open at its end, or now; absent before the first run. */
  readonly open?: PerSeverity<Figure>;
  /** First detected on it. */
  readonly found: Figure;
  /** Fixed on it. */
  readonly fixed: Figure;
}

/** How findings on hosts went over some days. */
export interface Trend {
  readonly seq: number;
  readonly asOf: number;
  readonly days: readonly TrendDay[];
  readonly foundQuery: string;
  readonly fixedQuery: string;
  /** Mean days from the first detection to the fix, of what was fixed in these days; absent where nothing was. */
  readonly meanDaysToFix?: Figure;
  readonly meanDaysToFixBySeverity: readonly {
    readonly severity: Severity;
    readonly fixed: number;
    readonly days: Figure;
  }[];
}

/** The trend of the last days, today included. */
export async function trend(graph: PinnedGraph, length: number): Promise<Trend> {
  const { seq, now } = graph;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const starts = Array.from({ length }, (_, index) => today - (length - 1 - index) * DAY_MS);
  const from = starts[0] ?? today;
  const [foundQuery, fixedQuery] = [foundByDay(from), fixedByDay(from)];
  const found = await ask(graph, foundQuery, true);
  const fixed = await ask(graph, fixedQuery, true);
  const open = await openByDay(graph, starts);
  const deleted = { includeDeleted: true } as const;
  const on = (start: number) => (row: Readonly<Record<string, unknown>>) =>
    row['day'] === start / DAY_MS;
  return {
    seq,
    asOf: now,
    days: starts.map((start) => {
      const counts = open.get(start);
      return {
        date: new Date(start).toISOString().slice(0, 10),
        ...(counts !== undefined && { open: counts }),
        found: figure(sumOf(found, 'findings', on(start)), foundOn(start), deleted),
        fixed: figure(sumOf(fixed, 'findings', on(start)), fixedOn(start), deleted),
      };
    }),
    foundQuery,
    fixedQuery,
    ...(await remediation(graph, from)),
  };
}

/** By the start of the day; days before the first run are not in it. */
async function openByDay(
  graph: PinnedGraph,
  starts: readonly number[],
): Promise<ReadonlyMap<number, PerSeverity<Figure>>> {
  const { store, seq, now, options } = graph;
  const runs = await appliedRuns(store, seq, options);
  const ends = new Map<number, { readonly seq: number; readonly at?: string }>();
  for (const start of starts) {
    const end = start + DAY_MS - 1;
    // Runs after the one that is looked at are not among them, and "now" may lie before the last: it moves in steps.
    const version = runs.findLast(({ at }) => at <= end)?.seq;
    if (version === undefined) continue;
    ends.set(start, {
      seq: version,
      // Of today it is what the overview shows.
      ...(end < now && { at: new Date(end).toISOString() }),
    });
  }
  const seqs = [...new Set([...ends.values()].map((end) => end.seq))].sort((a, b) => a - b);
  const history = await openHistory(store, TYPE, seqs, options);
  return new Map(
    [...ends].map(([start, { seq: version, ...more }]) => [
      start,
      perSeverity((severity) =>
        figure(history.get(version)?.[severity] ?? 0, openFindings(TYPE, severity), more),
      ),
    ]),
  );
}

async function remediation(
  graph: PinnedGraph,
  from: number,
): Promise<Pick<Trend, 'meanDaysToFix' | 'meanDaysToFixBySeverity'>> {
  const rows = await ask(graph, timeToFix(from), true);
  const inDays = (ms: number) => Math.round((ms / DAY_MS) * 10) / 10;
  const deleted = { includeDeleted: true } as const;
  const fixed = sumOf(rows, 'fixed');
  const ms = rows.reduce(
    (sum, row) => sum + (numberIn(row, 'ms') ?? 0) * (numberIn(row, 'fixed') ?? 0),
    0,
  );
  return {
    ...(fixed > 0 && { meanDaysToFix: figure(inDays(ms / fixed), meanDaysToFix(from), deleted) }),
    meanDaysToFixBySeverity: SEVERITIES.flatMap((severity) => {
      const row = rows.find((each) => each['severity'] === severity);
      const mean = numberIn(row, 'ms');
      if (mean === undefined) return [];
      return [
        {
          severity,
          fixed: numberIn(row, 'fixed') ?? 0,
          days: figure(inDays(mean), meanDaysToFix(from, severity), deleted),
        },
      ];
    }),
  };
}
