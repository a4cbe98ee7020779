import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Parameter, Row, Value } from '../../graph-store.ts';
import { bindable, plainValue } from './values.ts';

function bound(params: readonly Parameter[]): [DuckDBValue[], DuckDBType[]] {
  const all = params.map(bindable);
  return [all.map(({ value }) => value), all.map(({ type }) => type)];
}

/** Starts a query whose rows are fetched in pieces. */
export function startQuery(
  connection: DuckDBConnection,
  sql: string,
  params: readonly Parameter[],
): Promise<DuckDBResult> {
  return connection.stream(sql, ...bound(params));
}

/** The next rows of a started query; undefined at the end. */
export async function nextRows(result: DuckDBResult): Promise<readonly Row[] | undefined> {
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return undefined;
  const names = result.deduplicatedColumnNames();
  const columns = chunk.getColumns();
  return Array.from({ length: chunk.rowCount }, (_, index) => {
    const row: Record<string, Value> = {};
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at];
      if (name !== undefined) row[name] = plainValue(columns[at]?.[index] ?? null);
    }
    return row;
  });
}

/** Runs a statement to its end; gives the number of rows that it changed. */
export async function runStatement(
  connection: DuckDBConnection,
  sql: string,
  params: readonly Parameter[],
): Promise<number> {
  const result = await connection.run(sql, ...bound(params));
  return result.rowsChanged;
}

/** Runs a query of few rows. */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  params: readonly Parameter[],
): Promise<readonly Row[]> {
  const result = await startQuery(connection, sql, params);
  const rows: Row[] = [];
  for (;;) {
    const more = await nextRows(result);
    if (more === undefined) return rows;
    rows.push(...more);
  }
}

/** How often a statement that is to end is told so. */
const INTERRUPT_EVERY_MS = 20;

/**
 * Runs a native call and interrupts it when `signal` is aborted. More than once: an interruption between
 * two steps of one call (parsing, preparing, running) is forgotten by the engine.
 */
export async function interruptible<Result>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer ??= setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(timer);
  }
}
