import type { CollectProgress, Config } from '../integration/index.ts';
import { createQualysClient, type QualysClient, type QualysEvent } from '../qualys/index.ts';
import { authOf } from './auth-of.ts';
import { type Login, resolveLogin } from './login.ts';

/** What the client is to do besides what the configuration says. */
export interface ClientWishes {
  /** Folder for raw, redacted pages. */
  readonly captureDir?: string | undefined;
  /** The secrets, if they were read already: commands that print them run once then. */
  readonly login?: Login | undefined;
  readonly signal: AbortSignal;
  /** No further call begins once it aborts; those under way come to their end. */
  readonly stopSignal?: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
  /** Receives a sentence that a person should know, such as an endpoint version that is retired. */
  readonly onNote?: (note: string) => void;
  readonly clock?: () => number;
}

const WAITS: Readonly<Record<'rate' | 'concurrency' | 'limited', string>> = {
  rate: 'few calls are left in this window',
  concurrency: 'as many calls as allowed are running',
  limited: 'Qualys asked to wait',
};

const MINUTE_MS = 60_000;

/**
 * The client that a checked configuration describes, with the login that it describes. Secrets that were not
 * read yet are read here, each from its one source, and go nowhere else.
 *
 * @throws errors of the sources of the secrets, the proxy and the certificate file
 */
export async function qualysClient(config: Config, wishes: ClientWishes): Promise<QualysClient> {
  const login = wishes.login ?? (await resolveLogin(config, wishes.signal));
  const network = {
    httpsProxy: config.httpsProxy,
    noProxy: config.noProxy,
    caFile: config.qualysCaFile,
  };
  return createQualysClient({
    apiUrl: config.qualysApiUrl,
    auth: authOf(config, login, network, { now: wishes.clock ?? Date.now }),
    network,
    versions: config.qualysApiVersions,
    callReserve: config.apiCallReserve,
    maxWaitMs: config.maxWaitMinutes * MINUTE_MS,
    ...(config.maxConcurrency !== undefined && { maxConcurrency: config.maxConcurrency }),
    ...(wishes.captureDir !== undefined && { capture: wishes.captureDir }),
    stopSignal: wishes.stopSignal,
    onEvent: (event) => tell(event, wishes),
  });
}

/** Waits and retries become progress; an old version becomes a note. */
function tell(event: QualysEvent, { onProgress, onNote, clock = Date.now }: ClientWishes): void {
  switch (event.type) {
    case 'waiting':
      if (event.until !== undefined) {
        onProgress({
          kind: 'waiting',
          endpoint: event.endpoint,
          until: event.until,
          reason: WAITS[event.reason],
        });
      }
      return;
    case 'retry':
      onProgress({
        kind: 'waiting',
        endpoint: event.endpoint,
        until: clock() + event.waitMs,
        reason: `attempt ${event.attempt} failed (${event.code})`,
      });
      return;
    case 'old-version':
      onNote?.(
        `${event.endpoint} ${event.version} is past its end of support (${event.endOfSupport}) and ends ${event.endOfLife}.`,
      );
      return;
    default:
      return;
  }
}
