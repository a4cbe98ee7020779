import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { LoggedRequest } from '../../src/simulator/index.ts';
import { readRunSpool, SpoolError } from '../../src/spool/index.ts';

/**
 * Names of the pages that requests ask for, as the ledger has them; undefined for answers that are no pages
 * of their own (asset records, which go into the page of their hosts). Written from the requests of one run
 * alone: what it asks for with a cursor is the page with the number of that cursor among all it used.
 */
export function askedPages(requests: readonly LoggedRequest[]): (string | undefined)[] {
  const cursors = new Map<string, number[]>();
  const cursorOf = ({ parameters }: LoggedRequest) => {
    const text =
      parameters['id_min'] ??
      /field="id" operator="GREATER">(\d+)</.exec(parameters['body'] ?? '')?.[1];
    return text === undefined ? undefined : Number(text);
  };
  for (const request of requests) {
    const first = firstPage(request);
    const cursor = cursorOf(request);
    if (first === undefined || cursor === undefined) continue;
    cursors.set(first, [...(cursors.get(first) ?? []), cursor]);
  }
  const ranks = new Map(
    [...cursors].map(([first, all]) => [first, [...new Set(all)].toSorted((a, b) => a - b)]),
  );
  return requests.map((request) => {
    const first = firstPage(request);
    const cursor = cursorOf(request);
    if (first === undefined || cursor === undefined) return first;
    const page = 2 + (ranks.get(first)?.indexOf(cursor) ?? 0);
    return /_1$|-1$/.test(first) ? first.replace(/1$/, String(page)) : `${first}_${page}`;
  });
}

/** The page without its cursor. */
function firstPage({ endpoint, path, parameters }: LoggedRequest): string | undefined {
  const { ids, body = '' } = parameters;
  switch (endpoint) {
    case 'portal-version':
      return 'portal-version versions';
    case 'host-list':
      if (parameters['details'] !== 'None') return `host-list ${span(ids)}`;
      return ids === undefined ? 'host-list ids' : 'host-list ids_again';
    case 'host-detections': {
      if (ids === undefined) return 'host-detections changed_1';
      if (parameters['status'] === 'Fixed') return `host-detections fixed_${span(ids)}`;
      // Who had findings and is absent is asked for by itself.
      return `host-detections ${/^\d+$/.test(ids) ? 'again' : 'open'}_${span(ids)}`;
    }
    case 'knowledge-base':
      return ids === undefined ? 'knowledge-base modified_1' : `knowledge-base ${span(ids)}`;
    case 'web-apps':
      return path.includes('/count/') ? `web-apps count-since-${since(body)}` : 'web-apps page-1';
    case 'web-app-findings':
      return `web-app-findings ${span(/webApp\.id[^>]*>([\d,]+)</.exec(body)?.[1])}`;
    case 'host-assets':
      return undefined;
    default:
      throw new Error(`nobody thought of requests for ${path}`);
  }
}

/** The time in a search for what was scanned later. */
function since(body: string): number {
  return Date.parse(/field="lastScan\.date" operator="GREATER">([^<]+)</.exec(body)?.[1] ?? '');
}

function span(ids: string | undefined): string {
  const numbers = ids?.split(/[-,]/).map(Number) ?? [];
  if (numbers.length === 0) throw new Error('a request without ids');
  return `${Math.min(...numbers)}-${Math.max(...numbers)}`;
}

/** Pages that a run writes without asking for them. */
const OWN_PAGES = /^(host-detections covered_.*|portal-version account)$/;

/** The stored pages of the run that lies in a data folder, named as {@link askedPages} names them. */
export async function storedPages(dir: DataDir): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (const entry of await readdir(dir.runsDir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(dir.runsDir, entry.name, 'pages');
    try {
      const spool = await readRunSpool(folder);
      for await (const { endpoint, scope } of spool.pages('checksum')) {
        const page = `${endpoint} ${scope}`;
        if (!OWN_PAGES.test(page)) stored.add(page);
      }
    } catch (error) {
      // A run that is over has no pages any more; one that was killed at its first step has none yet.
      if (!(error instanceof SpoolError)) throw error;
    }
  }
  return stored;
}
