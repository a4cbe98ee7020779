import { z } from 'zod';

/** The definitions of smart classes, as they are written. */
export const SMART_CLASSES = z.object({
  text: z.string().describe('YAML; empty when there are none'),
  etag: z.string().describe('Names the state of the text'),
  problem: z.string().optional().describe('Why the text cannot be used'),
});

/** New definitions. */
export const SMART_CLASSES_CHANGE = z.strictObject({ text: z.string().max(200_000) });

/** A {@link SMART_CLASSES}. */
export type SmartClasses = z.infer<typeof SMART_CLASSES>;
