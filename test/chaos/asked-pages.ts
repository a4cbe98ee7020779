import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from '../../src/app/data-dir.ts';
import { IdRanges } from '../../src/qualys/index.ts';
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
  const again = new AskedBefore();
  const firsts = requests.map((request) => firstPage(request, again));
  for (const [position, request] of requests.entries()) {
    const first = firsts[position];
    const cursor = cursorOf(request);
    if (first === undefined || cursor === undefined) continue;
    cursors.set(first, [...(cursors.get(first) ?? []), cursor]);
  }
  const ranks = new Map(
    [...cursors].map(([first, all]) => [first, [...new Set(all)].toSorted((a, b) => a - b)]),
  );
  return requests.map((request, position) => {
    const first = firsts[position];
    const cursor = cursorOf(request);
    if (first === undefined || cursor === undefined) return first;
    const page = 2 + (ranks.get(first)?.indexOf(cursor) ?? 0);
    return /_1$|-1$/.test(first) ? first.replace(/1$/, String(page)) : `${first}_${page}`;
  });
}

/** Remembers ids that were asked for: who did not answer is asked for once more, among fewer. */
class AskedBefore {
  readonly #texts = new Set<string>();
  readonly #ids = new Map<string, Set<number>>();

  /** `again_`, when all these ids were asked for before in other company; else nothing. */
  prefix(kind: string, ids: string | undefined): '' | 'again_' {
    const known = this.#ids.get(kind) ?? new Set();
    this.#ids.set(kind, known);
    const all = IdRanges.parse(ids ?? '');
    const isAgain = !this.#texts.has(`${kind} ${ids}`) && [...all].every((id) => known.has(id));
    if (isAgain) return 'again_';
    this.#texts.add(`${kind} ${ids}`);
    for (const id of all) known.add(id);
    return '';
  }
}

/** The page without its cursor. */
function firstPage(
  { endpoint, path, parameters }: LoggedRequest,
  before: AskedBefore,
): string | undefined {
  const { ids, body = '' } = parameters;
  switch (endpoint) {
    case 'portal-version':
      return 'portal-version versions';
    case 'host-list':
      if (parameters['details'] !== 'None') return `host-list ${span(ids)}`;
      return ids === undefined ? 'host-list ids' : 'host-list ids_again';
    case 'host-detections': {
      if (ids === undefined) return 'host-detections changed_1';
      const isFixed = parameters['status'] === 'Fixed';
      const isAgain = before.prefix(`${endpoint} ${isFixed}`, ids) !== '';
      const part = isFixed ? (isAgain ? 'fixed_again' : 'fixed') : isAgain ? 'again' : 'open';
      return `host-detections ${part}_${span(ids)}`;
    }
    case 'knowledge-base':
      return ids === undefined
        ? 'knowledge-base modified_1'
        : `knowledge-base ${before.prefix(endpoint, ids)}${span(ids)}`;
    case 'web-apps':
      return path.includes('/count/') ? `web-apps count${since(body)}` : 'web-apps page-1';
    case 'web-app-findings': {
      const apps = span(/webApp\.id[^>]*>([\d,]+)</.exec(body)?.[1]);
      return `web-app-findings ${path.includes('/count/') ? 'count_' : ''}${apps}`;
    }
    case 'host-assets':
      return undefined;
    default:
      throw new Error(`nobody thought of requests for ${path}`);
  }
}

/** The time in a search for what was scanned later, as it stands in the name of its page. */
function since(body: string): string {
  const time = /field="lastScan\.date" operator="GREATER">([^<]+)</.exec(body)?.[1];
  return time === undefined ? '' : `-since-${Date.parse(time)}`;
}

function span(ids: string | undefined): string {
  const numbers = ids?.split(/[-,]/).map(Number) ?? [];
  if (numbers.length === 0) throw new Error('a request without ids');
  return `${Math.min(...numbers)}-${Math.max(...numbers)}`;
}

/** Pages that a run writes without asking for them. */
const OWN_PAGES = /^((host-detections|web-app-findings) covered_.*|portal-version account)$/;

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
