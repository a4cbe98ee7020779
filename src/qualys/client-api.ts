import type { IdRanges } from './id-ranges.ts';
import type { EndpointLimits } from './limiter.ts';
import type { Consume, PageResult } from './page.ts';
import type { HostDetections } from './records/detection.ts';
import type { Host } from './records/host.ts';
import type { HostAsset } from './records/host-asset.ts';
import type { PortalVersion } from './records/portal-version.ts';
import type { Vulnerability } from './records/vulnerability.ts';
import type { WebApp } from './records/web-app.ts';
import type { WebAppFinding } from './records/web-app-finding.ts';
import type {
  DetectionRequest,
  HostAssetRequest,
  HostFilter,
  HostRequest,
  KnowledgeBaseRequest,
  WebAppFilter,
  WebAppFindingFilter,
  WebAppFindingRequest,
  WebAppRequest,
} from './requests.ts';

/** The ids of all hosts that fit a filter. */
export interface HostIdSet {
  readonly ids: IdRanges;
}

/**
 * A Qualys subscription. Every method resolves with a whole page or rejects with a QualysError; limits
 * are obeyed and what can be retried is retried inside. Every wait ends when the signal aborts.
 */
export interface QualysClient {
  /** The cheapest call: checks the login and tells the versions of the modules. */
  portalVersion(signal?: AbortSignal): Promise<PageResult<PortalVersion>>;
  /** Ids of all hosts: in one answer, or in pages where one is too much. */
  hostIds(filter: HostFilter, signal?: AbortSignal): Promise<PageResult<HostIdSet>>;
  /** A page of the host list. */
  hosts<R>(
    request: HostRequest,
    consume: Consume<Host, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** A page of the asset inventory. */
  hostAssets<R>(
    request: HostAssetRequest,
    consume: Consume<HostAsset, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** A page of hosts with their detections. */
  detections<R>(
    request: DetectionRequest,
    consume: Consume<HostDetections, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** A slice of the knowledge base. */
  knowledgeBase<R>(
    request: KnowledgeBaseRequest,
    consume: Consume<Vulnerability, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** A page of web applications. */
  webApps<R>(
    request: WebAppRequest,
    consume: Consume<WebApp, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** A page of web application findings. */
  webAppFindings<R>(
    request: WebAppFindingRequest,
    consume: Consume<WebAppFinding, R>,
    signal?: AbortSignal,
  ): Promise<PageResult<R>>;
  /** How many web applications fit. */
  countWebApps(filter: WebAppFilter, signal?: AbortSignal): Promise<PageResult<number>>;
  /** How many findings of web applications fit. */
  countWebAppFindings(
    filter: WebAppFindingFilter,
    signal?: AbortSignal,
  ): Promise<PageResult<number>>;
  /** What answers told of the limits so far, for every endpoint. */
  limits(): readonly EndpointLimits[];
  /** Closes the connections. */
  close(): Promise<void>;
}
