import type { DetectionRequest } from '../../qualys/index.ts';
import {
  hostAssetsOf,
  hostDetectionsOf,
  hostsOf,
  vulnerabilitiesOf,
  webAppFindingsOf,
  webAppsOf,
} from './records-of.ts';
import { type Script, SERVER_TIME } from './scripted-client.ts';

/** A day in milliseconds. */
export const DAY = 86_400_000;
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

/** A host of the host list. */
export const hostXml = (id: number, scannedDaysAgo = 1) =>
  `<HOST><ID>${id}</ID><IP>10.0.0.${id}</IP><DNS>h${id}.example.com</DNS><LAST_VULN_SCAN_DATETIME>${iso(
    SERVER_TIME - scannedDaysAgo * DAY,
  )}</LAST_VULN_SCAN_DATETIME></HOST>`;

/** An open detection. */
export const detectionXml = (unique: number, qid: number, rest = '') =>
  `<DETECTION><UNIQUE_VULN_ID>${unique}</UNIQUE_VULN_ID><QID>${qid}</QID><TYPE>Confirmed</TYPE><SEVERITY>4</SEVERITY><STATUS>Active</STATUS>${rest}</DETECTION>`;

/** A host of the detection list. */
export const hostWith = (id: number, ...detections: readonly string[]) =>
  `<HOST><ID>${id}</ID><DETECTION_LIST>${detections.join('')}</DETECTION_LIST></HOST>`;

/** The same detection, fixed. */
export const fixed = (xml: string) => xml.replace('<STATUS>Active', '<STATUS>Fixed');

/** Whether a request asks for what was fixed. */
export const isFixedPart = (request: DetectionRequest) =>
  request.statuses?.includes('Fixed') === true;

/** Three hosts: the first with an open and a fixed finding, the second clean, the third with an open one. */
export const THREE_HOSTS: Script = {
  hosts: (request) => ({
    records: hostsOf([...(request.ids ?? [])].map((id) => hostXml(id, id)).join('')),
  }),
  hostAssets: (request) => ({
    records: hostAssetsOf(
      [...(request.hostIds ?? [])]
        .map(
          (id) =>
            `<HostAsset><id>9${id}</id><qwebHostId>${id}</qwebHostId><model>M${id}</model></HostAsset>`,
        )
        .join(''),
    ),
  }),
  detections: (request) => {
    const hosts = isFixedPart(request)
      ? [[1, hostWith(1, fixed(detectionXml(12, 1002)))] as const]
      : [
          [1, hostWith(1, detectionXml(11, 1001))] as const,
          [3, hostWith(3, detectionXml(31, 1001), detectionXml(32, 1003))] as const,
        ];
    return {
      records: hostDetectionsOf(
        hosts
          .filter(([id]) => request.ids?.has(id))
          .map(([, xml]) => xml)
          .join(''),
      ),
    };
  },
  knowledgeBase: () => ({
    records: vulnerabilitiesOf(
      `<VULN><QID>1001</QID><TITLE>A</TITLE><CVE_LIST><CVE><ID>CVE-2026-0001</ID></CVE></CVE_LIST></VULN>
       <VULN><QID>1002</QID><TITLE>B</TITLE><CVE_LIST><CVE><ID>CVE-2026-0001</ID></CVE><CVE><ID>CVE-2026-0002</ID></CVE></CVE_LIST></VULN>`,
    ),
  }),
};

/** Two web applications of one name, the first with a finding. */
export const APPS: Script = {
  webApps: () => ({
    records: webAppsOf(
      '<WebApp><id>301</id><name>Shop</name></WebApp><WebApp><id>302</id><name>Shop</name></WebApp>',
    ),
  }),
  webAppFindings: () => ({
    records: webAppFindingsOf(
      `<Finding><id>7</id><uniqueId>uuid-0000-0001</uniqueId><qid>150001</qid><type>VULNERABILITY</type><status>NEW</status><lastTestedDate>2026-11-20T00:00:00Z</lastTestedDate><webApp><id>301</id><name>Shop</name></webApp></Finding>`,
    ),
  }),
  countWebApps: (filter) => (filter.lastScannedAfter === SERVER_TIME - DAY ? 1 : 2),
};
