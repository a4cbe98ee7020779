import {
  type Effort,
  type EndpointName,
  type PageSummary,
  QualysError,
} from '../../qualys/index.ts';
import type { EndpointReport, FailedPage, RunWarning } from './report.ts';

/** Paths and examples that a warning names at most; a tenant must not decide how long a report gets. */
const NAMED_AT_MOST = 20;

/** Characters of an example: ranges of ids can be long. */
const EXAMPLE_CHARACTERS = 120;

interface EndpointTally {
  version?: string;
  requests: number;
  retries: number;
  waitedMs: number;
  pages: number;
  received: number;
  expected?: number;
  readonly failedPages: FailedPage[];
}

/** Something that came several times. */
interface Occurrences {
  count: number;
  readonly examples: string[];
}

/** Keeps count of a run: pages, failures and what a person should know. Bounded in memory. */
export class RunRecorder {
  readonly #endpoints = new Map<EndpointName, EndpointTally>();
  readonly #warnings: RunWarning[] = [];
  /** By kind, endpoint and subject: things that pages report one by one and that are told together. */
  readonly #unknownElements = new Map<EndpointName, Map<string, number>>();
  readonly #badValues = new Map<EndpointName, Map<string, number>>();
  readonly #badRecords = new Map<EndpointName, Occurrences>();
  readonly #repairs = new Map<EndpointName, number>();
  readonly #collected = new Map<string, { warning: RunWarning; occurrences: Occurrences }>();
  #subscription: string | undefined;

  /** An answer came that is no page of records, a count for instance. */
  answered(summary: PageSummary): void {
    this.spent(summary.endpoint, summary);
    this.#subscription ??= summary.subscription;
  }

  /** A page is stored that holds so many objects. */
  stored(summary: PageSummary, received = summary.records): void {
    const { endpoint } = summary;
    this.answered(summary);
    const tally = this.#tally(endpoint);
    tally.pages += 1;
    tally.received += received;
    merge(this.#unknownElements, endpoint, summary.unknownElements);
    merge(this.#badValues, endpoint, summary.badValues);
    if (summary.repairs > 0) {
      this.#repairs.set(endpoint, (this.#repairs.get(endpoint) ?? 0) + summary.repairs);
    }
    for (const bad of summary.badRecords) {
      const occurrences = this.#badRecords.get(endpoint) ?? { count: 0, examples: [] };
      this.#badRecords.set(endpoint, occurrences);
      note(occurrences, bad.recordId === undefined ? bad.path : `${bad.path} of ${bad.recordId}`);
    }
    if (summary.announced !== undefined) this.expect(endpoint, summary.announced);
    if (summary.announced !== undefined && summary.announced !== summary.records) {
      this.collect(
        {
          kind: 'count-not-met',
          endpoint,
          message: 'Pages whose announced count is not the number of records in them',
        },
        `${summary.announced} announced, ${summary.records} received`,
      );
    }
  }

  /** A page could not be read. */
  failed(endpoint: EndpointName, page: FailedPage): void {
    if (page.effort !== undefined) this.spent(endpoint, page.effort);
    this.#tally(endpoint).failedPages.push(page);
  }

  /**
   * A module is closed to this account, or a parameter was not taken: what it took to find that out counts,
   * but no page is missing.
   */
  refused(error: unknown): void {
    if (!(error instanceof QualysError)) return;
    const { endpoint, effort } = error;
    if (endpoint !== undefined && effort !== undefined) this.spent(endpoint, effort);
  }

  /** Requests were sent to an endpoint, whatever came of them. */
  spent(endpoint: EndpointName, effort: Effort): void {
    const tally = this.#tally(endpoint);
    tally.version = effort.version;
    tally.requests += effort.requests;
    tally.retries += effort.retries;
    tally.waitedMs += effort.waitedMs;
  }

  /** So many more objects are to come from the endpoint. */
  expect(endpoint: EndpointName, count: number): void {
    const tally = this.#tally(endpoint);
    tally.expected = (tally.expected ?? 0) + count;
  }

  /** Something that is told once. */
  warn(warning: RunWarning): void {
    this.#warnings.push(warning);
  }

  /** Something that may come often: counted, with a few examples. */
  collect(warning: RunWarning, example: string, count = 1): void {
    const key = `${warning.kind} ${warning.endpoint ?? ''}`;
    const known = this.#collected.get(key) ?? { warning, occurrences: { count: 0, examples: [] } };
    this.#collected.set(key, known);
    note(known.occurrences, example, count);
  }

  /** Identity of the subscription by header, once a page told it. */
  get subscription(): string | undefined {
    return this.#subscription;
  }

  /** The pages that failed. */
  get failedPages(): readonly FailedPage[] {
    return [...this.#endpoints.values()].flatMap((tally) => tally.failedPages);
  }

  /** Whether records were left out because they could not be used. */
  get hasBadRecords(): boolean {
    return this.#badRecords.size > 0;
  }

  /** How many pages are stored. */
  get storedPages(): number {
    return [...this.#endpoints.values()].reduce((sum, tally) => sum + tally.pages, 0);
  }

  /** What was asked and what came, by endpoint. */
  endpoints(): readonly EndpointReport[] {
    return [...this.#endpoints].map(([name, tally]) => ({ name, ...tally }));
  }

  /** Every warning. */
  warnings(): readonly RunWarning[] {
    return [
      ...this.#warnings,
      ...[...this.#collected.values()].map(({ warning, occurrences }) =>
        told(warning, occurrences),
      ),
      ...pathWarnings(
        'unknown-elements',
        'Elements that no declaration knows were left out',
        this.#unknownElements,
      ),
      ...pathWarnings(
        'bad-values',
        'Values that were not of the declared kind count as absent',
        this.#badValues,
      ),
      ...[...this.#badRecords].map(([endpoint, occurrences]) =>
        told(
          {
            kind: 'bad-records',
            endpoint,
            message: 'Records without a usable key were left out',
          },
          occurrences,
        ),
      ),
      ...[...this.#repairs].map(
        ([endpoint, count]): RunWarning => ({
          kind: 'repaired-text',
          endpoint,
          count,
          message: `Characters that XML forbids were repaired: ${count}.`,
        }),
      ),
    ];
  }

  #tally(endpoint: EndpointName): EndpointTally {
    let tally = this.#endpoints.get(endpoint);
    if (tally === undefined) {
      tally = { requests: 0, retries: 0, waitedMs: 0, pages: 0, received: 0, failedPages: [] };
      this.#endpoints.set(endpoint, tally);
    }
    return tally;
  }
}

function note(occurrences: Occurrences, example: string, count = 1): void {
  occurrences.count += count;
  if (occurrences.examples.length >= NAMED_AT_MOST) return;
  const isLong = example.length > EXAMPLE_CHARACTERS;
  occurrences.examples.push(isLong ? `${example.slice(0, EXAMPLE_CHARACTERS)}…` : example);
}

function told(warning: RunWarning, occurrences: Occurrences): RunWarning {
  const more = occurrences.examples.length < NAMED_AT_MOST ? '' : ' …';
  return {
    ...warning,
    count: occurrences.count,
    message: `${warning.message}: ${occurrences.examples.join(', ')}${more}.`,
  };
}

function merge(
  counts: Map<EndpointName, Map<string, number>>,
  endpoint: EndpointName,
  more: ReadonlyMap<string, number>,
): void {
  if (more.size === 0) return;
  const known = counts.get(endpoint) ?? new Map<string, number>();
  counts.set(endpoint, known);
  for (const [path, count] of more) {
    const before = known.get(path);
    if (before !== undefined || known.size < NAMED_AT_MOST) known.set(path, (before ?? 0) + count);
  }
}

function pathWarnings(
  kind: string,
  message: string,
  counts: ReadonlyMap<EndpointName, ReadonlyMap<string, number>>,
): readonly RunWarning[] {
  return [...counts].map(([endpoint, paths]) => ({
    kind,
    endpoint,
    count: [...paths.values()].reduce((sum, count) => sum + count, 0),
    message: `${message}: ${[...paths].map(([path, count]) => `${path} (${count})`).join(', ')}.`,
  }));
}
