import type { EndpointName } from './endpoint-name.ts';
import type { QualysErrorCode } from './errors.ts';

/** What the client is doing, for progress displays and logs. Never holds a secret. */
export type QualysEvent =
  | {
      readonly type: 'request-started';
      readonly endpoint: EndpointName;
      /** 1 for the first attempt at a page. */
      readonly attempt: number;
    }
  | {
      readonly type: 'request-finished';
      readonly endpoint: EndpointName;
      readonly attempt: number;
      readonly status: number;
      readonly durationMs: number;
      readonly bytes: number;
      readonly records: number;
    }
  | {
      /** An attempt that gave no page; a `retry` follows if there is another one. */
      readonly type: 'request-failed';
      readonly endpoint: EndpointName;
      readonly attempt: number;
      /** Absent when something else than Qualys failed: the consumer, the disk. */
      readonly code?: QualysErrorCode;
      readonly durationMs: number;
    }
  | {
      readonly type: 'retry';
      readonly endpoint: EndpointName;
      /** The attempt that failed. */
      readonly attempt: number;
      readonly code: QualysErrorCode;
      readonly message: string;
      readonly waitMs: number;
    }
  | {
      readonly type: 'waiting';
      readonly endpoint: EndpointName;
      /** `rate`: too few calls left; `concurrency`: too many at once; `limited`: Qualys said wait. */
      readonly reason: 'rate' | 'concurrency' | 'limited';
      /** Epoch milliseconds; absent while waiting for one of our own calls to end. */
      readonly until?: number;
    }
  | {
      /** So many records are asked for at once from now on, because more were too much. */
      readonly type: 'page-size';
      readonly endpoint: EndpointName;
      readonly kind: 'records' | 'ids';
      /** Absent when as many are asked for as the caller wants again. */
      readonly pageSize?: number;
    }
  | {
      /** A configured version is past its end of support. */
      readonly type: 'old-version';
      readonly endpoint: EndpointName;
      readonly version: string;
      readonly endOfSupport: string;
      readonly endOfLife: string;
    };

/** Receives events; must not throw. */
export type OnEvent = (event: QualysEvent) => void;
