import type { RunProgress } from '../../app/collect.ts';
import type { CommandIo } from '../io.ts';
import { progressBars } from './bars.ts';
import { plainProgress } from './plain.ts';

/** Progress for whoever is there: bars on a terminal, plain lines otherwise. */
export function progressDisplay(io: CommandIo): {
  show(progress: RunProgress): void;
  stop(): void;
} {
  if (io.isTerminal) return progressBars(process.stderr, Date.now);
  return { show: plainProgress(io.err, Date.now), stop: () => {} };
}
