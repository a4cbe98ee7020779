import type { EndpointName, PageResult } from '../../qualys/index.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { storePage } from './store-page.ts';

/** An answer that is one value, not a page of records: a list of ids, a count, versions. */
export interface AnswerJob<Value, Memory> {
  readonly endpoint: EndpointName;
  readonly scope: string;
  /** How many objects it stands for in the record of the run; default 0. */
  readonly records?: number;
  /** Writes what the value says into the segment. */
  write?(segment: PageSegment, value: Value): void;
  remember(value: Value): Memory;
  recall(memory: Memory): Value;
  endsRun?(error: unknown): boolean;
  ask(): Promise<PageResult<Value>>;
}

/** What came. */
export interface Answer<Value> {
  readonly value: Value;
  /** Time of the server when it answered, epoch milliseconds. */
  readonly serverTime: number | undefined;
  /** Records in it that could not be used. */
  readonly badRecords: number;
  /** Where it goes on, should it be cut. */
  readonly next: string | undefined;
}

/**
 * Asks for a value and stores it as a page, so that a resumed run works with the same one. Undefined (and
 * a failed page) when it did not come.
 */
export async function storeAnswer<Value, Memory>(
  run: RunContext,
  job: AnswerJob<Value, Memory>,
  progress: StepProgress,
): Promise<Answer<Value> | undefined> {
  let answer: { readonly value: Value } | undefined;
  const outcome = await storePage<never, undefined, Memory>(
    run,
    {
      endpoint: job.endpoint,
      scope: job.scope,
      begin: () => undefined,
      write: () => undefined,
      finish: (segment) => {
        if (answer !== undefined) job.write?.(segment, answer.value);
      },
      remember: () => {
        if (answer === undefined) throw new TypeError(`${job.endpoint} resolved without a value`);
        return job.remember(answer.value);
      },
      recall: (memory) => {
        answer = { value: job.recall(memory) };
        return undefined;
      },
      ...(job.endsRun === undefined ? {} : { endsRun: job.endsRun }),
      request: async (consume) => {
        const { value, summary } = await job.ask();
        const { announced: _, ...rest } = summary; // it announces the value, not records
        answer = { value };
        await consume(none());
        return { value: undefined, summary: { ...rest, records: job.records ?? 0 } };
      },
    },
    progress,
  );
  if (outcome === undefined || answer === undefined) return undefined;
  const { serverTime, badRecords, next } = outcome.summary;
  return { value: answer.value, serverTime, badRecords: badRecords.length, next };
}

async function* none(): AsyncGenerator<never> {
  // No records.
}
