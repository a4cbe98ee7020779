import type { EdgeKind } from './edge-kind.ts';

const type = (name: string) => ({ type: name });
const ofClass = (name: string) => ({ class: name });

const SCANNED_HOST_TYPES = [
  'aws_instance',
  'azure_vm',
  'google_compute_instance',
  'discovered_host',
];

/** Every relationship of the graph (design 6). */
export const EDGE_KINDS: readonly EdgeKind[] = [
  {
    class: 'HAS',
    from: type('qualys_account'),
    to: type('qualys_vulnerability_manager'),
    origin: 'stated',
  },
  {
    class: 'HAS',
    from: type('qualys_account'),
    to: type('qualys_web_app_scanner'),
    origin: 'stated',
  },
  {
    class: 'IDENTIFIED',
    from: type('qualys_web_app_scanner'),
    to: type('qualys_web_app_finding'),
    origin: 'stated',
  },
  {
    class: 'SCANS',
    from: type('qualys_web_app_scanner'),
    to: type('web_app'),
    origin: 'mapped',
  },
  ...SCANNED_HOST_TYPES.map(
    (host): EdgeKind => ({
      class: 'SCANS',
      from: type('qualys_vulnerability_manager'),
      to: type(host),
      origin: 'mapped',
    }),
  ),
  {
    class: 'IS',
    from: type('qualys_host_finding'),
    to: type('qualys_vuln'),
    origin: 'qid',
    type: 'qualys_host_finding_is_qualys_vuln',
  },
  {
    class: 'IS',
    from: type('qualys_web_app_finding'),
    to: type('qualys_vuln'),
    origin: 'qid',
    type: 'qualys_web_app_finding_is_qualys_vuln',
  },
  { class: 'IS', from: type('qualys_host_finding'), to: type('cve'), origin: 'qid-cve' },
  { class: 'IS', from: type('qualys_web_app_finding'), to: type('cve'), origin: 'qid-cve' },
  { class: 'HAS', from: ofClass('Host'), to: type('qualys_host_finding'), origin: 'asset' },
  {
    class: 'HAS',
    from: ofClass('Application'),
    to: type('qualys_web_app_finding'),
    origin: 'asset',
  },
  { class: 'HAS', from: ofClass('ThreatIntel'), to: ofClass('Finding'), origin: 'threat-qid' },
  {
    class: 'HAS',
    from: ofClass('ThreatIntel'),
    to: ofClass('Vulnerability'),
    origin: 'threat-qid',
  },
];
