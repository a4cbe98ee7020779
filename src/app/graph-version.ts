import type { GraphStore } from '../graph/index.ts';
import { AppError } from './errors.ts';

const VERSION_AT = 'SELECT max(a.seq) AS seq FROM apply a WHERE a.at <= CAST($1 AS BIGINT)';

/** The version of the graph that was the latest at a time (epoch ms); undefined before the first. */
export async function versionAt(store: GraphStore, at: number): Promise<number | undefined> {
  for await (const rows of store.read(VERSION_AT, [at])) {
    const seq = rows[0]?.['seq'];
    if (typeof seq === 'number') return seq;
  }
  return undefined;
}

/**
 * As {@link versionAt}, where there has to be one.
 *
 * @throws {AppError} A_NOTHING_YET
 */
export async function existingVersionAt(store: GraphStore, at: number): Promise<number> {
  const seq = await versionAt(store, at);
  if (seq === undefined) throw new AppError('A_NOTHING_YET', { time: new Date(at).toISOString() });
  return seq;
}
