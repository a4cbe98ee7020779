import type { Patience } from '../app/with-graph.ts';
import type { CommandIo } from './io.ts';

/** Waits for a graph that another process has open, and says so. */
export function patienceOf(io: CommandIo): Patience {
  return {
    signal: io.signal,
    onWait: (holder) => io.err(`Waiting for the graph, which ${holder} has open …\n`),
  };
}
