import { z } from 'zod';

/** Days that something is kept; null for good. */
const DAYS = z.int().min(7).max(3_650).nullable();

/** How long things are to be kept. */
export const RETENTION_CHANGE = z.strictObject({
  runRecordDays: DAYS.describe(
    'Days that records of runs are kept; the last ones of each integration stay',
  ),
  historyDays: DAYS.describe('Days that the graph can be looked at as it was'),
});

/** How long things are kept, and what was removed last. */
export const RETENTION_ANSWER = z.object({
  ...RETENTION_CHANGE.shape,
  etag: z.string(),
  last: z
    .object({
      at: z.int().describe('Epoch milliseconds'),
      runRecords: z.int(),
      versions: z.int().describe('Versions of entities and relationships'),
      failure: z.string().optional().describe('Why it broke off'),
    })
    .optional()
    .describe('Since the server was started'),
});

/** A {@link RETENTION_CHANGE}. */
export type RetentionChange = z.infer<typeof RETENTION_CHANGE>;
/** A {@link RETENTION_ANSWER}. */
export type RetentionAnswer = z.infer<typeof RETENTION_ANSWER>;
