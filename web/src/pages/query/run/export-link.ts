import type { ExportFormat } from '../../../../../src/server/api/query.ts';
import { searchOf } from '../../../api/client.ts';
import type { AskedQuery } from './asked-query.ts';

/** Characters of an address that the server takes for sure: with the other headers it reads 16 KB. */
const MOST_CHARACTERS = 12_000;

/** The address of a file with the whole answer; undefined where the query is too long for one. */
export function exportLink(
  { query, at, includeDeleted, parameters }: AskedQuery,
  format: ExportFormat,
): string | undefined {
  const link = `/api/query/export${searchOf({
    query,
    format,
    at,
    includeDeleted,
    parameters: parameters && JSON.stringify(parameters),
  })}`;
  return link.length > MOST_CHARACTERS ? undefined : link;
}
