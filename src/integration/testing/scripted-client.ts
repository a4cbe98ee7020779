import type {
  Consume,
  DetectionRequest,
  EndpointName,
  Host,
  HostAsset,
  HostAssetRequest,
  HostDetections,
  HostFilter,
  HostRequest,
  IdRanges,
  KnowledgeBaseRequest,
  PageResult,
  PageSummary,
  PortalVersion,
  QualysClient,
  Vulnerability,
  WebApp,
  WebAppFilter,
  WebAppFinding,
  WebAppFindingFilter,
  WebAppFindingRequest,
  WebAppRequest,
} from '../../qualys/index.ts';

/** An answer of the script: records with what is known of the page, or the error of the call. */
export type Answer<T> =
  | { readonly records: readonly T[]; readonly summary?: Partial<PageSummary> }
  | Error;

/** What Qualys is to answer, call by call. What is not scripted answers with nothing. */
export interface Script {
  portalVersion?(): PortalVersion | Error;
  hostIds?(filter: HostFilter): IdRanges | Error;
  /** Set when the answer with the ids is to end early. */
  readonly hostIdsNext?: string;
  hosts?(request: HostRequest): Answer<Host>;
  hostAssets?(request: HostAssetRequest): Answer<HostAsset>;
  detections?(request: DetectionRequest): Answer<HostDetections>;
  knowledgeBase?(request: KnowledgeBaseRequest): Answer<Vulnerability>;
  webApps?(request: WebAppRequest): Answer<WebApp>;
  webAppFindings?(request: WebAppFindingRequest): Answer<WebAppFinding>;
  countWebApps?(filter: WebAppFilter): number | Error;
  countWebAppFindings?(filter: WebAppFindingFilter): number | Error;
}

/** Time of the scripted server. */
export const SERVER_TIME = Date.UTC(2026, 10, 24, 8);

/** A client that answers from a script and remembers what it was asked, for tests of the run. */
export function scriptedClient(script: Script, ids: IdRanges) {
  const requests: { readonly endpoint: EndpointName; readonly request: unknown }[] = [];
  const asking = <Request, R>(
    endpoint: EndpointName,
    request: Request,
    answer: ((request: Request) => R) | undefined,
    signal: AbortSignal | undefined,
  ): R | undefined => {
    signal?.throwIfAborted();
    requests.push({ endpoint, request });
    return answer?.(request);
  };
  const client: QualysClient = {
    async portalVersion(signal) {
      const value = asking('portal-version', {}, script.portalVersion, signal) ?? {};
      if (value instanceof Error) throw value;
      return { value, summary: summaryOf('portal-version', 1) };
    },
    async hostIds(filter, signal) {
      const value = asking('host-list', filter, script.hostIds, signal) ?? ids;
      if (value instanceof Error) throw value;
      const next = script.hostIdsNext;
      return {
        value: { ids: value },
        summary: {
          ...summaryOf('host-list', value.count),
          ...(next === undefined ? {} : { next }),
        },
      };
    },
    hosts: async (request, consume, signal) =>
      page('host-list', asking('host-list', request, script.hosts, signal), consume),
    hostAssets: async (request, consume, signal) =>
      page('host-assets', asking('host-assets', request, script.hostAssets, signal), consume),
    detections: async (request, consume, signal) =>
      page(
        'host-detections',
        asking('host-detections', request, script.detections, signal),
        consume,
      ),
    knowledgeBase: async (request, consume, signal) =>
      page(
        'knowledge-base',
        asking('knowledge-base', request, script.knowledgeBase, signal),
        consume,
      ),
    webApps: async (request, consume, signal) =>
      page('web-apps', asking('web-apps', request, script.webApps, signal), consume),
    webAppFindings: async (request, consume, signal) =>
      page(
        'web-app-findings',
        asking('web-app-findings', request, script.webAppFindings, signal),
        consume,
      ),
    async countWebApps(filter, signal) {
      const value = asking('web-apps', filter, script.countWebApps, signal) ?? 0;
      if (value instanceof Error) throw value;
      return { value, summary: { ...summaryOf('web-apps', 0), announced: value } };
    },
    async countWebAppFindings(filter, signal) {
      const value = asking('web-app-findings', filter, script.countWebAppFindings, signal) ?? 0;
      if (value instanceof Error) throw value;
      return { value, summary: { ...summaryOf('web-app-findings', 0), announced: value } };
    },
    limits: () => [],
    close: async () => undefined,
  };
  return {
    client,
    requests,
    /** Requests to one endpoint. */
    asked: <R>(endpoint: EndpointName) =>
      requests.filter((each) => each.endpoint === endpoint).map((each) => each.request as R),
  };
}

async function page<T, R>(
  endpoint: EndpointName,
  answer: Answer<T> | undefined,
  consume: Consume<T, R>,
): Promise<PageResult<R>> {
  const { records, summary } =
    answer instanceof Error || answer === undefined ? { records: [], summary: {} } : answer;
  const value = await consume(batches(records, answer instanceof Error ? answer : undefined));
  if (answer instanceof Error) throw answer;
  return { value, summary: { ...summaryOf(endpoint, records.length), ...summary } };
}

/** Two batches, and then the error: a page that breaks off has given records before. */
async function* batches<T>(
  records: readonly T[],
  error: Error | undefined,
): AsyncGenerator<readonly T[]> {
  const middle = Math.ceil(records.length / 2);
  yield records.slice(0, middle);
  yield records.slice(middle);
  if (error !== undefined) throw error;
}

function summaryOf(endpoint: EndpointName, records: number): PageSummary {
  return {
    endpoint,
    version: '5.0',
    requests: 1,
    retries: 0,
    waitedMs: 0,
    bytes: 100,
    records,
    serverTime: SERVER_TIME,
    unknownElements: new Map(),
    badValues: new Map(),
    repairs: 0,
    badRecords: [],
  };
}
