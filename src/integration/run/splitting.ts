import { type IdRanges, QualysError, type QualysErrorCode } from '../../qualys/index.ts';

/** What the server may do to one object of many, so that the others come without it. */
const MAY_BE_ONE_OBJECT: ReadonlySet<QualysErrorCode> = new Set<QualysErrorCode>([
  'Q_SERVER_ERROR',
  'Q_UNAVAILABLE',
  'Q_TIMEOUT',
  'Q_CONNECTION_LOST',
  'Q_TRUNCATED',
  'Q_MALFORMED_XML',
  'Q_REQUEST_TOO_LARGE',
  'Q_HTML_ANSWER',
  'Q_UNEXPECTED_STATUS',
  'Q_WRONG_ROOT',
  'Q_NOT_XML',
]);

/** How many failures of a run may be looked into: a server that is down must not be asked for each host. */
const MOST_SPLITS = 64;

/** Decides whether what failed is read again in halves. */
export class Splitting {
  #left: number;

  /** How many failures may be looked into; by default as many as a run has. */
  constructor(most: number = MOST_SPLITS) {
    this.#left = most;
  }

  /** Whether these ids are to be halved after that failure. Uses up one of the splits of the run. */
  allows(ids: IdRanges, error: unknown): boolean {
    if (ids.count < 2 || this.#left === 0) return false;
    if (!(error instanceof QualysError) || !MAY_BE_ONE_OBJECT.has(error.code)) return false;
    this.#left -= 1;
    return true;
  }
}
