/** The HTTP and XML client of the Qualys API. Knows nothing of graphs. */
export type { AuthProvider } from './auth/auth-provider.ts';
export { BasicAuth } from './auth/basic-auth.ts';
export { BearerAuth } from './auth/bearer-auth.ts';
export { ExternalToken } from './auth/external-token.ts';
export { type GatewayLogin, GatewayToken, type GatewayTokenOptions } from './auth/gateway-token.ts';
export { type JwtClaims, jwtClaims } from './auth/jwt.ts';
export {
  type PasswordSource,
  passwordFrom,
  type SecretSetting,
  type SecretSource,
  secretFrom,
} from './auth/secret-from.ts';
export type { Token, TokenClock, TokenSource } from './auth/token-source.ts';
export { createQualysClient, type QualysClientOptions } from './client.ts';
export type { HostIdSet, QualysClient } from './client-api.ts';
export { type Clock, SYSTEM_CLOCK } from './clock.ts';
export type { EndpointName } from './endpoint-name.ts';
export {
  ENDPOINTS,
  type Endpoint,
  type EndpointFamily,
  type OldVersion,
  type Timeouts,
} from './endpoints.ts';
export type { ErrorEntry } from './error-catalogue.ts';
export { type Effort, QUALYS_ERRORS, QualysError, type QualysErrorCode } from './errors.ts';
export type { OnEvent, QualysEvent } from './events.ts';
export { createDispatcher, type NetworkOptions, networkFromEnv } from './http/dispatcher.ts';
export { type IdRange, IdRangeError, IdRanges } from './id-ranges.ts';
export type { EndpointLimits } from './limiter.ts';
export type { Consume, PageResult, PageSummary } from './page.ts';
export { normaliseApiUrl, PLATFORMS, type Platform, platformOf } from './platforms.ts';
export type { Detection, HostDetections } from './records/detection.ts';
export type { Host } from './records/host.ts';
export type { HostAsset } from './records/host-asset.ts';
export type { CloudAttribute, CloudMetadata } from './records/host-identity.ts';
export type { PortalVersion } from './records/portal-version.ts';
export type { Vulnerability } from './records/vulnerability.ts';
export type { WebApp } from './records/web-app.ts';
export type { WebAppFinding } from './records/web-app-finding.ts';
export type {
  AttemptWish,
  DetectionRequest,
  DetectionStatus,
  HostAssetRequest,
  HostFilter,
  HostRequest,
  KnowledgeBaseRequest,
  PageRequest,
  TagFilter,
  WebAppFilter,
  WebAppFindingFilter,
  WebAppFindingRequest,
  WebAppRequest,
} from './requests.ts';
export type { BadRecord } from './xml/bad-record.ts';
