import type { DataDir } from '../app/data-dir.ts';
import { AppError } from '../app/errors.ts';
import type { GraphAccess } from '../app/graph-access.ts';
import { isReportedError } from '../app/reported-error.ts';
import {
  limitOf,
  type Retention,
  readRetention,
  removeRunRecords,
  writeRetention,
} from '../app/retention.ts';
import type { PruneReport } from '../graph/index.ts';
import type { AuditLog } from './accounts/audit.ts';
import type { Actor } from './accounts/index.ts';
import type { RetentionAnswer } from './api/retention.ts';
import { ServerError } from './errors.ts';

/** How often it is looked whether something has become too old, milliseconds. */
const EVERY_MS = 6 * 3_600_000;

/** What the keeper works with. */
interface Parts {
  readonly dataDir: DataDir;
  readonly graph: GraphAccess;
  readonly audit: AuditLog;
  readonly clock: () => number;
  /** Ends what is under way. */
  readonly closing: AbortSignal;
  /** Told when a removal that nobody waits for breaks off. */
  readonly onError: (error: unknown) => void;
}

function etagOf({ runRecordDays, historyDays }: Retention): string {
  return `"${runRecordDays ?? 'all'}-${historyDays ?? 'all'}"`;
}

/** Removes what is older than the data folder keeps it: once after each start, after each change, and some times a day. */
export class RetentionKeeper {
  readonly #parts: Parts;
  /** Removals and changes, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #last: RetentionAnswer['last'];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins to keep. The timer keeps no process alive. */
  start(): void {
    this.#removeOld();
    this.#timer = setInterval(() => this.#removeOld(), EVERY_MS).unref();
  }

  /** Ends it, after what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.settled();
  }

  /** Fulfilled when nothing is under way. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** @throws {AppError} A_RETENTION */
  async read(): Promise<RetentionAnswer> {
    const retention = await readRetention(this.#parts.dataDir);
    return {
      ...retention,
      etag: etagOf(retention),
      ...(this.#last !== undefined && { last: this.#last }),
    };
  }

  /**
   * Changes it; what is too old then goes soon after.
   *
   * @throws {ServerError} H_CHANGED_MEANWHILE; {AppError} A_RETENTION
   */
  change(retention: Retention, ifMatch: string, actor: Actor): Promise<RetentionAnswer> {
    const { dataDir, audit } = this.#parts;
    const changed = this.#turn.then(async () => {
      const current = await this.read();
      if (current.etag !== ifMatch) throw changedMeanwhile(current);
      await writeRetention(dataDir, retention);
      audit.add(actor, 'retention.changed', 'retention', { ...retention });
      return this.read();
    });
    this.#turn = changed.catch(() => undefined);
    void changed.then(() => this.#removeOld()).catch(() => undefined);
    return changed;
  }

  #removeOld(): void {
    this.#turn = this.#turn.then(async () => {
      const { clock, onError, closing } = this.#parts;
      const done = { runRecords: 0, versions: 0 };
      try {
        await this.#remove(done);
        this.#last = { at: clock(), ...done };
      } catch (error) {
        if (closing.aborted) return;
        const failure = isReportedError(error) ? error.message : 'The log says why.';
        this.#last = { at: clock(), ...done, failure };
        onError(error);
      }
    });
  }

  async #remove(done: { runRecords: number; versions: number }): Promise<void> {
    const { dataDir, clock } = this.#parts;
    const { runRecordDays, historyDays } = await readRetention(dataDir);
    const now = clock();
    const recordsBefore = limitOf(runRecordDays, now);
    if (recordsBefore !== undefined) {
      done.runRecords = await removeRunRecords(dataDir, recordsBefore);
    }
    const historyBefore = limitOf(historyDays, now);
    if (historyBefore !== undefined) done.versions = (await this.#prune(historyBefore)).versions;
  }

  async #prune(before: number): Promise<PruneReport> {
    const { graph, closing } = this.#parts;
    try {
      return await graph.existing((store) => store.prune(before, closing), { signal: closing });
    } catch (error) {
      // Nothing was collected yet.
      if (error instanceof AppError && error.code === 'A_NO_DATA') return { versions: 0, runs: 0 };
      throw error;
    }
  }
}

function changedMeanwhile(current: RetentionAnswer): ServerError {
  const context = { name: 'The retention', by: 'somebody else', at: 'some time' };
  const extras = { members: { current }, headers: { etag: current.etag } };
  return new ServerError('H_CHANGED_MEANWHILE', context, extras);
}
