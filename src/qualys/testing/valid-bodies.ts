/** A valid answer of an endpoint; invented. */
export interface ValidBody {
  readonly name:
    | 'portal-version'
    | 'host-ids'
    | 'hosts'
    | 'detections'
    | 'knowledge-base'
    | 'host-assets'
    | 'web-apps'
    | 'web-app-findings'
    | 'web-app-count';
  readonly xml: string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n';
const FOOT = '\n<!-- CONFIDENTIAL AND PROPRIETARY INFORMATION. //-->\n';
const KEEP_ALIVE = `<!-- keep-alive for ${'a long computation '.repeat(20)} -->`;
const WARNING =
  '<WARNING><CODE>1980</CODE><TEXT>25 record limit exceeded.</TEXT><URL><![CDATA[https://qualysapi.p01.eng.example/api/5.0/fo/asset/host/?action=list&id_min=100900]]></URL></WARNING>';

const times = (count: number, of: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => of(n)).join('\n');

const fo = (root: string, content: string) =>
  `${HEAD}<!DOCTYPE ${root} SYSTEM "https://qualysapi.qg3.apps.qualys.com/output.dtd">\n<${root}>\n<RESPONSE>\n<DATETIME>2026-11-24T08:00:00Z</DATETIME>\n${KEEP_ALIVE}\n${content}\n</RESPONSE>\n</${root}>${FOOT}`;

const qps = (count: number, more: boolean, data: string) =>
  `${HEAD}<ServiceResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://qualysapi.qg3.apps.qualys.com/qps/xsd/service.xsd">\n<responseCode>SUCCESS</responseCode>\n<count>${count}</count>\n<hasMoreRecords>${more}</hasMoreRecords>\n${more ? '<lastId>900900</lastId>' : ''}<data>\n${data}\n</data>\n</ServiceResponse>${KEEP_ALIVE}`;

const SCANNED = '2026-11-23T21:08:41Z';

const host = (n: number) => `<HOST>
<ID>1001${10 + n}</ID><ASSET_ID>2001${10 + n}</ASSET_ID><IP>192.0.2.${10 + n}</IP><TRACKING_METHOD>AGENT</TRACKING_METHOD>
<DNS><![CDATA[web${10 + n}.example.com]]></DNS><OS><![CDATA[Ubuntu Linux 22.04 & more, “quoted” 🐧]]></OS>
<QG_HOSTID><![CDATA[6f1c9a52-0000-4000-8000-0000000000${10 + n}]]></QG_HOSTID>
<TAGS><TAG><TAG_ID>55501</TAG_ID><NAME><![CDATA[Cloud Agent]]></NAME></TAG><TAG><TAG_ID>55502</TAG_ID><NAME><![CDATA[Zürich]]></NAME></TAG></TAGS>`;

const detection = (
  n: number,
  of: number,
) => `<DETECTION><UNIQUE_VULN_ID>91374${100 + n * 10 + of}</UNIQUE_VULN_ID><QID>3800${10 + of}</QID><TYPE>Confirmed</TYPE><SEVERITY>4</SEVERITY><PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><SSL>1</SSL>
<RESULTS><![CDATA[  Package   Installed
openssl\t1.1.1 < 3.0 & old
]]></RESULTS><STATUS>Active</STATUS><FIRST_FOUND_DATETIME>2026-01-10T04:50:45Z</FIRST_FOUND_DATETIME><QDS severity="HIGH">77</QDS></DETECTION>`;

const vulnerability = (
  n: number,
) => `<VULN><QID>3800${10 + n}</QID><VULN_TYPE>Vulnerability</VULN_TYPE>
<SEVERITY_LEVEL>4</SEVERITY_LEVEL><TITLE><![CDATA[A title <b>in bold</b> & more]]></TITLE><CATEGORY>General remote services</CATEGORY>
<CVE_LIST><CVE><ID><![CDATA[CVE-2026-10${10 + n}]]></ID><URL><![CDATA[https://cve.example/]]></URL></CVE><CVE><ID><![CDATA[CVE-2026-20${10 + n}]]></ID></CVE></CVE_LIST>
<DIAGNOSIS><![CDATA[A diagnosis.<P>With a paragraph.]]></DIAGNOSIS><SOLUTION><![CDATA[Update.]]></SOLUTION></VULN>`;

/** One of each endpoint, with several records and everything that makes reading hard. */
export const VALID_BODIES: readonly ValidBody[] = [
  {
    name: 'portal-version',
    xml: `${HEAD}<ServiceResponse><responseCode>SUCCESS</responseCode><count>1</count><data>${KEEP_ALIVE}<Portal-Version><PortalApplication-VERSION>3.20.0.0-1 OFFICIAL</PortalApplication-VERSION><WAS-VERSION>1.1.0.0-2</WAS-VERSION></Portal-Version><QWeb-Version><WEB-VERSION>10.39.1.0-1</WEB-VERSION></QWeb-Version></data></ServiceResponse>`,
  },
  {
    name: 'host-ids',
    xml: fo(
      'HOST_LIST_OUTPUT',
      `<ID_SET>\n${times(12, (n) => (n % 3 === 0 ? `<ID_RANGE>10${10 + n}00-10${10 + n}40</ID_RANGE>` : `<ID>20${10 + n}07</ID>`))}\n</ID_SET>`,
    ),
  },
  {
    name: 'hosts',
    xml: fo(
      'HOST_LIST_OUTPUT',
      `<HOST_LIST>\n${times(5, (n) => `${host(n)}<LAST_VULN_SCAN_DATETIME>${SCANNED}</LAST_VULN_SCAN_DATETIME></HOST>`)}\n</HOST_LIST>\n${WARNING}`,
    ),
  },
  {
    name: 'detections',
    xml: fo(
      'HOST_LIST_VM_DETECTION_OUTPUT',
      `<HOST_LIST>\n${times(4, (n) => `${host(n)}<LAST_SCAN_DATETIME>${SCANNED}</LAST_SCAN_DATETIME><DETECTION_LIST>\n${times(4, (of) => detection(n, of))}\n</DETECTION_LIST></HOST>`)}\n</HOST_LIST>\n${WARNING}`,
    ),
  },
  {
    name: 'knowledge-base',
    xml: fo(
      'KNOWLEDGE_BASE_VULN_LIST_OUTPUT',
      `<VULN_LIST>\n${times(8, vulnerability)}\n</VULN_LIST>`,
    ),
  },
  {
    name: 'host-assets',
    xml: qps(
      5,
      true,
      times(
        5,
        (n) =>
          `<HostAsset><id>9000${10 + n}</id><name>web${10 + n}</name><qwebHostId>1001${10 + n}</qwebHostId><os>Ubuntu &amp; more</os><tags><list><TagSimple><id>55501</id><name>Cloud Agent</name></TagSimple></list></tags><networkInterface><list><HostAssetInterface><hostname>web${10 + n}</hostname><address>192.0.2.${10 + n}</address></HostAssetInterface></list></networkInterface></HostAsset>`,
      ),
    ),
  },
  {
    name: 'web-apps',
    xml: qps(
      6,
      true,
      times(
        6,
        (n) =>
          `<WebApp><id>7000${10 + n}</id><name><![CDATA[Shop & Co ${n}]]></name><url><![CDATA[https://shop${n}.example.com/]]></url><owner><id>4001</id></owner><tags><count>2</count></tags><createdDate>2026-01-01T00:00:00Z</createdDate></WebApp>`,
      ),
    ),
  },
  {
    name: 'web-app-findings',
    xml: qps(
      7,
      false,
      times(
        7,
        (n) =>
          `<Finding><id>8000${10 + n}</id><uniqueId>6f1c9a52-0000-4000-8000-0000000000${10 + n}</uniqueId><qid>150${100 + n}</qid><name><![CDATA[Cross-site <script>]]></name><type>VULNERABILITY</type><severity>5</severity><url><![CDATA[https://shop.example.com/?a=1&b=2]]></url><status>ACTIVE</status><webApp><id>700010</id><name><![CDATA[Shop]]></name></webApp></Finding>`,
      ),
    ),
  },
  {
    name: 'web-app-count',
    xml: `${HEAD}<ServiceResponse><responseCode>SUCCESS</responseCode>${KEEP_ALIVE}<count>1234</count></ServiceResponse>`,
  },
];
