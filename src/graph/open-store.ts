import { applyRun } from './apply/apply-run.ts';
import { DuckdbDatabase } from './driver/duckdb/database.ts';
import type { GraphStore, Parameter, ReadOptions, Row } from './graph-store.ts';
import { readInstanceState } from './instance-state.ts';
import { migrate } from './migrations.ts';
import { pruneHistory } from './prune.ts';
import { readCatalog } from './read-catalog.ts';
import { countInstanceData, findInstance, type Query } from './removal/instance-data.ts';
import { removeInstance } from './removal/remove-instance.ts';

/** How a store is opened. */
export interface StoreOptions {
  /** File of the store; made with its folder if it is not there. */
  readonly path: string;
  /** Memory of the engine in MB, 200 when not given; the process needs 200 to 350 MB more (design 8). */
  readonly memoryLimitMb?: number;
  /** Threads of the engine, 2 when not given. */
  readonly threads?: number;
}

/**
 * Opens the graph in a file. One process at a time, and once in it.
 *
 * @throws {GraphError} G_LOCKED, G_NOT_WRITABLE, G_NEWER_SCHEMA, G_NEWER_ENGINE, G_CORRUPT
 */
export async function openStore(options: StoreOptions): Promise<GraphStore> {
  const database = await DuckdbDatabase.open(options.path, {
    memoryLimitMb: options.memoryLimitMb ?? 200,
    threads: options.threads ?? 2,
  });
  try {
    await database.write('prepare the tables', (session) => migrate(session, database.path));
  } catch (error) {
    await database.close();
    throw error;
  }
  const query = async (
    sql: string,
    params: readonly Parameter[] = [],
    readOptions: ReadOptions = {},
  ): Promise<readonly Row[]> => {
    const all: Row[] = [];
    for await (const rows of database.read(sql, params, readOptions)) all.push(...rows);
    return all;
  };
  return {
    read: (sql, params, readOptions) => database.read(sql, params, readOptions),
    catalog: () => readCatalog(query),
    instanceState: (instance, fixedSince = 0) => readInstanceState(query, instance, fixedSince),
    apply: (request) => applyRun(database, request),
    prune: (before, signal) => pruneHistory(database, before, signal),
    removeInstance: (request) => removeInstance(database, request),
    instanceData: async (name, integrationType, readOptions) => {
      const read: Query = (sql, params) => query(sql, params, readOptions);
      const found = await findInstance(read, name, integrationType);
      return found && countInstanceData(read, found);
    },
    close: () => database.close(),
  };
}
