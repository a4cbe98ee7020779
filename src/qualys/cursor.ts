import type { Envelope } from './documents.ts';
import type { EndpointName } from './endpoint-name.ts';
import { QualysError } from './errors.ts';

/** Code of the warning that says a list was cut (reference 6.1). */
const TRUNCATED_CODE = '1980';

/**
 * Cursor of the next page of a list of the FO API (reference 8.4): only `id_min` is taken out of the
 * URL of the warning. The URL itself is never followed: it may name an internal host, another version
 * and parameters that were never sent.
 *
 * @throws {QualysError} Q_CURSOR_MISSING, Q_CURSOR_STUCK.
 */
export function nextIdMin(
  envelope: Envelope,
  endpoint: EndpointName,
  cursor: string | undefined,
): string | undefined {
  const warning = envelope.response?.warning;
  if (warning === undefined) return undefined;
  // With the ampersands of an escaped URL in CDATA, which is escaped once too often.
  const next = /[?&;]id_min=(\d+)/.exec(warning.url ?? '')?.[1];
  if (next === undefined) {
    if (warning.code !== TRUNCATED_CODE && warning.url === undefined) return undefined;
    throw cursorMissing(endpoint, warning.text);
  }
  return advanced(next, cursor, endpoint);
}

/**
 * Cursor of the next page of a qps search (reference 12): `lastId`, if there are more records. Never
 * concluded from how many came.
 *
 * @throws {QualysError} Q_CURSOR_MISSING, Q_CURSOR_STUCK.
 */
export function nextLastId(
  envelope: Envelope,
  endpoint: EndpointName,
  cursor: string | undefined,
): string | undefined {
  if (envelope.hasMoreRecords !== true) return undefined;
  const next = envelope.lastId;
  if (next === undefined || !/^\d+$/.test(next)) throw cursorMissing(endpoint, undefined);
  return advanced(next, cursor, endpoint);
}

function advanced(next: string, cursor: string | undefined, endpoint: EndpointName): string {
  if (cursor !== undefined && BigInt(next) <= BigInt(cursor)) {
    throw new QualysError('Q_CURSOR_STUCK', { endpoint, values: { next, cursor } });
  }
  return next;
}

function cursorMissing(endpoint: EndpointName, said: string | undefined): QualysError {
  return new QualysError('Q_CURSOR_MISSING', {
    endpoint,
    ...(said === undefined ? {} : { qualysMessage: said }),
  });
}
