import type { RunProgress } from '../../app/collect.ts';
import { progressLines } from '../../app/run-progress/index.ts';

/** Progress for a log, a line at a time. */
export function plainProgress(
  write: (text: string) => void,
  clock: () => number,
): (progress: RunProgress) => void {
  const line = progressLines(clock);
  return (progress) => {
    const text = line(progress);
    if (text !== undefined) write(`${text}\n`);
  };
}
