import { z } from 'zod';
import { ENTITY_ID } from './graph.ts';

/** Path: one entity. */
export const ENTITY_PATH = z.object({ id: ENTITY_ID });

/** Value of a property. */
const VALUE = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** Value of a property. */
export type PropertyValue = z.infer<typeof VALUE>;

const RELATED = z.object({
  id: ENTITY_ID,
  type: z.string(),
  name: z.string(),
  properties: z.record(z.string(), VALUE),
});

/** An entity beside the one that is asked for. */
export type RelatedEntity = z.infer<typeof RELATED>;

/** One version of an entity. */
const VERSION = z.object({
  version: z.int(),
  from: z.int().describe('Epoch milliseconds'),
  to: z.int().optional().describe('When it ended; absent while it is seen'),
  cameBack: z.boolean().describe('The entity had ended before'),
  changes: z
    .array(z.object({ property: z.string(), before: VALUE.optional(), after: VALUE.optional() }))
    .describe('What is not as it was in the version before'),
});

/** One version of an entity. */
export type EntityVersion = z.infer<typeof VERSION>;

/** A property with what the model says of it. */
const PROPERTY = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'textList']),
  value: VALUE,
  description: z.string().optional(),
  isVolatile: z
    .boolean()
    .describe('Updated in place: shows its latest value at any time, and has no history'),
});

/** A property with what the model says of it. */
export type DescribedProperty = z.infer<typeof PROPERTY>;

/** Answer: all that there is to know of an entity. */
export const ENTITY = z.object({
  id: ENTITY_ID,
  key: z.string(),
  type: z.string(),
  classes: z.array(z.string()),
  name: z.string(),
  typeName: z.string().optional().describe('What its type is called'),
  owner: z
    .string()
    .optional()
    .describe('Integration instance that it is from; absent for what instances share'),
  isMapped: z.boolean().describe('Made because something referred to it'),
  isThere: z.boolean().describe('False for what has ended; it is told as it was last'),
  closedReason: z.string().optional(),
  createdOn: z.int().describe('When the graph first had it'),
  properties: z.array(PROPERTY),
  versions: z.array(VERSION).describe('The newest first'),
  hasEarlier: z.boolean().describe('There are earlier versions than those'),
  on: RELATED.optional().describe('Of a finding: the host or web application'),
  vulnerability: RELATED.optional().describe('Of a finding'),
  query: z.string().describe('The entity in J1QL'),
});

/** Answer: all that there is to know of an entity. */
export type Entity = z.infer<typeof ENTITY>;
