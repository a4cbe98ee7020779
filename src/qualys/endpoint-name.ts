/** Names of the endpoints that this client calls. */
export type EndpointName =
  | 'portal-version'
  | 'host-list'
  | 'host-detections'
  | 'knowledge-base'
  | 'host-assets'
  | 'web-apps'
  | 'web-app-findings';
