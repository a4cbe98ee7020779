import type { PageSummary } from './page.ts';

/**
 * What is known about two pages that are handed out as one: counts added, the time of the first (later
 * changes may be missing in it), the cursor of the last.
 */
export function joinSummaries(first: PageSummary, last: PageSummary): PageSummary {
  const { next: _, ...before } = first;
  return {
    ...before,
    requests: first.requests + last.requests,
    retries: first.retries + last.retries,
    waitedMs: first.waitedMs + last.waitedMs,
    bytes: first.bytes + last.bytes,
    records: first.records + last.records,
    ...(last.next === undefined ? {} : { next: last.next }),
    unknownElements: joinCounts(first.unknownElements, last.unknownElements),
    badValues: joinCounts(first.badValues, last.badValues),
    repairs: first.repairs + last.repairs,
    badRecords: [...first.badRecords, ...last.badRecords],
  };
}

function joinCounts(
  first: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const both = new Map(first);
  for (const [key, count] of last) both.set(key, (both.get(key) ?? 0) + count);
  return both;
}
