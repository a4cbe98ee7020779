import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DATABASE } from './open-file.ts';

/**
 * Connections of one store. A connection runs one statement at a time; a second one would interrupt the
 * first. Whoever took one gives it back only after its statement has settled, or drops it.
 */
export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #taken = new Set<DuckDBConnection>();

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** A connection of one's own. */
  async take(): Promise<DuckDBConnection> {
    const connection = this.#idle.pop() ?? (await this.#connect());
    this.#taken.add(connection);
    return connection;
  }

  /** Gives back a connection on which nothing runs. */
  giveBack(connection: DuckDBConnection): void {
    this.#taken.delete(connection);
    this.#idle.push(connection);
  }

  /** Closes a connection. */
  drop(connection: DuckDBConnection): void {
    this.#taken.delete(connection);
    connection.disconnectSync();
  }

  /**
   * Closes a connection that may have an unfinished answer. Closing alone does not end the transaction of the answer: the
   * object that holds it lives on until memory is tidied up, and a checkpoint would wait for it. The next
   * statement ends it.
   */
  async abandon(connection: DuckDBConnection): Promise<void> {
    // Whether it succeeds does not matter: an interruption meant for the answer may still meet it.
    await connection.run('SELECT 1').catch(() => undefined);
    this.drop(connection);
  }

  /** Interrupts what runs and closes what is idle. */
  interruptAll(): void {
    for (const connection of this.#taken) connection.interrupt();
    for (const connection of this.#idle.splice(0)) connection.disconnectSync();
  }

  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run(`USE ${DATABASE}`);
    return connection;
  }
}
