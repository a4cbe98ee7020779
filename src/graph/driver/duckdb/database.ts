import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect } from '../../dialect/duckdb.ts';
import { GraphError } from '../../errors.ts';
import type { Parameter, ReadOptions, Row } from '../../graph-store.ts';
import type { SqlSession } from '../../sql-session.ts';
import { interruptible, nextRows, runQuery, runStatement, startQuery } from './connection.ts';
import { Connections } from './connections.ts';
import { statementError } from './engine-error.ts';
import { Gate } from './gate.ts';
import { DATABASE, type EngineLimits, type OpenFile, openFile } from './open-file.ts';

/**
 * Native calls of queries that may run at once. libuv has four threads: with these two, apply and one that
 * is free for files, nothing else in the process stands still.
 */
const READS_AT_ONCE = 2;

const DEFAULT_TIMEOUT_MS = 60_000;

/** A store on DuckDB: one file, queries beside one writer. */
export class DuckdbDatabase {
  readonly #file: OpenFile;
  readonly #connections: Connections;
  readonly #reads = new Gate(READS_AT_ONCE);
  readonly #writes = new Gate(1);
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  readonly #threads: number;
  #threadsInUse: number;

  private constructor(file: OpenFile, threads: number) {
    this.#file = file;
    this.#threads = threads;
    this.#threadsInUse = threads;
    this.#connections = new Connections(file.instance);
  }

  /** Opens the file of a store; see {@link openFile} for the errors. */
  static async open(path: string, limits: EngineLimits): Promise<DuckdbDatabase> {
    return new DuckdbDatabase(await openFile(path, limits), limits.threads);
  }

  /** Real path of the file. */
  get path(): string {
    return this.#file.path;
  }

  /** See `GraphReader.read`. */
  async *read(
    sql: string,
    params: readonly Parameter[] = [],
    options: ReadOptions = {},
  ): AsyncGenerator<readonly Row[]> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([
      timeout,
      this.#closing.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ]);
    const failure = (error: unknown): GraphError => {
      if (this.#closing.signal.aborted)
        return new GraphError('G_CLOSED', { path: this.path }, error);
      if (options.signal?.aborted !== true && timeout.aborted) {
        return new GraphError('G_TIMEOUT', { timeoutMs }, error);
      }
      if (signal.aborted) return new GraphError('G_CANCELLED', { action: 'answer a query' }, error);
      return statementError(this.path, 'answer a query', error);
    };
    /** One native call: it has a place at the gate, and ends soon after the signal. */
    const call = <Result>(
      connection: DuckDBConnection,
      work: () => Promise<Result>,
    ): Promise<Result> =>
      this.#track(
        this.#reads.pass(() => interruptible(connection, signal, work), 'answer a query', signal),
      );

    let connection: DuckDBConnection | undefined;
    let isSettled = false;
    try {
      if (this.#closing.signal.aborted) throw failure(undefined);
      const taken = await this.#track(this.#connections.take());
      connection = taken;
      const result = await call(taken, () => startQuery(taken, sql, params));
      for (;;) {
        const rows = await call(taken, () => nextRows(result));
        if (rows === undefined) break;
        for (const some of rows) {
          yield some;
          if (signal.aborted) throw failure(signal.reason);
        }
      }
      isSettled = true;
    } catch (error) {
      throw failure(error);
    } finally {
      if (connection !== undefined) {
        if (isSettled) this.#connections.giveBack(connection);
        else await this.#track(this.#connections.abandon(connection));
      }
    }
  }

  /**
   * Runs `work` on the only connection that writes; a second one waits. Aborting `signal` interrupts the
   * statement that runs. Errors of the engine come out as a {@link GraphError} that says `action`.
   */
  write<Result>(
    action: string,
    work: (session: SqlSession) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    return this.#track(
      this.#writes.pass(
        async () => {
          if (this.#closing.signal.aborted) throw new GraphError('G_CLOSED', { path: this.path });
          const connection = await this.#connections.take();
          try {
            return await work(this.#session(connection, action, signal));
          } finally {
            // Not given back: with it go the temporary tables, and a transaction that was left open.
            this.#connections.drop(connection);
            await this.#restoreThreads();
          }
        },
        action,
        signal,
      ),
    );
  }

  /** Moves everything from the log into the file. Readers that run keep what they see. */
  async checkpoint(): Promise<void> {
    const connection = await this.#connections.take();
    try {
      await runStatement(connection, `FORCE CHECKPOINT ${DATABASE}`, []);
      this.#connections.giveBack(connection);
    } catch (error) {
      this.#connections.drop(connection);
      throw statementError(this.path, 'write the log into the file', error);
    }
  }

  /** Interrupts queries, waits for a writer to end, and lets go of the file. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
    this.#connections.interruptAll();
    await this.#file.close();
  }

  /** A setting of the engine as a whole: queries keep the thread that they were started on. */
  async #setThreads(connection: DuckDBConnection, threads: number): Promise<void> {
    await runStatement(connection, `SET threads = ${threads}`, []);
    this.#threadsInUse = threads;
  }

  /** After a failure, when the connection that asked for one thread takes no more statements. */
  async #restoreThreads(): Promise<void> {
    if (this.#threadsInUse === this.#threads) return;
    const connection = await this.#connections.take();
    await this.#setThreads(connection, this.#threads);
    this.#connections.giveBack(connection);
  }

  #session(connection: DuckDBConnection, action: string, signal?: AbortSignal): SqlSession {
    const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      if (signal?.aborted === true) throw new GraphError('G_CANCELLED', { action }, signal.reason);
      try {
        return await interruptible(connection, signal, work);
      } catch (error) {
        throw statementError(this.path, action, error);
      }
    };
    return {
      dialect: duckdbDialect,
      scratchDir: this.#file.scratchDir,
      run: (sql, params = []) => guarded(() => runStatement(connection, sql, params)),
      withOneThread: async (work) => {
        await guarded(() => this.#setThreads(connection, 1));
        const result = await work();
        await guarded(() => this.#setThreads(connection, this.#threads));
        return result;
      },
      rows: (sql, params = []) => guarded(() => runQuery(connection, sql, params)),
    };
  }

  #track<Result>(work: Promise<Result>): Promise<Result> {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }
}
