import { z } from 'zod';

/** Most characters of a query. */
export const QUERY_LENGTH = 65_536;

const VALUE = z.union([z.string().max(10_000), z.number(), z.boolean()]);

/** Values of the placeholders of a query by name; a list stands for any of its values. */
export const PARAMETERS = z
  .record(z.string().min(1).max(200), z.union([VALUE, z.array(VALUE).max(2_000)]))
  .describe('Values of the placeholders by name; a list stands for any of its values');

/** The time in the past that is asked about. */
export const AT = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('The graph as it was then, ISO 8601; as it is now when absent');

const TEXT = z.string().min(1).max(QUERY_LENGTH);

/** A query, and what it is asked about. */
export const QUERY_REQUEST = z.strictObject({
  query: TEXT,
  at: AT,
  includeDeleted: z.boolean().optional().describe('Also what was deleted, as it was last'),
  parameters: PARAMETERS.optional(),
});

/** A page of the answer of a query is wanted. */
export const PAGE_REQUEST = QUERY_REQUEST.extend({
  cursor: z.string().min(1).max(1_000).optional().describe('Of the page before'),
});

/** A page of the answer of a query. */
export const QUERY_PAGE = z.object({
  shape: z.enum(['list', 'table', 'tree']),
  columns: z.array(z.string()),
  hasOpenColumns: z.boolean().describe('Rows may have more columns than are named'),
  dateColumns: z.array(z.string()).describe('Columns that hold moments: epoch milliseconds'),
  warnings: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.unknown())),
  cursor: z.string().optional().describe('Asks for the next page; absent on the last one'),
});

/** How a query is answered. */
export const QUERY_PLAN = z.object({
  plan: z
    .array(z.object({ depth: z.int(), text: z.string() }))
    .describe('What is done, in words; deeper lines belong to the one above them'),
  sql: z.string().describe('Of the store'),
  values: z.array(z.unknown()).describe('Bound in the SQL as $1, $2 …'),
  warnings: z.array(z.string()),
});

/** A query is to be read, not run. */
export const CHECK_REQUEST = z.strictObject({ query: TEXT });

/** What reading a query finds. */
export const QUERY_CHECK = z.object({
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      line: z.int().describe('From 1'),
      column: z.int().describe('From 1'),
      length: z.int().describe('Characters from there that are meant'),
      expected: z.array(z.string()).describe('What could stand there instead'),
      suggestion: z.string().optional().describe('A word that was probably meant'),
      whatToDo: z.string(),
    })
    .nullable()
    .describe('Null when the query can be run'),
  warnings: z.array(z.string()).describe('Names that the graph does not know'),
  placeholders: z.array(z.string()).describe('Names of the placeholders that want a value'),
});

/** A whole answer is wanted as a file. */
export const EXPORT_REQUEST = z.strictObject({
  query: TEXT,
  format: z.enum(['csv', 'json', 'ndjson']),
  at: AT,
  includeDeleted: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  parameters: z.string().max(10_000).optional().describe('As in POST /api/query, as JSON'),
});

/** A query, and what it is asked about. */
export type QueryRequest = z.infer<typeof QUERY_REQUEST>;
/** A page of the answer of a query is wanted. */
export type PageRequest = z.infer<typeof PAGE_REQUEST>;
/** A page of the answer of a query. */
export type QueryPage = z.infer<typeof QUERY_PAGE>;
/** How a query is answered. */
export type QueryPlan = z.infer<typeof QUERY_PLAN>;
/** What reading a query finds. */
export type QueryCheck = z.infer<typeof QUERY_CHECK>;
/** Form of a file with an answer. */
export type ExportFormat = z.infer<typeof EXPORT_REQUEST>['format'];
