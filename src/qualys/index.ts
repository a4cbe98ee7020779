/** The HTTP and XML client of the Qualys API. Knows nothing of graphs. */
export type { HostIdSet, QualysClient } from './client-api.ts';
export type { EndpointName } from './endpoints.ts';
export { type IdRange, IdRangeError, IdRanges } from './id-ranges.ts';
export type { BadRecord, Consume, PageResult, PageSummary } from './page.ts';
export type { Detection, HostDetections } from './records/detection.ts';
export type { Host } from './records/host.ts';
export type { HostAsset } from './records/host-asset.ts';
export type { CloudAttribute, CloudMetadata } from './records/host-identity.ts';
export type { PortalVersion } from './records/portal-version.ts';
export type { Vulnerability } from './records/vulnerability.ts';
export type { WebApp } from './records/web-app.ts';
export type { WebAppFinding } from './records/web-app-finding.ts';
export type {
  DetectionRequest,
  DetectionStatus,
  HostAssetRequest,
  HostFilter,
  HostRequest,
  KnowledgeBaseRequest,
  PageRequest,
  TagFilter,
  WebAppFilter,
  WebAppFindingRequest,
  WebAppRequest,
} from './requests.ts';
