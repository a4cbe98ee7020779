import type { GraphStore } from '../graph/index.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const KNOWN =
  "SELECT i.subscription AS known FROM instance i WHERE i.kind = 'integration' AND i.name = $1";

/**
 * The subscription that a run read. Qualys does not have to tell its uuid (reference 4): a run of an
 * instance that was told it before goes on with that one, instead of being taken for another subscription
 * because a header is missing today.
 */
export async function subscriptionOf(
  store: GraphStore,
  instance: string,
  told: string,
): Promise<string> {
  if (UUID.test(told)) return told;
  for await (const rows of store.read(KNOWN, [instance])) {
    const known = rows[0]?.['known'];
    if (typeof known === 'string' && UUID.test(known)) return known;
  }
  return told;
}
