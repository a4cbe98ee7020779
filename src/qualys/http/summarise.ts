import type { PageSummary } from '../page.ts';
import { headerText } from '../rate-headers.ts';
import type { PageRun } from './page-run.ts';
import type { WholePage } from './page-stream.ts';
import type { HttpAnswer } from './transport.ts';

/** What a summary says besides what was counted. */
export interface SummaryFacts extends Pick<PageSummary, 'endpoint' | 'version'> {
  readonly asked: number | undefined;
  readonly next: string | undefined;
}

/** Sums up a whole page. */
export function summarise(
  { endpoint, version, asked, next }: SummaryFacts,
  run: PageRun,
  answer: HttpAnswer,
  { envelope, builder, bytes, repairs }: WholePage,
): PageSummary {
  const serverTime = envelope.response?.datetime ?? dateHeader(answer);
  const subscription = subscriptionOf(answer);
  return {
    endpoint,
    version,
    requests: run.requests,
    retries: run.retries,
    waitedMs: run.waitedMs,
    bytes,
    records: builder.recordCount,
    ...(serverTime === undefined ? {} : { serverTime }),
    ...(next === undefined ? {} : { next }),
    ...(asked === undefined ? {} : { asked }),
    ...(envelope.count === undefined ? {} : { announced: envelope.count }),
    ...(subscription === undefined ? {} : { subscription }),
    unknownElements: builder.unknownElements,
    badValues: builder.badValues,
    repairs,
    badRecords: builder.badRecords,
  };
}

function dateHeader(answer: HttpAnswer): number | undefined {
  const time = Date.parse(headerText(answer.headers, 'date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** `Qualys:<POD>:<subscription uuid>:<user uuid>` (reference 4); optional. */
function subscriptionOf(answer: HttpAnswer): string | undefined {
  const header = headerText(answer.headers, 'x-powered-by') ?? '';
  return /^Qualys:[^:]*:([0-9a-f-]{36}):/i.exec(header)?.[1]?.toLowerCase();
}
