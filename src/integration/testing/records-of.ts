import {
  DETECTION_DOCUMENT,
  HOST_ASSET_DOCUMENT,
  HOST_LIST_DOCUMENT,
  KNOWLEDGE_BASE_DOCUMENT,
  WEB_APP_DOCUMENT,
  WEB_APP_FINDING_DOCUMENT,
} from '../../qualys/documents.ts';
import type {
  Host,
  HostAsset,
  HostDetections,
  Vulnerability,
  WebApp,
  WebAppFinding,
} from '../../qualys/index.ts';
import { PageReader } from '../../qualys/xml/page-reader.ts';

/**
 * Records out of hand-made documents, read by the client's own parser. For tests only: what a converter
 * gets there is what it gets in a run.
 */

/** Hosts of a host list, out of the inside of HOST_LIST. */
export function hostsOf(xml: string): readonly Host[] {
  return recordsOf(
    HOST_LIST_DOCUMENT,
    `<HOST_LIST_OUTPUT><RESPONSE><HOST_LIST>${xml}</HOST_LIST></RESPONSE></HOST_LIST_OUTPUT>`,
  );
}

/** Hosts of a detection list, out of the inside of HOST_LIST. */
export function hostDetectionsOf(xml: string): readonly HostDetections[] {
  return recordsOf(
    DETECTION_DOCUMENT,
    `<HOST_LIST_VM_DETECTION_OUTPUT><RESPONSE><HOST_LIST>${xml}</HOST_LIST></RESPONSE></HOST_LIST_VM_DETECTION_OUTPUT>`,
  );
}

/** Definitions, out of the inside of VULN_LIST. */
export function vulnerabilitiesOf(xml: string): readonly Vulnerability[] {
  return recordsOf(
    KNOWLEDGE_BASE_DOCUMENT,
    `<KNOWLEDGE_BASE_VULN_LIST_OUTPUT><RESPONSE><VULN_LIST>${xml}</VULN_LIST></RESPONSE></KNOWLEDGE_BASE_VULN_LIST_OUTPUT>`,
  );
}

/** Asset records, out of the inside of data. */
export function hostAssetsOf(xml: string): readonly HostAsset[] {
  return recordsOf(HOST_ASSET_DOCUMENT, serviceResponse(xml));
}

/** Web applications, out of the inside of data. */
export function webAppsOf(xml: string): readonly WebApp[] {
  return recordsOf(WEB_APP_DOCUMENT, serviceResponse(xml));
}

/** Findings of web applications, out of the inside of data. */
export function webAppFindingsOf(xml: string): readonly WebAppFinding[] {
  return recordsOf(WEB_APP_FINDING_DOCUMENT, serviceResponse(xml));
}

function serviceResponse(data: string): string {
  return `<ServiceResponse><responseCode>SUCCESS</responseCode><data>${data}</data></ServiceResponse>`;
}

function recordsOf<R>(
  document: ConstructorParameters<typeof PageReader<R>>[0],
  xml: string,
): readonly R[] {
  const reader = new PageReader<R>(document);
  reader.write(Buffer.from(xml));
  reader.end();
  return reader.take();
}
