import type { Batch } from './batches.ts';
import type { Uploaded } from './sync-report.ts';

/** Counts what is in a job. */
export class Tally {
  #entities = 0;
  #relationships = 0;
  #batches = 0;
  #bytes = 0;
  #resumed = 0;

  /** Counts a batch that is in the job, now or since before. */
  add({ kind, objects, body }: Batch, isNew: boolean): void {
    if (kind === 'entities') this.#entities += objects;
    else this.#relationships += objects;
    if (isNew) {
      this.#batches += 1;
      this.#bytes += body.length;
    } else {
      this.#resumed += objects;
    }
  }

  /** The numbers so far. */
  get uploaded(): Uploaded {
    return {
      entities: this.#entities,
      relationships: this.#relationships,
      batches: this.#batches,
      bytes: this.#bytes,
      resumed: this.#resumed,
    };
  }
}
