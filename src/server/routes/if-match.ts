import { z } from 'zod';
import { ServerError } from '../errors.ts';

/** The header If-Match of a change. Other headers pass: they have had their turn. */
export const IF_MATCH = z.looseObject({
  'if-match': z
    .string()
    .max(200)
    .optional()
    .describe(
      'Needed: the ETag of what is changed, as it was read; the request fails if it has changed since',
    ),
});

/** The tag in the header. @throws {ServerError} H_PRECONDITION_MISSING */
export function expectedTag(header: string | undefined): string {
  if (header === undefined) throw new ServerError('H_PRECONDITION_MISSING');
  return header;
}

/** The version that an If-Match header names; of one that is no ETag of ours none. @throws {ServerError} H_PRECONDITION_MISSING */
export function expectedVersion(header: string | undefined): number {
  return Number(/^"(\d{1,15})"$/.exec(expectedTag(header))?.[1]);
}
