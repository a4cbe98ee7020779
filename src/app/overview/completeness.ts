import type { EndpointName } from '../../qualys/index.ts';
import type { DataDir } from '../data-dir.ts';
import { ENDPOINT_WORDS } from '../endpoint-words.ts';
import type { RunRecord } from '../run-record.ts';
import { listRunRecords } from '../run-records.ts';

/** Pages that the last run of an instance could not read. */
export interface MissingPages {
  readonly endpoint: EndpointName;
  /** What the endpoint gives, in words that go with a number of pages. */
  readonly words: string;
  readonly missing: number;
  /** Pages that there are, as far as the run came. */
  readonly of: number;
  /** End of the first run in a row that missed some, ISO 8601. */
  readonly since: string;
}

/** Whether what the graph has of an instance can be trusted. */
export interface InstanceCompleteness {
  readonly instance: string;
  /** The last run that ended, whatever came of it. */
  readonly last: Pick<RunRecord, 'runId' | 'status' | 'endedAt'>;
  /** Why the last run ended before its end. */
  readonly failure?: Pick<NonNullable<RunRecord['failure']>, 'code' | 'message' | 'whatToDo'>;
  /** The last run that missed nothing, among those that were looked at. */
  readonly lastComplete?: Pick<RunRecord, 'runId' | 'endedAt'>;
  /** Of the last run that changed the graph. */
  readonly missing: readonly MissingPages[];
  /** Removals that wait for somebody to accept them, by the last run that changed the graph. */
  readonly held: number;
}

/** Runs that are looked at, the newest ones. */
const MOST_RUNS = 200;

/** Whether the graph is complete, by the records of the runs; instances by name. */
export async function completeness(
  dir: DataDir,
  until = Number.POSITIVE_INFINITY,
): Promise<readonly InstanceCompleteness[]> {
  const { records } = await listRunRecords(dir, MOST_RUNS);
  const byInstance = new Map<string, RunRecord[]>();
  for (const record of records) {
    if (Date.parse(record.endedAt) > until) continue;
    const known = byInstance.get(record.instance);
    if (known === undefined) byInstance.set(record.instance, [record]);
    else known.push(record);
  }
  return [...byInstance]
    .flatMap(([instance, runs]) => completenessOf(instance, runs) ?? [])
    .sort((a, b) => (a.instance < b.instance ? -1 : 1));
}

/** @param runs newest first */
function completenessOf(
  instance: string,
  runs: readonly RunRecord[],
): InstanceCompleteness | undefined {
  const [last] = runs;
  if (last === undefined) return undefined;
  const applied = runs.filter(({ status }) => status === 'complete' || status === 'partial');
  const complete = applied.find(({ status }) => status === 'complete');
  const { runId, status, endedAt, failure } = last;
  return {
    instance,
    last: { runId, status, endedAt },
    ...(failure !== undefined && {
      failure: { code: failure.code, message: failure.message, whatToDo: failure.whatToDo },
    }),
    ...(complete !== undefined && {
      lastComplete: { runId: complete.runId, endedAt: complete.endedAt },
    }),
    missing: missingPages(applied),
    held: Object.values(applied[0]?.held?.removals ?? {}).reduce(
      (sum, { removals }) => sum + removals,
      0,
    ),
  };
}

function missingPages(applied: readonly RunRecord[]): readonly MissingPages[] {
  const misses = (run: RunRecord | undefined, endpoint: EndpointName) =>
    run?.endpoints.find(({ name }) => name === endpoint)?.failedPages.length ?? 0;
  return (applied[0]?.endpoints ?? [])
    .filter(({ failedPages }) => failedPages.length > 0)
    .map(({ name, pages, failedPages }) => {
      const before = applied.findIndex((run) => misses(run, name) === 0);
      const first = applied[(before === -1 ? applied.length : before) - 1] ?? applied[0];
      return {
        endpoint: name,
        words: ENDPOINT_WORDS[name],
        missing: failedPages.length,
        of: pages + failedPages.length,
        since: first?.endedAt ?? '',
      };
    });
}
