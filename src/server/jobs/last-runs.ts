import type { DataDir } from '../../app/data-dir.ts';
import { type StoredRun, storedRuns } from '../../app/run-records.ts';
import { readRunOrigin } from './run-origin.ts';
import type { RunInstance } from './run-source.ts';

/** The last run of an instance before this start of the server. */
export interface LastRun {
  readonly runId: string;
  /** When its last part began; epoch milliseconds. */
  readonly begunAt: number;
  /** How often it went on by itself, if the server was gone before its end; undefined if it ended otherwise. */
  readonly cutOffAfter: number | undefined;
}

/** The last run of each instance, by id of the instance: what the schedule goes on from after a start of the server. */
export async function lastRuns(
  dir: DataDir,
  instances: readonly RunInstance[],
): Promise<ReadonlyMap<string, LastRun>> {
  const found = new Map<string, LastRun>();
  const wanted = new Map(instances.map((instance) => [instance.name, instance]));
  for await (const run of storedRuns(dir)) {
    if (wanted.size === 0) break;
    const name = instanceOf(run);
    const instance = name === undefined ? undefined : wanted.get(name);
    if (instance === undefined) continue;
    wanted.delete(instance.name);
    found.set(instance.id, await lastRun(dir, run, instance));
  }
  return found;
}

async function lastRun(dir: DataDir, run: StoredRun, { id }: RunInstance): Promise<LastRun> {
  const { runId } = run;
  const origin = await readRunOrigin(dir, runId);
  const begunAt = origin?.begunAt ?? startOf(run);
  // Of a run of the command line nobody knows why it ended: whoever began it goes on with it.
  const isOurs = origin?.instanceId === id;
  const wasStopped =
    run.kind === 'open' ||
    (run.kind === 'ended' && run.record.status === 'cancelled' && origin?.stoppedBy === 'server');
  const cutOffAfter =
    isOurs && wasStopped && origin.stoppedBy !== 'user' ? origin.restarts : undefined;
  return { runId, begunAt, cutOffAfter };
}

/** Name of the instance of a run; undefined when its record cannot be read. */
export function instanceOf(run: StoredRun): string | undefined {
  if (run.kind === 'ended') return run.record.instance;
  return run.kind === 'open' ? run.header.instance.name : undefined;
}

function startOf(run: StoredRun): number {
  if (run.kind === 'ended') return Date.parse(run.record.startedAt);
  return run.kind === 'open' ? run.header.startedAt : 0;
}
