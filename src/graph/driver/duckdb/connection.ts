import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBResult,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api';
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

/**
 * Rows that are made at a time. The engine hands over some 2,000 at once; made together they would outlive
 * the young generation of the heap, and be tidied up late.
 */
const ROWS_AT_ONCE = 256;

/** The next rows of a started query, made as they are asked for; undefined at the end. */
export async function nextRows(
  result: DuckDBResult,
): Promise<Iterable<readonly Row[]> | undefined> {
  const chunk = await result.fetchChunk();
  return chunk === null || chunk.rowCount === 0
    ? undefined
    : rowsOf(chunk, result.deduplicatedColumnNames());
}

function* rowsOf(chunk: DuckDBDataChunk, names: readonly string[]): Generator<readonly Row[]> {
  const columns = names.map((name, at) => ({ name, vector: chunk.getColumnVector(at) }));
  for (let first = 0; first < chunk.rowCount; first += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, chunk.rowCount - first);
    yield Array.from({ length }, (_, index) => {
      const row: Record<string, Value> = {};
      for (const { name, vector } of columns) row[name] = plainValue(vector.getItem(first + index));
      return row;
    });
  }
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
    for (const some of more) rows.push(...some);
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
