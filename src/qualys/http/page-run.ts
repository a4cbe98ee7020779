import type { Effort } from '../errors.ts';

/** What happened to a page so far, over all attempts. */
export class PageRun {
  requests = 0;
  retries = 0;
  /** Attempts that gave no page. */
  failures = 0;
  /** Attempts that Qualys put off because of a limit. */
  limits = 0;
  waitedMs = 0;
  isTolerant = false;
  /** Headers that the attempt at work logged in with. */
  login: Readonly<Record<string, string>> | undefined;
  isLoginRenewed = false;
  /** Records that the attempt at work asked for; undefined where no size can be given. */
  pageSize: number | undefined;
  /** When the attempt at work was sent. */
  startedAt = 0;

  /** What was spent. */
  effort(version: string): Effort {
    const { requests, retries, waitedMs } = this;
    return { version, requests, retries, waitedMs };
  }
}
