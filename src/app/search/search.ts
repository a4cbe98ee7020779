import {
  type EntityFacts,
  type GraphStore,
  type ReadOptions,
  searchEntities,
} from '../../graph/index.ts';
import { pinnedVersion } from '../query.ts';

/** An entity that a search found. */
export interface SearchHit extends EntityFacts {
  /** The other name or number by which it was found, in lower case; absent where that is part of its name. */
  readonly matched?: string;
}

/** Shorter texts are in too many names to mean one of them. */
const SHORTEST = 2;

/**
 * Looks for entities as people name them: a part of a name, a QID (`38170`, `QID 38170`), a CVE, an address. Hosts,
 * vulnerabilities, CVEs, web applications, and what other integrations brought; the closest ones first.
 *
 * @throws {AppError} A_NOTHING_YET
 * @example
 * const hits = await search(store, 'log4j', { most: 20 });
 */
export async function search(
  store: GraphStore,
  text: string,
  { at, most }: { readonly at?: number | undefined; readonly most: number },
  options: ReadOptions = {},
): Promise<readonly SearchHit[]> {
  const wanted = text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
  const [, qid] = /^qid[ :#]*(\d+)$/.exec(wanted) ?? [];
  const part = qid ?? wanted;
  if (part.length < SHORTEST) return [];
  const seq = await pinnedVersion(store, { at });
  const version = { store, catalog: await store.catalog(), seq, options };
  const found = await searchEntities(version, part, most);
  return found
    .filter(({ entity }) => qid === undefined || entity.qid !== undefined)
    .slice(0, most)
    .map(({ entity, matched }) =>
      entity.name.toLowerCase().includes(part) ? entity : { ...entity, matched },
    );
}
