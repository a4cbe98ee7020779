import type { CollectProgress, Config } from '../integration/index.ts';
import {
  BasicAuth,
  createQualysClient,
  passwordFrom,
  type QualysClient,
  type QualysEvent,
} from '../qualys/index.ts';

/** What the client is to do besides what the configuration says. */
export interface ClientWishes {
  /** Folder for raw, redacted pages. */
  readonly captureDir?: string | undefined;
  readonly signal: AbortSignal;
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

/**
 * The client that a checked configuration describes. The password is read here, from its one source, and goes
 * nowhere else.
 *
 * @throws errors of the password source, the proxy and the certificate file
 */
export async function qualysClient(config: Config, wishes: ClientWishes): Promise<QualysClient> {
  const password = await passwordFrom({
    value: config.qualysPassword,
    file: config.qualysPasswordFile,
    command: config.qualysPasswordCommand,
    signal: wishes.signal,
  });
  return createQualysClient({
    apiUrl: config.qualysApiUrl,
    auth: new BasicAuth(config.qualysUsername, password),
    network: {
      httpsProxy: config.httpsProxy,
      noProxy: config.noProxy,
      caFile: config.qualysCaFile,
    },
    versions: config.qualysApiVersions,
    callReserve: config.apiCallReserve,
    ...(config.maxConcurrency !== undefined && { maxConcurrency: config.maxConcurrency }),
    ...(wishes.captureDir !== undefined && { capture: wishes.captureDir }),
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
