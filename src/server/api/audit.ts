import { z } from 'zod';
import { TIME } from './schemas.ts';

/** One line of the audit log. */
export const AUDIT_ENTRY = z.object({
  id: z.int(),
  at: TIME,
  actor: z.string().describe('Name of the user'),
  via: z.enum(['session', 'token', 'setup', 'proxy']),
  address: z.string(),
  action: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
});

/** A part of the audit log. */
export const AUDIT_PAGE = z.object({
  entries: z.array(AUDIT_ENTRY),
  before: z.int().nullable().describe('Asks for the next page; null on the last one'),
});

/** An {@link AUDIT_PAGE}. */
export type AuditPage = z.infer<typeof AUDIT_PAGE>;
