import type { EndpointName } from '../../qualys/index.ts';

/** Endpoints whose API version can be chosen; the portal version has none. */
export const ENDPOINT_NAMES = [
  'host-list',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
] as const satisfies readonly EndpointName[];
