import { z } from 'zod';
import { ServerError } from '../errors.ts';

/** The header that says which state is to be changed. Other headers pass: they have had their turn. */
export const IF_MATCH = z.looseObject({
  'if-match': z
    .string()
    .optional()
    .describe(
      'Needed: the ETag of what is changed, as it was read; the request fails if it has changed since',
    ),
});

/** The version that an If-Match header names; of one that is no ETag of ours none. */
export function expectedVersion(header: string | undefined): number {
  if (header === undefined) throw new ServerError('H_PRECONDITION_MISSING');
  return Number(/^"(\d{1,15})"$/.exec(header)?.[1]);
}
