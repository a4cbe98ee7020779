/** Ingestion sources: what an administrator can switch off as one thing. */
export type IngestionSourceId =
  | 'qualys-hosts'
  | 'qualys-host-findings'
  | 'qualys-web-apps'
  | 'qualys-vulnerabilities';

/** How JupiterOne's settings present an ingestion source (reference 5.3). */
export interface IngestionSource {
  readonly title: string;
  readonly description: string;
}

/** Every ingestion source. Account and services belong to none: they are always read. */
export const INGESTION_SOURCES: Readonly<Record<IngestionSourceId, IngestionSource>> = {
  'qualys-hosts': {
    title: 'Hosts',
    description: 'Hosts that Qualys scans. Without them there are no host findings either.',
  },
  'qualys-host-findings': {
    title: 'Host findings',
    description: 'Detections of vulnerabilities on hosts.',
  },
  'qualys-web-apps': {
    title: 'Web applications',
    description: 'Web applications that Qualys scans (WAS), and their findings.',
  },
  'qualys-vulnerabilities': {
    title: 'Vulnerabilities',
    description: 'Definitions of the knowledge base, CVEs, and how findings are connected to them.',
  },
};
