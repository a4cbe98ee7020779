import { z } from 'zod';

/** How a run stands, in one word. */
export const RUN_STATE = z
  .enum(['running', 'stopping', 'complete', 'partial', 'failed', 'cancelled', 'cut-off'])
  .describe('Cut off: the process that had it ended in mid-run; the pages it read are kept');

/** One of {@link RUN_STATE}. */
export type RunState = z.infer<typeof RUN_STATE>;

const RUN = z.object({ runId: z.string(), instanceId: z.string() });

/** Events of `GET /api/events` by name, with the data of each. */
export const EVENTS = {
  /** A run began, is being stopped, or has ended. */
  run: RUN.extend({ state: RUN_STATE }),
  /** A run came further; told at most twice a second. */
  'run-progress': RUN,
  /** A run was applied: the graph has changed. */
  graph: z.object({ seq: z.int() }),
  /** An instance was added, changed or deleted, or when it is due has changed. */
  instances: z.object({}),
} as const;

/** Name of an event. */
export type EventName = keyof typeof EVENTS;

/** What an event says. */
export type EventData<Name extends EventName> = z.infer<(typeof EVENTS)[Name]>;
