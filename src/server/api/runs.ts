import { z } from 'zod';
import { RUN_STATE } from './events.ts';

/** What began a run: a person, the clock, or the server that went on with it after a restart. */
export const RUN_TRIGGER = z.enum(['manual', 'schedule', 'restart']);

/** One of {@link RUN_TRIGGER}. */
export type RunTrigger = z.infer<typeof RUN_TRIGGER>;

/** What a person may wish of a run. */
export const RUN_WISHES = z.strictObject({
  full: z.boolean().default(false).describe('Read everything, not only what changed or is due'),
  acceptDeletions: z
    .string()
    .max(100)
    .optional()
    .describe('Id of the last run, the held removals of which are accepted'),
  insist: z.boolean().default(false).describe('Send the login although Qualys refused it before'),
});

/** What a person may wish of a run. */
export type RunWishes = z.infer<typeof RUN_WISHES>;

/** A run that has begun. */
export const RUN_BEGUN = z.object({
  runId: z.string(),
  isResumed: z.boolean().describe('It goes on with the pages of a run that was cut off'),
});

/** A run that has begun. */
export type RunBegun = z.infer<typeof RUN_BEGUN>;

/** A run that is being stopped. */
export const RUN_STOPPED = z.object({
  runId: z.string().nullable().describe('Null when it has not begun: it never will'),
});

/** A run that is being stopped. */
export type RunStopped = z.infer<typeof RUN_STOPPED>;

/** What changed in the graph. */
export const CHANGES = z.object({
  new: z.int(),
  changed: z.int(),
  gone: z.int(),
});

/** A run in a list. */
export const RUN_SUMMARY = z.object({
  runId: z.string(),
  instance: z.string().describe('Name of the instance'),
  instanceId: z
    .string()
    .nullable()
    .describe('Null when no integration of the console has that name'),
  state: RUN_STATE,
  mode: z.enum(['full', 'incremental']),
  trigger: RUN_TRIGGER.nullable().describe('Null for runs of the command line'),
  startedBy: z.string().nullable().describe('Who began it, where it was a person'),
  startedAt: z.string().describe('ISO 8601'),
  endedAt: z.string().nullable().describe('ISO 8601; null while it is under way or cut off'),
  missingPages: z.int(),
  isHeld: z.boolean().describe('Removals wait for somebody to accept them'),
  changes: CHANGES.nullable().describe('Of entities; null when nothing was applied'),
});

/** A run in a list. */
export type RunSummary = z.infer<typeof RUN_SUMMARY>;

/** A page of the list of runs. */
export const RUN_LIST = z.object({
  runs: z.array(RUN_SUMMARY).describe('Newest first'),
  unreadable: z
    .array(z.string())
    .describe('Runs of this page that have a record which cannot be read'),
  before: z.string().nullable().describe('Asks for the next page; null on the last one'),
});

/** A page of the list of runs. */
export type RunList = z.infer<typeof RUN_LIST>;

/** How far a run is that is under way. */
export const LIVE_RUN = z.object({
  phase: z.enum(['starting', 'collecting', 'applying', 'applied']),
  plan: z.string().nullable().describe('What it will need; null before that is known'),
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      isDone: z.boolean(),
      done: z.int().describe('Parts that are done'),
      total: z.int().nullable().describe('Null while it is not known'),
      records: z.int(),
      rate: z.number().describe('Records per second'),
      failedPages: z.int(),
      tookMs: z.number().nullable(),
    }),
  ),
  waits: z.array(
    z.object({
      endpoint: z.string(),
      until: z.number().describe('Epoch milliseconds'),
      reason: z.string(),
    }),
  ),
});

/** How far a run is that is under way. */
export type LiveRunAnswer = z.infer<typeof LIVE_RUN>;

const COUNTS = z.object({
  seen: z.int(),
  created: z.int(),
  updated: z.int(),
  refreshed: z.int(),
  deleted: z.int(),
});

const FAILURE = z.object({ code: z.string(), message: z.string(), whatToDo: z.string() });

/** What came of one endpoint, and what did not. */
export const LEDGER_ENTRY = z.object({
  endpoint: z.string(),
  name: z.string().describe('In words'),
  pages: z.int().describe('Pages that are stored'),
  missing: z.int().describe('Pages that failed'),
  missingSince: z
    .string()
    .nullable()
    .describe('ISO 8601: end of the first of the runs in a row that miss pages here'),
  received: z.int(),
  expected: z.int().nullable(),
  requests: z.int(),
  retries: z.int(),
  waitedMs: z.number(),
  reasons: z.array(
    FAILURE.extend({
      pages: z.int(),
      scopes: z.array(z.string()).describe('What the pages would have held, some of them'),
    }),
  ),
});

/** What came of one endpoint, and what did not. */
export type LedgerEntry = z.infer<typeof LEDGER_ENTRY>;

/** What a run did, once it has ended. */
export const RUN_RESULT = z.object({
  entities: z.record(z.string(), COUNTS).describe('By type; empty when nothing was applied'),
  relationships: z.record(z.string(), COUNTS).describe('By type, stored ones only'),
  closed: z.record(z.string(), z.int()).describe('Findings that ended, by reason'),
  reopened: z.int().describe('Findings that are open again'),
  merged: z.int(),
  resumedPages: z.int(),
  ledger: z.array(LEDGER_ENTRY),
  held: z
    .object({
      reason: z.string(),
      removals: z.record(z.string(), z.object({ removals: z.int(), of: z.int() })),
    })
    .nullable(),
  warnings: z.array(
    z.object({ kind: z.string(), message: z.string(), endpoint: z.string().nullable() }),
  ),
  failure: FAILURE.nullable(),
});

/** What a run did. */
export type RunResult = z.infer<typeof RUN_RESULT>;

/** Everything about one run. */
export const RUN_ANSWER = z.object({
  run: RUN_SUMMARY,
  live: LIVE_RUN.nullable().describe('Null once it has ended, and for runs of other processes'),
  result: RUN_RESULT.nullable().describe('Null before it has ended'),
  isResumable: z.boolean().describe('The next run goes on with the pages that this one has'),
  isLast: z.boolean().describe('There is no later run of the instance'),
  mayAccept: z.boolean().describe('Its held removals can be accepted now'),
  previous: z.string().nullable().describe('Id of the run before it that was applied'),
  isElsewhere: z.boolean().describe('It is under way in another process'),
});

/** Everything about one run. */
export type RunAnswer = z.infer<typeof RUN_ANSWER>;

/** The log of a run. */
export const RUN_LOG = z.object({
  lines: z.array(
    z.object({ at: z.int(), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
  ),
});

/** The log of a run. */
export type RunLogAnswer = z.infer<typeof RUN_LOG>;

/** When instances are collected. */
export const SCHEDULE = z.object({
  instances: z.array(
    z.object({
      instanceId: z.string(),
      nextRunAt: z.int().nullable().describe('Null when none begins by itself'),
      pausedBecause: z
        .enum(['disabled', 'no-interval', 'login-refused'])
        .nullable()
        .describe('Why none begins by itself'),
      running: z.string().nullable().describe('Id of the run under way'),
      isStarting: z
        .boolean()
        .describe(
          'A run waits for its beginning, such as for a graph that another process has open',
        ),
      last: RUN_SUMMARY.nullable().describe('The last run'),
      problem: FAILURE.extend({ at: z.int() })
        .nullable()
        .describe('Why the last run that was to begin did not'),
    }),
  ),
});

/** When instances are collected. */
export type ScheduleAnswer = z.infer<typeof SCHEDULE>;
