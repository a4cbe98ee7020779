/** Endpoints whose API version can be chosen. */
export const ENDPOINT_NAMES = [
  'host-list',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
] as const;
