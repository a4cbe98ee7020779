import { z } from 'zod';
import { GRAPH_ENTITY } from './graph.ts';

/** What to look for. */
export const SEARCH_QUERY = z.strictObject({
  q: z
    .string()
    .max(200)
    .describe('Part of a name, a QID, a CVE, an address; at least two characters'),
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Most entities'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The graph as it was then, ISO 8601; as it is now when absent'),
});

/** An entity that was found. */
export const SEARCH_HIT = GRAPH_ENTITY.extend({
  matched: z
    .string()
    .optional()
    .describe('The name or number by which it was found, where that is not part of its name'),
});

/** What was found. */
export const SEARCH_ANSWER = z.object({
  entities: z.array(SEARCH_HIT).describe('The closest ones first'),
});

/** What was found. */
export type SearchAnswer = z.infer<typeof SEARCH_ANSWER>;
