import { z } from 'zod';

/** Severities of findings, the worst first. */
export const SEVERITY = z.enum(['critical', 'high', 'medium', 'low', 'informational']);

const FIGURE = z
  .object({
    value: z.number(),
    query: z.string().describe('J1QL'),
    at: z.string().optional().describe('The time that the query looks at, ISO 8601'),
    includeDeleted: z.literal(true).optional(),
  })
  .describe(
    'A number, and the query behind it: it has so many rows or, where it counts itself, this number as its only cell',
  );

const PER_SEVERITY = z.object({
  critical: FIGURE,
  high: FIGURE,
  medium: FIGURE,
  low: FIGURE,
  informational: FIGURE,
});

const OPEN = z.object({ query: z.string(), total: FIGURE, bySeverity: PER_SEVERITY });

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const TIME = z
  .string()
  .refine(
    (text) => z.iso.datetime({ offset: true }).safeParse(text).success,
    'Not an ISO 8601 time',
  );

/** Which time the overview is of. */
export const OVERVIEW_REQUEST = z.strictObject({
  at: TIME.optional().describe('The graph as it was then, ISO 8601; as it is now when absent'),
});

/** Which days the trend is of. */
export const TREND_REQUEST = OVERVIEW_REQUEST.extend({
  days: z.enum(['30', '90']).default('30').describe('How many days, the last one included'),
});

/** What is open, what to begin with, and what is not looked at. */
export const OVERVIEW = z.object({
  seq: z.int().describe('Version of the graph'),
  asOf: z.int().describe('What ages are counted from, epoch milliseconds'),
  open: OPEN.describe('On hosts'),
  before: OPEN.optional().describe('The same a day earlier; absent before the first run'),
  exploited: FIGURE.describe('Open on hosts, and exploited as CISA knows'),
  age: z.object({
    query: z.string(),
    groups: list(
      z.object({
        fromDays: z.int(),
        toDays: z.int().optional().describe('Not included'),
        bySeverity: PER_SEVERITY,
      }),
    ),
    overdue: list(z.object({ severity: SEVERITY, days: z.int(), findings: FIGURE })),
  }),
  oldestCritical: z.object({
    query: z.string(),
    findings: list(
      z.object({
        id: z.string(),
        qid: z.int(),
        title: z.string().optional(),
        firstFoundOn: z.int(),
        hostId: z.string(),
        host: z.string(),
      }),
    ),
  }),
  vulnerabilities: z.object({
    query: z.string(),
    list: list(
      z.object({
        qid: z.int(),
        id: z.string().optional(),
        title: z.string().optional(),
        severity: z.string().optional(),
        hosts: FIGURE,
      }),
    ),
  }),
  hosts: z.object({
    query: z.string(),
    by: z.enum(['truRisk', 'qds']),
    list: list(
      z.object({
        id: z.string(),
        name: z.string(),
        truRisk: z.number().optional(),
        qds: z.number().optional(),
        open: FIGURE,
      }),
    ),
  }),
  coverage: z.object({
    query: z.string(),
    hosts: FIGURE,
    notScanned: list(z.object({ days: z.int(), hosts: FIGURE })),
    never: FIGURE,
  }),
  webApps: OPEN,
});

/** How findings on hosts went, day by day. */
export const TREND = z.object({
  seq: z.int(),
  asOf: z.int(),
  days: list(
    z.object({
      date: z.string().describe('In UTC'),
      open: PER_SEVERITY.optional().describe('At its end, or now; absent before the first run'),
      found: FIGURE.describe('First detected on it'),
      fixed: FIGURE,
    }),
  ),
  foundQuery: z.string(),
  fixedQuery: z.string(),
  meanDaysToFix: FIGURE.optional(),
  meanDaysToFixBySeverity: list(z.object({ severity: SEVERITY, fixed: z.int(), days: FIGURE })),
});

/** Whether the graph holds all that there is, by instance. */
export const COMPLETENESS = z.object({
  instances: list(
    z.object({
      instance: z.string(),
      last: z.object({ runId: z.string(), status: z.string(), endedAt: z.string() }),
      failure: z
        .object({ code: z.string(), message: z.string(), whatToDo: z.string() })
        .optional()
        .describe('Why the last run ended before its end'),
      lastComplete: z.object({ runId: z.string(), endedAt: z.string() }).optional(),
      missing: list(
        z.object({
          endpoint: z.string(),
          words: z.string().describe('What the endpoint gives'),
          missing: z.int(),
          of: z.int(),
          since: z.string().describe('End of the first run in a row that missed some'),
        }),
      ),
      held: z.int().describe('Removals that wait for somebody to accept them'),
    }),
  ),
});

/** A number with its query. */
export type Figure = z.infer<typeof FIGURE>;
/** One of the severities of findings. */
export type Severity = z.infer<typeof SEVERITY>;
/** What `GET /api/overview` answers. */
export type Overview = z.infer<typeof OVERVIEW>;
/** What `GET /api/overview/trend` answers. */
export type Trend = z.infer<typeof TREND>;
/** What `GET /api/overview/completeness` answers. */
export type Completeness = z.infer<typeof COMPLETENESS>;
