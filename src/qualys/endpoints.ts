import type { EndpointName } from './endpoint-name.ts';

/** How long to wait for what, milliseconds. Connecting is the same for all: {@link CONNECT_TIMEOUT_MS}. */
export interface Timeouts {
  /** From the request to the status line: a heavy call computes before it answers. */
  readonly headersMs: number;
  /** Silence inside a body. */
  readonly idleMs: number;
  /** A whole attempt. */
  readonly totalMs: number;
}

/** A version that is past its best. */
export interface OldVersion {
  readonly version: string;
  /** No fixes from this month on, `2025-12`. */
  readonly endOfSupport: string;
  /** Removed in this month as far as announced; sources may differ. */
  readonly endOfLife: string;
}

/** Endpoints whose login and manners are the same. */
export type EndpointFamily = 'fo' | 'qps';

/** What the client knows about an endpoint before it calls it. */
export interface Endpoint {
  readonly name: EndpointName;
  readonly family: EndpointFamily;
  /** Path with `{version}`. */
  readonly path: string;
  /** Version that is called unless another one is configured; empty for an unversioned endpoint. */
  readonly version: string;
  readonly oldVersions: readonly OldVersion[];
  readonly timeouts: Timeouts;
  /** Records per page unless the request says otherwise. */
  readonly pageSize: number;
  /** Never more calls at once, whatever headers allow. */
  readonly maxConcurrency: number;
  /** Calls at once before the first answer told a limit. */
  readonly startConcurrency: number;
}

/** How long a connection may take; connections are shared by the endpoints of a host. */
export const CONNECT_TIMEOUT_MS = 10_000;

const MINUTE = 60_000;

// Reference 6.3: 504 and hang-ups come at five minutes, so our patience has to be longer than that.
const FO_TIMEOUTS: Timeouts = {
  headersMs: 6 * MINUTE,
  idleMs: 6 * MINUTE,
  totalMs: 120 * MINUTE,
};
const QPS_TIMEOUTS: Timeouts = {
  headersMs: 10 * MINUTE,
  idleMs: 5 * MINUTE,
  totalMs: 20 * MINUTE,
};

/** Qualys names no limit for qps (reference 5.3). */
const QPS_CONCURRENCY = 4;

/** Reference 7: guide 10.39.1 and the notification of August 2025. */
const old = (endOfLife: string, ...versions: readonly string[]): readonly OldVersion[] =>
  versions.map((version) => ({ version, endOfSupport: '2025-12', endOfLife }));

/**
 * Every endpoint that this client calls, with the version as of November 2026 (reference 1 and 7).
 * Qualys raises versions about once a year; each can be overridden in the options of the client.
 */
export const ENDPOINTS: Readonly<Record<EndpointName, Endpoint>> = {
  'portal-version': {
    name: 'portal-version',
    family: 'qps',
    path: '/qps/rest/portal/version',
    version: '',
    oldVersions: [],
    timeouts: {
      headersMs: MINUTE,
      idleMs: MINUTE,
      totalMs: 2 * MINUTE,
    },
    pageSize: 1,
    maxConcurrency: QPS_CONCURRENCY,
    startConcurrency: QPS_CONCURRENCY,
  },
  'host-list': {
    name: 'host-list',
    family: 'fo',
    path: '/api/{version}/fo/asset/host/',
    version: '5.0',
    oldVersions: old('2026-12', '2.0', '3.0', '4.0'),
    timeouts: FO_TIMEOUTS,
    pageSize: 1000,
    maxConcurrency: 10,
    startConcurrency: 1,
  },
  'host-detections': {
    name: 'host-detections',
    family: 'fo',
    path: '/api/{version}/fo/asset/host/vm/detection/',
    version: '5.0',
    oldVersions: old('2026-06 or 2027-06', '2.0', '3.0', '4.0'),
    timeouts: FO_TIMEOUTS,
    pageSize: 250,
    maxConcurrency: 10,
    startConcurrency: 1,
  },
  'knowledge-base': {
    name: 'knowledge-base',
    family: 'fo',
    path: '/api/{version}/fo/knowledge_base/vuln/',
    version: '4.0',
    oldVersions: old('2026-06 or 2026-12', '2.0', '3.0'),
    // Reference 11.3: the first bytes may take minutes, keep-alive comments come in between.
    timeouts: { ...FO_TIMEOUTS, headersMs: 10 * MINUTE, idleMs: 10 * MINUTE },
    pageSize: 250,
    // A second call of the whole subscription gets 409, whatever the headers say (reference 11.3).
    maxConcurrency: 1,
    startConcurrency: 1,
  },
  'host-assets': {
    name: 'host-assets',
    family: 'qps',
    path: '/qps/rest/{version}/search/am/hostasset',
    version: '2.0',
    oldVersions: [],
    timeouts: QPS_TIMEOUTS,
    pageSize: 250,
    maxConcurrency: QPS_CONCURRENCY,
    startConcurrency: QPS_CONCURRENCY,
  },
  'web-apps': {
    name: 'web-apps',
    family: 'qps',
    path: '/qps/rest/{version}/search/was/webapp',
    version: '3.0',
    oldVersions: [],
    timeouts: QPS_TIMEOUTS,
    pageSize: 100,
    maxConcurrency: QPS_CONCURRENCY,
    startConcurrency: QPS_CONCURRENCY,
  },
  'web-app-findings': {
    name: 'web-app-findings',
    family: 'qps',
    path: '/qps/rest/{version}/search/was/finding',
    version: '3.0',
    oldVersions: [],
    timeouts: QPS_TIMEOUTS,
    pageSize: 100,
    maxConcurrency: QPS_CONCURRENCY,
    startConcurrency: QPS_CONCURRENCY,
  },
};

/** Path of an endpoint in a version. */
export function endpointPath(endpoint: Endpoint, version: string): string {
  return endpoint.path.replace('{version}', version);
}
