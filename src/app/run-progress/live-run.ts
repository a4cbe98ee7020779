import type { RunProgress } from '../collect.ts';
import { ENDPOINT_WORDS } from '../endpoint-words.ts';
import { planLine } from './plan-line.ts';
import { stepLabel } from './step-label.ts';

/** A step of a run that is under way. */
export interface LiveStep {
  readonly id: string;
  readonly name: string;
  readonly isDone: boolean;
  /** Parts that are done, of how many; the total is null while it is not known. */
  readonly done: number;
  readonly total: number | null;
  readonly records: number;
  /** Records per second since the step began. */
  readonly rate: number;
  readonly failedPages: number;
  /** Milliseconds; null while it is at work. */
  readonly tookMs: number | null;
}

/** Something a run waits for. */
export interface LiveWait {
  /** What is waited for, in words. */
  readonly endpoint: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
}

/** How far a run is that is under way, made of what it tells. */
export interface LiveRun {
  readonly phase: 'starting' | 'collecting' | 'applying' | 'applied';
  /** What it will need, in a sentence; null before that is known. */
  readonly plan: string | null;
  readonly steps: readonly LiveStep[];
  readonly waits: readonly LiveWait[];
}

/** A run that has told nothing yet. */
export const NEW_RUN: LiveRun = { phase: 'starting', plan: null, steps: [], waits: [] };

/** A wait that is shorter, milliseconds, is not worth a word: it is over before it is read. */
const SHORTEST_WAIT_MS = 1000;

/** `host-detections` as people call it; what is no endpoint has a name for people already. */
function inWords(endpoint: string): string {
  return Object.entries(ENDPOINT_WORDS).find(([name]) => name === endpoint)?.[1] ?? endpoint;
}

/** The run after it has told something. */
export function afterProgress(run: LiveRun, progress: RunProgress, now: number): LiveRun {
  const waits = run.waits.filter(({ until }) => until > now);
  switch (progress.kind) {
    case 'begun':
      return run;
    case 'plan':
      return { ...run, waits, plan: planLine(progress) };
    case 'step-started': {
      const { step: id, name } = progress;
      const step = {
        id,
        name: stepLabel(name),
        isDone: false,
        done: 0,
        total: null,
        records: 0,
        rate: 0,
        failedPages: 0,
        tookMs: null,
      };
      return { ...run, phase: 'collecting', waits, steps: [...run.steps, step] };
    }
    case 'pages': {
      const { done, total = null, records, rate, failedPages } = progress;
      const change = { done, total, records, rate, failedPages };
      return { ...run, waits, steps: changed(run.steps, progress.step, change) };
    }
    case 'step-finished': {
      const { records, failedPages, tookMs } = progress;
      const change = { isDone: true, records, failedPages, tookMs };
      return { ...run, waits, steps: changed(run.steps, progress.step, change) };
    }
    case 'waiting': {
      const { until, reason } = progress;
      const endpoint = inWords(progress.endpoint);
      if (until - now < SHORTEST_WAIT_MS) return { ...run, waits };
      const others = waits.filter((wait) => wait.endpoint !== endpoint);
      return { ...run, waits: [...others, { endpoint, until, reason }] };
    }
    case 'applying':
      return { ...run, phase: 'applying', waits: [] };
    case 'applied':
      return { ...run, phase: 'applied', waits: [] };
  }
}

/** The last one of a name: a run may do a step twice. */
function changed(
  steps: readonly LiveStep[],
  id: string,
  change: Partial<LiveStep>,
): readonly LiveStep[] {
  const index = steps.findLastIndex((step) => step.id === id);
  return steps.map((step, at) => (at === index ? { ...step, ...change } : step));
}
