import { z } from 'zod';
import { TIME } from './schemas.ts';

/** What a token lets its holder do. */
export const SCOPE = z.enum(['read', 'write']);

/** An API token without its secret. */
export const TOKEN = z.object({
  id: z.string(),
  name: z.string(),
  scope: SCOPE,
  createdAt: TIME,
  expiresAt: TIME,
  usedAt: TIME.nullable().describe('To the minute'),
});

/** A token that was just made: the only time that its secret is told. */
export const MADE_TOKEN = z.object({ token: TOKEN, secret: z.string() });

/** A {@link TOKEN}. */
export type Token = z.infer<typeof TOKEN>;
/** A {@link MADE_TOKEN}. */
export type MadeToken = z.infer<typeof MADE_TOKEN>;
