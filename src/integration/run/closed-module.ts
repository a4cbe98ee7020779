import type { EndpointName } from '../../qualys/index.ts';
import { failedPage, sentenceOf } from './failure.ts';
import type { RunContext } from './run-context.ts';

/** A part of the subscription that this account may not use. */
export interface ClosedModule {
  readonly endpoint: EndpointName;
  /** What it holds, as the beginning of a sentence. */
  readonly what: string;
  /** How many objects the graph has out of it. */
  readonly stored: number;
}

/**
 * Says that a module is closed. One that never gave anything is worth a note. One that did is missing: the
 * graph keeps what it has and grows old there, so the run is not complete.
 */
export function noteClosed(
  run: RunContext,
  { endpoint, what, stored }: ClosedModule,
  error: unknown,
): void {
  if (stored > 0) {
    run.recorder.failed(endpoint, failedPage('all', error));
    return;
  }
  run.recorder.refused(error);
  run.recorder.warn({
    kind: 'skipped',
    endpoint,
    message: `${what} were skipped: ${sentenceOf(error)}`,
  });
}
