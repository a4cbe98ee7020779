import { z } from 'zod';

/** Name that a user logs in with. */
export const USER_NAME = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@ -]*$/u, 'Letters, digits, blanks and . _ @ - only')
  .describe('Letters, digits, blanks and . _ @ -; capitals do not tell names apart');

/** A password that is being given; long ones are no work, short ones no protection. */
export const NEW_PASSWORD = z.string().min(12).max(200);

/** A password that is being tried: whatever is asked of new ones, old ones stay good. */
export const PASSWORD = z.string().min(1).max(200);

/** What a user may do. */
export const ROLE = z.enum(['administrator', 'viewer']);

/** Epoch milliseconds. */
export const TIME = z.int();

/** A user as the API shows it. */
export const USER = z.object({
  id: z.string(),
  name: z.string(),
  role: ROLE,
  version: z.int().describe('The ETag of the user is this number in double quotes'),
  createdAt: TIME,
  changedAt: TIME,
  changedBy: z.string(),
});

/** A {@link USER}. */
export type User = z.infer<typeof USER>;

/** A session as its own browser sees it. */
export const SESSION = z.object({
  user: USER,
  csrfToken: z
    .string()
    .nullable()
    .describe('For the header x-csrf-token; null when an API token asks, which needs none'),
});

/** A {@link SESSION}. */
export type Session = z.infer<typeof SESSION>;

/** Which part of a list that begins with the newest is wanted. */
export const LIMIT = z.coerce.number().int().min(1).max(200).default(50).describe('Most entries');

/** The id in a path. */
export const BY_ID = z.object({ id: z.uuid() });

/** An answer without a body. */
export const NOTHING = z.undefined().describe('Nothing to say');
