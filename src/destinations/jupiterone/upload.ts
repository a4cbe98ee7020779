import { type Batch, halves } from './batches.ts';
import type { SyncClient } from './client.ts';
import { SyncError } from './errors.ts';
import type { Journal } from './journal.ts';

/** What an upload works with. */
export interface UploadContext {
  readonly client: SyncClient;
  readonly job: string;
  readonly journal: Journal;
  /** Checksums of the batches that the job has already, by number. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** Most batches under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** A batch is in the job, now or since before. */
  readonly onBatch: (batch: Batch, isNew: boolean) => void;
}

/** The graph is not cut as it was when the upload began: what the job has cannot be completed. */
export class CutDiffersError extends Error {
  override readonly name = 'CutDiffersError';
}

/**
 * Uploads batches, several at once, and waits until all are acknowledged. Those that the job has already are
 * left out. The first failure stops the rest; no more batches are made than are under way.
 *
 * @throws {CutDiffersError} if the job has another batch of the same number
 */
export async function uploadBatches(
  batches: AsyncIterable<Batch>,
  context: UploadContext,
): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const underWay = new Set<Promise<void>>();
  let first: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    first ??= { error };
    failure.abort();
  };
  try {
    for await (const batch of batches) {
      if (signal.aborted) break;
      const known = context.acknowledged.get(batch.number);
      if (known !== undefined) {
        if (known !== batch.checksum) throw new CutDiffersError();
        context.onBatch(batch, false);
        batch.release();
        continue;
      }
      const one = send(batch, context, signal)
        .catch(fail)
        .finally(() => underWay.delete(one));
      underWay.add(one);
      while (underWay.size >= context.concurrency) await Promise.race(underWay);
    }
  } catch (error) {
    fail(error);
  }
  await Promise.all(underWay);
  if (context.signal.aborted) throw new SyncError('J1_CANCELLED', { cause: context.signal.reason });
  if (first !== undefined) throw first.error;
}

async function send(batch: Batch, context: UploadContext, signal: AbortSignal): Promise<void> {
  await uploadBody(batch, batch.body, context, signal);
  await context.journal.acknowledge(batch);
  context.onBatch(batch, true);
  batch.release();
}

/** A body that is too large for somebody on the way goes in two halves. */
async function uploadBody(
  batch: Batch,
  body: Buffer,
  context: UploadContext,
  signal: AbortSignal,
): Promise<void> {
  const { client, job } = context;
  try {
    await client.upload(job, batch.kind, body, signal);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'J1_TOO_LARGE') throw error;
    const parts = halves({ kind: batch.kind, body });
    if (parts === undefined) throw error;
    for (const part of parts) await uploadBody(batch, part, context, signal);
  }
}
