import type { AuthProvider } from './auth/auth-provider.ts';
import type { QualysClient } from './client-api.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { nextIdMin, nextLastId } from './cursor.ts';
import {
  DETECTION_DOCUMENT,
  type Envelope,
  HOST_ASSET_DOCUMENT,
  HOST_ID_DOCUMENT,
  HOST_LIST_DOCUMENT,
  KNOWLEDGE_BASE_DOCUMENT,
  PORTAL_VERSION_DOCUMENT,
  WEB_APP_DOCUMENT,
  WEB_APP_FINDING_DOCUMENT,
} from './documents.ts';
import type { EndpointName } from './endpoint-name.ts';
import {
  CONNECT_TIMEOUT_MS,
  ENDPOINTS,
  type EndpointFamily,
  endpointPath,
  type Timeouts,
} from './endpoints.ts';
import { QualysError } from './errors.ts';
import type { OnEvent } from './events.ts';
import {
  detectionParameters,
  type FoParameters,
  hostIdParameters,
  hostParameters,
  knowledgeBaseParameters,
} from './fo-parameters.ts';
import { HostIdCollector } from './host-id-collector.ts';
import { Capture } from './http/capture.ts';
import { createDispatcher, type NetworkOptions } from './http/dispatcher.ts';
import { PageFetcher, type PageTask, type WantedSize } from './http/page-fetcher.ts';
import { type HttpRequest, Transport } from './http/transport.ts';
import { joinSummaries } from './join-summaries.ts';
import type { Consume, PageResult } from './page.ts';
import {
  hostAssetSearch,
  webAppCount,
  webAppFindingCount,
  webAppFindingSearch,
  webAppSearch,
} from './qps-request.ts';
import type { HostDetections } from './records/detection.ts';
import type { Host } from './records/host.ts';
import type { HostAsset } from './records/host-asset.ts';
import type { Vulnerability } from './records/vulnerability.ts';
import type { WebApp } from './records/web-app.ts';
import type { WebAppFinding } from './records/web-app-finding.ts';
import type { AttemptWish, HostFilter, PageRequest } from './requests.ts';
import type { XmlDocument } from './xml/document.ts';

/** Options of {@link createQualysClient}. */
export interface QualysClientOptions {
  /** Origin of the API server, as normaliseApiUrl gives it. */
  readonly apiUrl: string;
  /** Login for all endpoints, or one per family. */
  readonly auth: AuthProvider | Readonly<Record<EndpointFamily, AuthProvider>>;
  readonly network?: NetworkOptions;
  /** Other versions than those of ENDPOINTS. */
  readonly versions?: Readonly<Partial<Record<EndpointName, string>>>;
  /** Other time-outs than those of ENDPOINTS. */
  readonly timeouts?: Readonly<Partial<Record<EndpointName, Partial<Timeouts>>>>;
  readonly connectTimeoutMs?: number;
  /** Never more calls at once per endpoint. */
  readonly maxConcurrency?: number;
  /** Calls per window that are left to others; default 30. */
  readonly callReserve?: number;
  /** Longest single wait for a limit, milliseconds; default one hour. */
  readonly maxWaitMs?: number;
  /** Folder for raw, redacted pages; none by default. */
  readonly capture?: string;
  readonly onEvent?: OnEvent;
  /** No further call begins once it aborts: those that wait reject with its reason, those under way come to their end. */
  readonly stopSignal?: AbortSignal | undefined;
  /** For tests. */
  readonly clock?: Clock;
}

const DEFAULT_CALL_RESERVE = 30;
const DEFAULT_MAX_WAIT_MS = 3_600_000;
/** Most records that a qps search gives at once (reference 12). */
const MAX_QPS_PAGE = 1000;
/** Long GETs are answered with 414 (oddity 26): ids never, and filters only while they are short. */
const MAX_QUERY_LENGTH = 1500;
const FORM = 'application/x-www-form-urlencoded';

/**
 * Makes a client for one subscription. Nothing is sent until a method is called.
 *
 * @throws {QualysError} Q_CA_FILE, Q_PROXY_URL.
 */
export function createQualysClient(options: QualysClientOptions): QualysClient {
  const network = options.network ?? {};
  const dispatcher = createDispatcher(network, options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
  const auth = 'headers' in options.auth ? { fo: options.auth, qps: options.auth } : options.auth;
  const onEvent = options.onEvent ?? (() => undefined);
  const fetcher = new PageFetcher({
    transport: new Transport({
      dispatcher,
      origin: options.apiUrl,
      isProxied: (network.httpsProxy ?? '') !== '',
    }),
    auth,
    clock: options.clock ?? SYSTEM_CLOCK,
    onEvent,
    capture:
      options.capture === undefined
        ? undefined
        : new Capture(options.capture, () => [...auth.fo.secrets(), ...auth.qps.secrets()]),
    stopSignal: options.stopSignal,
    maxConcurrency: options.maxConcurrency,
    callReserve: options.callReserve ?? DEFAULT_CALL_RESERVE,
    maxWaitMs: options.maxWaitMs ?? DEFAULT_MAX_WAIT_MS,
  });
  tellOldVersions(options, onEvent);
  return clientOf(fetcher, options, () => dispatcher.close());
}

/** Says which configured versions are past their end of support. */
function tellOldVersions({ versions = {} }: QualysClientOptions, onEvent: OnEvent): void {
  for (const { name, oldVersions } of Object.values(ENDPOINTS)) {
    const old = oldVersions.find(({ version }) => version === versions[name]);
    if (old !== undefined) onEvent({ type: 'old-version', endpoint: name, ...old });
  }
}

/** A request of an endpoint, before it is a task. */
interface Call<T> {
  readonly name: EndpointName;
  readonly document: XmlDocument<T>;
  /** The request for so many records; `pageSize` has no meaning where there is no `size`. */
  readonly request: (path: string, pageSize: number) => HttpRequest;
  readonly size?: WantedSize;
  readonly attempts?: AttemptWish | undefined;
  readonly asked?: number | undefined;
  readonly nextOf?: (envelope: Envelope) => string | undefined;
}

/** Completes a call with what the table and the options say about its endpoint. */
function taskOf<T>(call: Call<T>, options: QualysClientOptions): PageTask<T> {
  const endpoint = ENDPOINTS[call.name];
  const version = options.versions?.[call.name] ?? endpoint.version;
  const path = endpointPath(endpoint, version);
  return {
    endpoint: {
      ...endpoint,
      timeouts: { ...endpoint.timeouts, ...options.timeouts?.[call.name] },
    },
    version,
    request: (pageSize) => call.request(path, pageSize),
    size: call.size,
    document: call.document,
    asked: call.asked,
    attempts: call.attempts,
    nextOf: call.nextOf ?? (() => undefined),
  };
}

function clientOf(
  fetcher: PageFetcher,
  options: QualysClientOptions,
  close: () => Promise<void>,
): QualysClient {
  async function fetchPage<T, R>(
    call: Call<T>,
    consume: Consume<T, R>,
    signal: AbortSignal | undefined,
  ): Promise<PageResult<R>> {
    const { value, summary } = await fetcher.fetch(taskOf(call, options), consume, signal);
    return { value, summary };
  }

  /** How many records fit: the search of an endpoint of the portal, by its other name. */
  async function countOf<T>(
    name: EndpointName,
    document: XmlDocument<T>,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<PageResult<number>> {
    const call: Call<T> = {
      name,
      document,
      request: (path) => qpsRequest(path.replace('/search/', '/count/'), body),
      nextOf: (envelope) => {
        if (envelope.count !== undefined) return undefined;
        throw new QualysError('Q_MALFORMED_XML', {
          endpoint: name,
          values: { reason: 'it holds no count' },
        });
      },
    };
    const { summary } = await fetchPage(call, readNothing, signal);
    return { value: summary.announced ?? 0, summary };
  }

  return {
    async portalVersion(signal) {
      const call: Call<never> = {
        name: 'portal-version',
        document: PORTAL_VERSION_DOCUMENT,
        request: (path) => ({ method: 'GET', path }),
      };
      const page = await fetcher.fetch(taskOf(call, options), readNothing, signal);
      return { value: page.envelope.data ?? {}, summary: page.summary };
    },

    async hostIds(filter, signal) {
      const pageFrom = (cursor: string | undefined): Call<string> => ({
        name: 'host-list',
        document: HOST_ID_DOCUMENT,
        request: (path, size) => foRequest(path, hostIdParameters(filter, cursor, size)),
        size: { kind: 'ids', records: Number.POSITIVE_INFINITY },
        asked: filter.ids?.count,
        nextOf: (envelope) => nextIdMin(envelope, 'host-list', cursor),
      });
      let { value, summary } = await fetchPage(pageFrom(undefined), collectHostIds, signal);
      // All ids are asked for in one answer. Where that is too much they come in pages; should Qualys
      // cut the answer of its own accord, nothing may be missing either.
      while (summary.next !== undefined) {
        const page = await fetchPage(pageFrom(summary.next), collectHostIds, signal);
        value = value.with(page.value);
        summary = joinSummaries(summary, page.summary);
      }
      return {
        value: { ids: value.ids },
        summary: { ...summary, badRecords: [...summary.badRecords, ...value.badRecords] },
      };
    },

    hosts(request, consume, signal) {
      const call: Call<Host> = {
        name: 'host-list',
        document: HOST_LIST_DOCUMENT,
        request: (path, size) => foRequest(path, hostParameters(request, size)),
        size: records(foPageSize('host-list', request)),
        attempts: request.attempts,
        asked: request.ids?.count,
        nextOf: (envelope) => nextIdMin(envelope, 'host-list', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    detections(request, consume, signal) {
      const call: Call<HostDetections> = {
        name: 'host-detections',
        document: DETECTION_DOCUMENT,
        request: (path, size) => foRequest(path, detectionParameters(request, size)),
        size: records(foPageSize('host-detections', request)),
        attempts: request.attempts,
        asked: request.ids?.count,
        nextOf: (envelope) => nextIdMin(envelope, 'host-detections', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    knowledgeBase(request, consume, signal) {
      const call: Call<Vulnerability> = {
        name: 'knowledge-base',
        document: KNOWLEDGE_BASE_DOCUMENT,
        request: (path) => foRequest(path, knowledgeBaseParameters(request)),
        attempts: request.attempts,
        asked: request.ids?.count,
        nextOf: (envelope) => nextIdMin(envelope, 'knowledge-base', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    hostAssets(request, consume, signal) {
      const asked = request.hostIds?.count ?? request.assetIds?.count;
      const call: Call<HostAsset> = {
        name: 'host-assets',
        document: HOST_ASSET_DOCUMENT,
        request: (path, size) =>
          qpsRequest(
            request.fields === undefined ? path : `${path}?fields=${request.fields.join(',')}`,
            hostAssetSearch(request, size),
          ),
        size: records(qpsPageSize('host-assets', request, asked)),
        attempts: request.attempts,
        asked,
        nextOf: (envelope) => nextLastId(envelope, 'host-assets', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    webApps(request, consume, signal) {
      const call: Call<WebApp> = {
        name: 'web-apps',
        document: WEB_APP_DOCUMENT,
        request: (path, size) => qpsRequest(path, webAppSearch(request, size)),
        size: records(qpsPageSize('web-apps', request)),
        attempts: request.attempts,
        asked: request.ids?.length,
        nextOf: (envelope) => nextLastId(envelope, 'web-apps', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    webAppFindings(request, consume, signal) {
      const call: Call<WebAppFinding> = {
        name: 'web-app-findings',
        document: WEB_APP_FINDING_DOCUMENT,
        request: (path, size) => qpsRequest(path, webAppFindingSearch(request, size)),
        size: records(qpsPageSize('web-app-findings', request)),
        attempts: request.attempts,
        nextOf: (envelope) => nextLastId(envelope, 'web-app-findings', request.cursor),
      };
      return fetchPage(call, consume, signal);
    },

    countWebApps: (filter, signal) =>
      countOf('web-apps', WEB_APP_DOCUMENT, webAppCount(filter), signal),
    countWebAppFindings: (filter, signal) =>
      countOf('web-app-findings', WEB_APP_FINDING_DOCUMENT, webAppFindingCount(filter), signal),

    limits: () => fetcher.limits(),
    close,
  };
}

function records(count: number): WantedSize {
  return { kind: 'records', records: count };
}

function foRequest(path: string, parameters: FoParameters): HttpRequest {
  const form = new URLSearchParams(parameters).toString();
  const namesIds = parameters['ids'] !== undefined || parameters['qids'] !== undefined;
  return !namesIds && form.length <= MAX_QUERY_LENGTH
    ? { method: 'GET', path: `${path}?${form}` }
    : { method: 'POST', path, body: form, contentType: FORM };
}

function qpsRequest(path: string, body: string): HttpRequest {
  return { method: 'POST', path, body, contentType: 'text/xml' };
}

/** At least as many as ids are asked for, else the answer itself is paged (reference 9.5). */
function foPageSize(name: EndpointName, request: HostFilter & PageRequest): number {
  return request.pageSize ?? Math.max(ENDPOINTS[name].pageSize, request.ids?.count ?? 0);
}

function qpsPageSize(name: EndpointName, { pageSize }: PageRequest, asked = 0): number {
  return Math.min(pageSize ?? Math.max(ENDPOINTS[name].pageSize, asked), MAX_QPS_PAGE);
}

async function readNothing(batches: AsyncIterable<unknown>): Promise<undefined> {
  for await (const _ of batches) {
    // What matters is in the envelope.
  }
  return undefined;
}

async function collectHostIds(batches: AsyncIterable<readonly string[]>): Promise<HostIdCollector> {
  const collector = new HostIdCollector();
  for await (const batch of batches) for (const text of batch) collector.add(text);
  return collector;
}
