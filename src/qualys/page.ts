import type { EndpointName } from './endpoint-name.ts';
import type { BadRecord } from './xml/bad-record.ts';

/** What is known about a whole page. */
export interface PageSummary {
  readonly endpoint: EndpointName;
  /** Version of the endpoint that was called. */
  readonly version: string;
  /** HTTP requests, retries included. */
  readonly requests: number;
  readonly retries: number;
  /** Time spent waiting for limits and between attempts, milliseconds. */
  readonly waitedMs: number;
  /** Bytes of the body, after decompression. */
  readonly bytes: number;
  readonly records: number;
  /** The server's time: RESPONSE/DATETIME, else the Date header; epoch milliseconds. */
  readonly serverTime?: number;
  /** Cursor of the next page; absent on the last one. */
  readonly next?: string;
  /** How many ids were asked for, where the request named them. */
  readonly asked?: number;
  /** How many records a qps answer announced (`count`). */
  readonly announced?: number;
  /** UUID of the subscription (header X-Powered-By), where the platform tells. */
  readonly subscription?: string;
  /** Undeclared elements by path. */
  readonly unknownElements: ReadonlyMap<string, number>;
  /** Values that were not what the declaration says, by path; they count as absent. */
  readonly badValues: ReadonlyMap<string, number>;
  /** Bytes and characters that XML forbids and that were repaired. */
  readonly repairs: number;
  readonly badRecords: readonly BadRecord[];
}

/** What became of a page, and what is known about it. */
export interface PageResult<R> {
  readonly value: R;
  readonly summary: PageSummary;
}

/**
 * Reads one attempt at a page. Called once per attempt that got as far as records (or the end of a page
 * without any), with the records in batches as they are parsed; when the attempt fails, the iterable
 * throws, and after a failure that can be retried the function is called anew. What it returned counts only if the page was whole: status, root element
 * and closing root tag.
 */
export type Consume<T, R> = (batches: AsyncIterable<readonly T[]>) => Promise<R>;
