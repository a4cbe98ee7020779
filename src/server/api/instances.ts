import { z } from 'zod';

/** How often an integration is collected; DISABLED only when somebody asks for it. */
export const POLLING_INTERVALS = [
  'DISABLED',
  'THIRTY_MINUTES',
  'ONE_HOUR',
  'FOUR_HOURS',
  'EIGHT_HOURS',
  'TWELVE_HOURS',
  'ONE_DAY',
  'ONE_WEEK',
] as const;

/** One of {@link POLLING_INTERVALS}. */
export const POLLING_INTERVAL = z.enum(POLLING_INTERVALS);

/** One of {@link POLLING_INTERVALS}. */
export type PollingInterval = z.infer<typeof POLLING_INTERVAL>;

/** Name of a new integration. It becomes part of file names, percent-encoded: so its bytes count, too. */
export const INSTANCE_NAME = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'No control characters')
  .refine(
    (name) => !/\p{Cs}/u.test(name) && encodeURIComponent(name).length <= 200,
    'This name is too long: letters outside of ASCII take more room',
  )
  .describe(
    'Names the instance in the graph, and cannot be changed; capitals do not tell names apart',
  );

const DESCRIPTION = z.string().trim().max(1_000);

const OPTION_VALUE = z.union([
  z.string().max(10_000),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string().max(1_000), z.number()])).max(2_000),
  z.record(z.string().max(100), z.string().max(100)),
]);

/** Options that anybody may see, by name; what is not set has its default. */
export const OPTIONS = z.record(z.string().max(100), OPTION_VALUE);

const SECRET = z.string().min(1).max(10_000);

const DAILY_HOUR = z
  .int()
  .min(0)
  .max(23)
  .nullable()
  .describe('Hour (UTC) in which the run begins, for ONE_DAY and ONE_WEEK; null for any');

/** A new integration. */
export const NEW_INSTANCE = z.strictObject({
  name: INSTANCE_NAME,
  type: z.literal('qualys').default('qualys'),
  description: DESCRIPTION.default(''),
  options: OPTIONS,
  secrets: z
    .record(z.string().max(100), SECRET)
    .default({})
    .describe('Kept encrypted, and never shown again'),
  pollingInterval: POLLING_INTERVAL.default('DISABLED'),
  dailyHour: DAILY_HOUR.default(null),
  isEnabled: z.boolean().default(true),
});

/** A change of an integration; what is absent stays. */
export const INSTANCE_CHANGE = z
  .strictObject({
    description: DESCRIPTION.optional(),
    options: OPTIONS.optional().describe('All of them: what is absent here is unset'),
    secrets: z
      .record(z.string().max(100), SECRET.nullable())
      .optional()
      .describe('Those to set; null removes one, absent ones stay'),
    pollingInterval: POLLING_INTERVAL.optional(),
    dailyHour: DAILY_HOUR.optional(),
    isEnabled: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'Name what is to be changed');

const REFUSAL = z
  .object({ at: z.string().describe('ISO 8601'), code: z.string(), message: z.string() })
  .describe('Qualys refused the login that is stored: it is not sent again before it is changed');

/** A configured integration. No secret is in it. */
export const INSTANCE = z.object({
  id: z.string(),
  name: z.string(),
  type: z.literal('qualys'),
  description: z.string(),
  options: z.record(z.string(), z.unknown()),
  secrets: z
    .record(z.string(), z.object({ isSet: z.boolean() }))
    .describe('Which secrets there are, by name'),
  pollingInterval: POLLING_INTERVAL,
  dailyHour: DAILY_HOUR,
  isEnabled: z.boolean().describe('Without it no run begins, neither by the clock nor by hand'),
  version: z.int().describe('The ETag is this number in double quotes'),
  createdAt: z.int(),
  createdBy: z.string(),
  changedAt: z.int(),
  changedBy: z.string(),
  refused: REFUSAL.nullable(),
});

/** A configured integration. */
export type InstanceAnswer = z.infer<typeof INSTANCE>;

/** All configured integrations. */
export const INSTANCE_LIST = z.object({ instances: z.array(INSTANCE) });

/** All configured integrations. */
export type InstanceList = z.infer<typeof INSTANCE_LIST>;

/** What a form sends for a new integration. */
export type NewInstanceBody = z.input<typeof NEW_INSTANCE>;

/** What a form sends to change one. */
export type InstanceChangeBody = z.input<typeof INSTANCE_CHANGE>;

/** What is wrong with one field, as the member `problems` of H_INSTANCE_INVALID tells it. */
export interface InstanceFieldProblem {
  readonly field: string;
  readonly message: string;
}

const COUNTS = z.record(z.string(), z.int());

/** How much of the current graph is an integration's alone. */
export const INSTANCE_DATA = z.object({
  entities: COUNTS.describe(
    'By type; what another integration of the subscription needs too is not in it',
  ),
  relationships: COUNTS.describe(
    'By type, stored ones: others follow from entities and go with them',
  ),
});

/** How much of the current graph is an integration's alone. */
export type InstanceDataAnswer = z.infer<typeof INSTANCE_DATA>;

/** What becomes of the data of an integration that is deleted. */
export const DATA_CHOICE = z.enum(['keep', 'remove']);

/** What deleting an integration did. */
export const INSTANCE_DELETED = z.object({
  removed: INSTANCE_DATA.nullable().describe(
    'What went from the current graph; null when the data was kept',
  ),
});

/** What deleting an integration did. */
export type InstanceDeleted = z.infer<typeof INSTANCE_DELETED>;

const SECRETS = z.record(z.string().max(100), SECRET);

/** A configuration that is to be tried, saved or not. */
export const INSTANCE_TEST = z.strictObject({
  options: OPTIONS,
  secrets: SECRETS.default({}),
  insist: z.boolean().default(false).describe('Sends a login that Qualys refused before'),
});

/** The same for a stored one: what is absent is as it is stored. */
export const STORED_INSTANCE_TEST = z.strictObject({
  options: OPTIONS.optional(),
  secrets: z.record(z.string().max(100), SECRET.nullable()).optional(),
  insist: z.boolean().default(false).describe('Sends a login that Qualys refused before'),
});
