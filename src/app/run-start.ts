import { randomBytes } from 'node:crypto';
import type { RunMode } from '../integration/index.ts';
import type { RunHeader } from '../spool/index.ts';
import { abandonedRuns, finishRemovals, removePages } from './abandoned-pages.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';

/**
 * How long what a cut-off run read may still be used, milliseconds. What was read longer ago says little
 * of today, and a cursor that old costs more than it saves.
 */
export const RESUME_WITHIN_MS = 24 * 3_600_000;

/** What decides whether a run goes on or begins. */
export interface StartWishes {
  readonly instance: string;
  /** Equal for runs with the same settings. */
  readonly configFingerprint: string;
  /** Mode of a run that begins. */
  readonly mode: RunMode;
  /** `always` fails where there is nothing to go on with; `never` begins anew. */
  readonly resume: 'always' | 'if-possible' | 'never';
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A run that begins, or goes on with the pages it has. */
export interface RunStart {
  readonly header: RunHeader;
  readonly mode: RunMode;
  readonly isResumed: boolean;
}

/**
 * Decides whether the run of an instance that was cut off goes on, and clears away the pages of those
 * that do not. Only for whoever holds the lease of the instance.
 *
 * @throws {AppError} A_NOTHING_TO_RESUME
 */
export async function startRun(dir: DataDir, wishes: StartWishes): Promise<RunStart> {
  await finishRemovals(dir);
  const [last, ...older] = await abandonedRuns(dir, wishes.instance);
  const problem = problemOf(last, wishes);
  if (problem !== undefined && wishes.resume === 'always') {
    throw new AppError('A_NOTHING_TO_RESUME', { instance: wishes.instance, reason: problem });
  }
  const isResumed = last !== undefined && problem === undefined;
  for (const { runId } of isResumed || last === undefined ? older : [last, ...older]) {
    await removePages(dir, runId);
  }
  if (isResumed) return { header: last, mode: last.mode as RunMode, isResumed };
  const { instance, configFingerprint, mode, now } = wishes;
  return {
    header: {
      runId: newRunId(now),
      instance: { name: instance, integrationType: 'qualys' },
      configFingerprint,
      mode,
      startedAt: now,
    },
    mode,
    isResumed,
  };
}

/** Why a run cannot go on; undefined if it can. */
function problemOf(run: RunHeader | undefined, wishes: StartWishes): string | undefined {
  if (run === undefined) return 'no run of it was cut off';
  if (wishes.resume === 'never') return 'a run that begins anew was asked for';
  if (run.configFingerprint !== wishes.configFingerprint) {
    return `the configuration is not that of run ${run.runId} any more`;
  }
  if (wishes.now - run.startedAt > RESUME_WITHIN_MS) {
    return `run ${run.runId} began more than ${RESUME_WITHIN_MS / 3_600_000} hours ago`;
  }
  // A full run under way covers what an incremental one would read, but not the other way round.
  return run.mode === 'full' || run.mode === wishes.mode
    ? undefined
    : `run ${run.runId} was an incremental one, and a full one is due`;
}

/** Sorts by time and is unique: `20261124T091400Z-3f9a1c`. */
function newRunId(startedAt: number): string {
  const time = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}
