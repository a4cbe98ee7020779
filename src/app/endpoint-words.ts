import type { EndpointName } from '../qualys/index.ts';

/** What an endpoint gives, in words that go with a number of pages: `2 of 41 pages of host detections`. */
export const ENDPOINT_WORDS: Readonly<Record<EndpointName, string>> = {
  'portal-version': 'the platform’s version',
  'host-list': 'the host list',
  'host-detections': 'host detections',
  'knowledge-base': 'the KnowledgeBase',
  'host-assets': 'asset details',
  'web-apps': 'web applications',
  'web-app-findings': 'web application findings',
};
