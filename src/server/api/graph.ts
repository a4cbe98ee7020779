import { z } from 'zod';

/** `_id` of an entity. */
export const ENTITY_ID = z
  .string()
  .regex(/^[0-9]{1,15}$/, 'Not the id of an entity')
  .describe('`_id` of the entity');

/** The time that is looked at. */
const AT = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('The graph as it was then, ISO 8601; as it is now when absent');

/** How a finding stands. */
export const STATE = z
  .enum(['open', 'reopened', 'fixed', 'ignored', 'closed'])
  .describe('`closed`: needs no attention for another reason, such as informational ones');

/** What a picture of the graph knows of an entity. */
export const GRAPH_ENTITY = z.object({
  id: ENTITY_ID,
  key: z.string(),
  type: z.string(),
  classes: z.array(z.string()),
  name: z.string(),
  source: z
    .enum(['qualys', 'mapped', 'imported'])
    .describe('Read from Qualys, made by the mapper, or brought by another integration'),
  severity: z.string().optional(),
  qid: z.number().optional(),
  title: z.string().optional().describe('Of a finding: the title of its vulnerability'),
  state: STATE.optional().describe('Of a finding'),
  foundOn: z.int().optional().describe('Of a finding: first found, epoch milliseconds'),
});

/** An entity of a picture. */
export type GraphEntity = z.infer<typeof GRAPH_ENTITY>;

/** A relationship of a picture. */
export const GRAPH_LINK = z.object({
  from: ENTITY_ID,
  to: ENTITY_ID,
  verb: z.string().describe('`_class`'),
  type: z.string().describe('`_type`'),
});

/** A relationship of a picture. */
export type GraphLink = z.infer<typeof GRAPH_LINK>;

/** What an entity has along one relation. */
export const NEIGHBOUR_GROUP = z.object({
  name: z.string().describe('`<direction>.<relationship type>.<neighbour type>`'),
  direction: z.enum(['out', 'in']),
  verb: z.string(),
  relationshipType: z.string(),
  type: z.string().describe('`_type` of the neighbours'),
  classes: z.array(z.string()),
  count: z.int(),
  tallies: z
    .array(z.object({ severity: z.string().optional(), state: STATE.optional(), count: z.int() }))
    .describe('The same number, split by severity and state'),
});

/** What an entity has along one relation. */
export type NeighbourGroup = z.infer<typeof NEIGHBOUR_GROUP>;

/** Query: what is searched for. */
export const SEARCH_QUERY = z.strictObject({
  search: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .describe('Part of a name, an address, a key, a QID or a CVE'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  at: AT,
});

/** Answer: entities that were found. */
export const FOUND = z.object({ entities: z.array(GRAPH_ENTITY).describe('The best first') });

/** Answer: entities that were found. */
export type Found = z.infer<typeof FOUND>;

/** Answer: how many neighbours there are. */
export const NEIGHBOURS = z.object({ groups: z.array(NEIGHBOUR_GROUP) });

/** Answer: how many neighbours there are. */
export type Neighbours = z.infer<typeof NEIGHBOURS>;

/** Query: what to look at. */
export const AT_QUERY = z.strictObject({ at: AT });

/** Which of the neighbours are wanted. */
const FILTER = {
  severity: z.enum(['none', 'informational', 'low', 'medium', 'high', 'critical']).optional(),
  state: STATE.optional(),
  qid: z.coerce.number().int().min(0).optional(),
  age: z
    .enum(['under-7', '7-to-30', '30-to-90', '90-to-365', 'over-365'])
    .optional()
    .describe('Days since a finding was first found'),
};

/** Path: one group of one entity. */
export const GROUP_PATH = z.object({ id: ENTITY_ID, group: z.string().min(5).max(300) });

/** Query: a page of a group. */
export const GROUP_QUERY = z.strictObject({
  ...FILTER,
  at: AT,
  limit: z.coerce.number().int().min(1).max(250).default(50),
  cursor: z.string().min(1).max(1_000).optional().describe('Of the page before'),
});

/** Answer: a page of a group. */
export const GROUP_PAGE = z.object({
  entities: z.array(GRAPH_ENTITY).describe('The worst first, then by name'),
  cursor: z.string().optional().describe('Asks for the next page; absent on the last one'),
});

/** Answer: a page of a group. */
export type GroupPage = z.infer<typeof GROUP_PAGE>;

/** Query: how a group is told apart. */
export const PARTS_QUERY = z.strictObject({
  ...FILTER,
  at: AT,
  by: z.enum(['severity', 'state', 'qid', 'age']),
});

/** Answer: a group, told apart. */
export const GROUP_PARTS = z.object({
  parts: z
    .array(
      z.object({
        value: z.union([z.string(), z.number()]).nullable(),
        title: z.string().optional().describe('Of a QID'),
        count: z.int(),
        openCritical: z.int().describe('Open ones of severity critical'),
      }),
    )
    .describe('The largest first, at most 50'),
  hasMore: z.boolean(),
});

/** Answer: a group, told apart. */
export type GroupParts = z.infer<typeof GROUP_PARTS>;

/** Body: entities that are to be shown. */
export const ENTITIES_BODY = z.strictObject({
  ids: z.array(ENTITY_ID).min(1).max(1_000),
  at: AT,
});

/** Answer: a picture. */
export const PICTURE = z.object({
  entities: z.array(GRAPH_ENTITY),
  links: z.array(GRAPH_LINK).describe('All relationships between these entities'),
});

/** Answer: a picture. */
export type Picture = z.infer<typeof PICTURE>;

/** Body: a query that is to be drawn. */
export const DRAW_BODY = z.strictObject({ query: z.string().min(1).max(65_536), at: AT });

/** Answer: the picture of a query. */
export const DRAWN_QUERY = PICTURE.extend({
  isWhole: z.boolean().describe('False if there is more than is drawn'),
  warnings: z.array(z.string()),
});

/** Answer: the picture of a query. */
export type DrawnQuery = z.infer<typeof DRAWN_QUERY>;
