import { versionAt } from '../graph-version.ts';
import { ask, numberIn, type PinnedGraph, sumOf, textIn } from './ask.ts';
import { type Figure, figure } from './figure.ts';
import {
  counted,
  EXPLOITED,
  type FindingType,
  HIGHEST_SCORES,
  HOSTS,
  HOSTS_BY_SCAN,
  hostsWithQid,
  NEVER_SCANNED,
  notScanned,
  OLDEST_CRITICAL,
  OPEN_BY_AGE,
  openBySeverity,
  openFindings,
  openOfAge,
  openOfHost,
  openOfHosts,
  RISKIEST_HOSTS,
  vulnerabilities,
  WIDEST_QIDS,
} from './queries.ts';
import { DEADLINE_DAYS, type PerSeverity, perSeverity, type Severity } from './severities.ts';

const DAY_MS = 86_400_000;

/** Open findings of a type. */
export interface OpenFindings {
  /** The query that counts them. */
  readonly query: string;
  readonly total: Figure;
  readonly bySeverity: PerSeverity<Figure>;
}

/** Findings of an age. */
export interface AgeGroup {
  readonly fromDays: number;
  /** Not included; absent for the oldest ones. */
  readonly toDays?: number;
  readonly bySeverity: PerSeverity<Figure>;
}

/** What the overview says of one version of the graph. */
export interface Snapshot {
  readonly seq: number;
  /** What ages are counted from, epoch milliseconds. */
  readonly asOf: number;
  readonly open: OpenFindings;
  /** The same a day earlier; absent where the graph was not there yet. */
  readonly before?: OpenFindings;
  readonly exploited: Figure;
  readonly age: {
    readonly query: string;
    readonly groups: readonly AgeGroup[];
    /** Older than the deadline of the severity; severities without one are not in it. */
    readonly overdue: readonly {
      readonly severity: Severity;
      readonly days: number;
      readonly findings: Figure;
    }[];
  };
  readonly oldestCritical: {
    readonly query: string;
    readonly findings: readonly {
      readonly id: string;
      readonly qid: number;
      readonly title?: string;
      readonly firstFoundOn: number;
      readonly hostId: string;
      readonly host: string;
    }[];
  };
  readonly vulnerabilities: {
    readonly query: string;
    readonly list: readonly {
      readonly qid: number;
      /** Absent where the knowledge base does not know the QID. */
      readonly id?: string;
      readonly title?: string;
      readonly severity?: string;
      readonly hosts: Figure;
    }[];
  };
  readonly hosts: {
    readonly query: string;
    /** What they are sorted by: a subscription without TruRisk has detection scores only. */
    readonly by: 'truRisk' | 'qds';
    readonly list: readonly {
      readonly id: string;
      readonly name: string;
      readonly truRisk?: number;
      /** Highest detection score of an open finding. */
      readonly qds?: number;
      readonly open: Figure;
    }[];
  };
  readonly coverage: {
    readonly query: string;
    readonly hosts: Figure;
    readonly notScanned: readonly { readonly days: number; readonly hosts: Figure }[];
    readonly never: Figure;
  };
  readonly webApps: OpenFindings;
}

/** Ends of the age groups, days; the deadlines are among them. */
const AGES = [7, 15, 30, 90, 180, 365] as const;
const SCAN_DAYS = [7, 14, 30] as const;

/** The overview of one version of the graph. */
export async function snapshot(graph: PinnedGraph): Promise<Snapshot> {
  const { seq, now } = graph;
  const before = await openBefore(graph);
  return {
    seq,
    asOf: now,
    open: await open(graph, 'qualys_host_finding'),
    ...(before !== undefined && { before }),
    exploited: figure(numberIn((await ask(graph, counted(EXPLOITED)))[0], 'value') ?? 0, EXPLOITED),
    age: await age(graph),
    oldestCritical: await oldestCritical(graph),
    vulnerabilities: await widest(graph),
    hosts: await riskiest(graph),
    coverage: await coverage(graph),
    webApps: await open(graph, 'qualys_web_app_finding'),
  };
}

async function open(graph: PinnedGraph, type: FindingType, at?: string): Promise<OpenFindings> {
  const query = openBySeverity(type);
  const rows = await ask(graph, query);
  const more = at === undefined ? {} : { at };
  return {
    query,
    total: figure(sumOf(rows, 'findings'), openFindings(type), more),
    bySeverity: perSeverity((severity) =>
      figure(
        sumOf(rows, 'findings', (row) => row['severity'] === severity),
        openFindings(type, severity),
        more,
      ),
    ),
  };
}

async function openBefore(graph: PinnedGraph): Promise<OpenFindings | undefined> {
  const at = graph.now - DAY_MS;
  const seq = await versionAt(graph.store, at);
  if (seq === undefined) return undefined;
  return open({ ...graph, seq, now: at }, 'qualys_host_finding', new Date(at).toISOString());
}

async function age(graph: PinnedGraph): Promise<Snapshot['age']> {
  const rows = await ask(graph, OPEN_BY_AGE);
  const findings = (severity: Severity, from: number, to?: number) =>
    figure(
      sumOf(rows, 'findings', (row) => {
        const days = numberIn(row, 'days');
        // What Qualys dates after our now is as young as can be.
        const isOldEnough = days !== undefined && (from === 0 || days >= from);
        return row['severity'] === severity && isOldEnough && (to === undefined || days < to);
      }),
      openOfAge(severity, from, to),
    );
  return {
    query: OPEN_BY_AGE,
    groups: [0, ...AGES].map((fromDays, index) => {
      const toDays = AGES[index];
      return {
        fromDays,
        ...(toDays !== undefined && { toDays }),
        bySeverity: perSeverity((severity) => findings(severity, fromDays, toDays)),
      };
    }),
    overdue: (['critical', 'high', 'medium'] as const).flatMap((severity) => {
      const days = DEADLINE_DAYS[severity];
      return days === undefined ? [] : [{ severity, days, findings: findings(severity, days) }];
    }),
  };
}

async function titles(graph: PinnedGraph, qids: readonly number[]) {
  const rows = qids.length === 0 ? [] : await ask(graph, vulnerabilities(qids));
  return new Map(rows.map((row) => [numberIn(row, 'qid'), row]));
}

async function oldestCritical(graph: PinnedGraph): Promise<Snapshot['oldestCritical']> {
  const rows = await ask(graph, OLDEST_CRITICAL);
  const known = await titles(graph, [...new Set(rows.map((row) => numberIn(row, 'qid') ?? 0))]);
  return {
    query: OLDEST_CRITICAL,
    findings: rows.map((row) => {
      const qid = numberIn(row, 'qid') ?? 0;
      const title = textIn(known.get(qid), 'title');
      return {
        id: textIn(row, 'id') ?? '',
        qid,
        ...(title !== undefined && { title }),
        firstFoundOn: numberIn(row, 'firstFoundOn') ?? 0,
        hostId: textIn(row, 'hostId') ?? '',
        host: textIn(row, 'host') ?? '',
      };
    }),
  };
}

async function widest(graph: PinnedGraph): Promise<Snapshot['vulnerabilities']> {
  const rows = await ask(graph, WIDEST_QIDS);
  const known = await titles(
    graph,
    rows.map((row) => numberIn(row, 'qid') ?? 0),
  );
  return {
    query: WIDEST_QIDS,
    list: rows.map((row) => {
      const qid = numberIn(row, 'qid') ?? 0;
      const vulnerability = known.get(qid);
      const id = textIn(vulnerability, 'id');
      const title = textIn(vulnerability, 'title');
      const severity = textIn(vulnerability, 'severity');
      return {
        qid,
        ...(id !== undefined && { id }),
        ...(title !== undefined && { title }),
        ...(severity !== undefined && { severity }),
        hosts: figure(numberIn(row, 'hosts') ?? 0, hostsWithQid(qid)),
      };
    }),
  };
}

async function riskiest(graph: PinnedGraph): Promise<Snapshot['hosts']> {
  const scored = await ask(graph, RISKIEST_HOSTS);
  const by = scored.length > 0 ? 'truRisk' : 'qds';
  const rows = by === 'truRisk' ? scored : await ask(graph, HIGHEST_SCORES);
  const ids = rows.map((row) => textIn(row, 'id') ?? '');
  const open = ids.length === 0 ? [] : await ask(graph, openOfHosts(ids));
  const openById = new Map(open.map((row) => [textIn(row, 'id'), row]));
  return {
    query: by === 'truRisk' ? RISKIEST_HOSTS : HIGHEST_SCORES,
    by,
    list: rows.map((row) => {
      const id = textIn(row, 'id') ?? '';
      const found = openById.get(id);
      const truRisk = numberIn(row, 'truRisk');
      const qds = numberIn(found, 'qds');
      return {
        id,
        name: textIn(row, 'name') ?? '',
        ...(truRisk !== undefined && { truRisk }),
        ...(qds !== undefined && { qds }),
        open: figure(numberIn(found, 'findings') ?? 0, openOfHost(id)),
      };
    }),
  };
}

async function coverage(graph: PinnedGraph): Promise<Snapshot['coverage']> {
  const rows = await ask(graph, HOSTS_BY_SCAN);
  const hosts = (isMeant: (days: number | undefined) => boolean) =>
    sumOf(rows, 'hosts', (row) => isMeant(numberIn(row, 'days')));
  return {
    query: HOSTS_BY_SCAN,
    hosts: figure(
      hosts(() => true),
      HOSTS,
    ),
    notScanned: SCAN_DAYS.map((days) => ({
      days,
      hosts: figure(
        hosts((found) => found !== undefined && found >= days),
        notScanned(days),
      ),
    })),
    never: figure(
      hosts((days) => days === undefined),
      NEVER_SCANNED,
    ),
  };
}
