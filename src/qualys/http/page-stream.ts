import type { Envelope } from '../documents.ts';
import type { QualysError } from '../errors.ts';
import type { XmlDocument } from '../xml/document.ts';
import { PageReader } from '../xml/page-reader.ts';
import { XmlError } from '../xml/xml-error.ts';
import { type Answer, answerError, unreadableError } from './answer-error.ts';
import type { CapturedBody } from './capture.ts';
import type { HttpAnswer } from './transport.ts';

/** An error document is small; what goes on for longer is none. */
const MAX_ERROR_BYTES = 1_048_576;

/** Read as absent it would end a list that goes on. */
const HAS_MORE = 'ServiceResponse/hasMoreRecords';

/** What a page stream needs to know. */
export interface PageStreamOptions<R> {
  readonly answer: HttpAnswer;
  readonly document: XmlDocument<R>;
  readonly about: Pick<Answer, 'endpoint' | 'version'>;
  readonly isTolerant: boolean;
  readonly capture: CapturedBody | undefined;
  /** Looks at the envelope of a whole page; throws if it does not hold together. */
  readonly check: (envelope: Envelope) => void;
}

/** What is known once a page is whole. */
export interface WholePage {
  readonly envelope: Envelope;
  readonly bytes: number;
  readonly repairs: number;
  /** How often the reader was lenient where it is strict by default. */
  readonly leniences: number;
  readonly builder: ReturnType<PageReader<unknown>['end']>;
}

/**
 * The records of one attempt, in batches as they are parsed. Ends only if the page is whole and holds
 * data; everything else throws, and the error is kept, so that a consumer that swallows it changes
 * nothing.
 */
export class PageStream<R> implements AsyncIterableIterator<readonly R[]> {
  /** Why the attempt failed. */
  failure: unknown;
  /** Set when the page is whole. */
  whole: WholePage | undefined;

  readonly #options: PageStreamOptions<R>;
  readonly #reader: PageReader<R>;

  constructor(options: PageStreamOptions<R>) {
    this.#options = options;
    this.#reader = new PageReader(options.document, { isTolerant: options.isTolerant });
  }

  /** Itself: it can be read once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Bytes read so far. */
  get bytes(): number {
    return this.#reader.bytes;
  }

  /**
   * Reads on until there are records or the page is whole, so that most errors come to light before a
   * consumer is bothered. An answer of another status than 200 is read to its end, and always throws.
   */
  async open(): Promise<void> {
    await this.#keepFailure(async () => {
      const { status } = this.#options.answer;
      while (status !== 200 || !this.#reader.hasRecords) {
        if (!(await this.#readChunk())) {
          this.#finish();
          return;
        }
        if (status !== 200 && this.bytes > MAX_ERROR_BYTES) throw this.#errorByStatus();
      }
    });
  }

  /** The next records. */
  async next(): Promise<IteratorResult<readonly R[], undefined>> {
    if (this.failure !== undefined) throw this.failure;
    return await this.#keepFailure(async () => {
      for (;;) {
        const batch = this.#reader.take();
        if (batch.length > 0) return { done: false, value: batch };
        if (this.whole !== undefined) return { done: true, value: undefined };
        if (!(await this.#readChunk())) this.#finish();
      }
    });
  }

  /** A consumer that leaves early does not end the page: it is read to its end all the same. */
  return(): Promise<IteratorResult<readonly R[], undefined>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  async #readChunk(): Promise<boolean> {
    const { answer, capture } = this.#options;
    const { done, value } = await answer.chunks.next();
    if (done === true) return false;
    await capture?.write(value);
    this.#reader.write(value);
    return true;
  }

  #finish(): void {
    const builder = this.#reader.end();
    // The documents of this client declare what an envelope holds (documents.ts).
    const envelope = (builder.root ?? {}) as Envelope;
    const error = answerError({ ...this.#answer(), envelope });
    if (error !== undefined) throw error;
    if (builder.badValues.has(HAS_MORE)) {
      throw new XmlError('malformed', 'it does not say whether there are more records');
    }
    this.#options.check(envelope);
    const { repairs, leniences } = this.#reader;
    this.whole = { envelope, builder, bytes: this.bytes, repairs, leniences };
  }

  #answer(): Answer {
    const { about, answer } = this.#options;
    return {
      ...about,
      status: answer.status,
      headers: answer.headers,
      rootName: this.#reader.rootName,
    };
  }

  #errorByStatus(): QualysError {
    return unreadableError(
      new XmlError('malformed', 'it is too long for an error'),
      this.#answer(),
    );
  }

  async #keepFailure<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.failure = error instanceof XmlError ? unreadableError(error, this.#answer()) : error;
      throw this.failure;
    }
  }
}
