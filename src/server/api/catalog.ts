import { z } from 'zod';

const PROPERTY = z.object({
  type: z.enum(['text', 'number', 'boolean', 'date', 'textList']),
  description: z.string().optional(),
});
const PROPERTIES = z.record(z.string(), PROPERTY);

/** What a query can name. */
export const CATALOG = z.object({
  seq: z.int().describe('Grows with every run that is applied'),
  types: z.array(
    z.object({
      type: z.string(),
      classes: z.array(z.string()),
      count: z.int().describe('Entities that there are now'),
      properties: PROPERTIES.optional().describe(
        'Declared ones; absent for a type of another integration, which may have any',
      ),
    }),
  ),
  relationships: z
    .array(
      z.object({
        class: z.string(),
        type: z.string(),
        from: z.string().describe('An entity type'),
        to: z.string().describe('An entity type'),
      }),
    )
    .describe('Between entities that there are'),
  metadata: PROPERTIES.describe('Properties of every entity'),
  edgeMetadata: PROPERTIES.describe('Properties of every relationship'),
  smartClasses: z.array(z.string()).describe('Names, without #'),
});

/** The values of a property are wanted. */
export const VALUES_REQUEST = z.strictObject({
  of: z
    .string()
    .max(200)
    .regex(/^(?:[A-Za-z_][A-Za-z0-9_]*|\*)$/, 'A class, a type or *')
    .describe('A class, a type, or * for all'),
  property: z
    .string()
    .max(200)
    .regex(/^[^[\]\r\n]+$/, 'The name of a property'),
});

/** The values of a property, most frequent first. */
export const VALUES = z.object({
  values: z.array(
    z.object({
      value: z.union([z.string(), z.number(), z.boolean()]),
      count: z.int().describe('Entities that have it'),
    }),
  ),
});

/** What a query can name. */
export type Catalog = z.infer<typeof CATALOG>;
/** The values of a property, most frequent first. */
export type PropertyValues = z.infer<typeof VALUES>;
