import { createHash } from 'node:crypto';
import type { DataDir } from '../app/data-dir.ts';
import { AppError } from '../app/errors.ts';
import {
  assertSmartClasses,
  readSmartClassFile,
  writeSmartClassFile,
} from '../app/smart-classes.ts';
import type { AuditLog } from './accounts/audit.ts';
import type { Actor } from './accounts/index.ts';
import type { SmartClasses } from './api/smart-classes.ts';
import { ServerError } from './errors.ts';

/** Name of what is changed, in the audit log. */
const TARGET = 'smart classes';

function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Why a text cannot be used; undefined when it can. */
function problemOf(text: string): string | undefined {
  try {
    assertSmartClasses(text);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.context['reason'] ?? error.message;
    throw error;
  }
}

/** The smart classes of the data folder, to be read and changed. */
export class SmartClassBook {
  readonly #dir: DataDir;
  readonly #audit: AuditLog;
  readonly #clock: () => number;
  /** The last change by way of the console. */
  #lastChange: { readonly etag: string; readonly by: string; readonly at: number } | undefined;
  /** Changes, one after the other: each begins with what the one before it left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(dir: DataDir, audit: AuditLog, clock: () => number) {
    this.#dir = dir;
    this.#audit = audit;
    this.#clock = clock;
  }

  /** What is written now, by the console or by hand. */
  async read(): Promise<SmartClasses> {
    const text = await readSmartClassFile(this.#dir);
    const problem = problemOf(text);
    return { text, etag: etagOf(text), ...(problem !== undefined && { problem }) };
  }

  /**
   * @param ifMatch tag of the state that was read
   * @throws {ServerError} H_SMART_CLASSES, H_CHANGED_MEANWHILE; {AppError} A_SMART_CLASSES_NOT_WRITABLE
   */
  change(text: string, ifMatch: string, actor: Actor): Promise<SmartClasses> {
    const turn = this.#last.then(async () => {
      const current = await this.read();
      if (current.etag !== ifMatch) throw this.#changedMeanwhile(current);
      const reason = problemOf(text);
      if (reason !== undefined) throw new ServerError('H_SMART_CLASSES', { reason });
      await writeSmartClassFile(this.#dir, text);
      this.#audit.add(actor, 'smart-classes.changed', TARGET);
      const etag = etagOf(text);
      this.#lastChange = { etag, by: actor.name, at: this.#clock() };
      return { text, etag };
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #changedMeanwhile(current: SmartClasses): ServerError {
    const last = this.#lastChange?.etag === current.etag ? this.#lastChange : undefined;
    const context = {
      name: 'The text',
      by: last?.by ?? 'somebody in its file',
      at: last === undefined ? 'some time' : new Date(last.at).toISOString(),
    };
    const extras = { members: { current }, headers: { etag: current.etag } };
    return new ServerError('H_CHANGED_MEANWHILE', context, extras);
  }
}
