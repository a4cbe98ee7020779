import { expect, test } from 'vitest';
import {
  HOST_ASSET_DOCUMENT,
  HOST_LIST_DOCUMENT,
  KNOWLEDGE_BASE_DOCUMENT,
  PORTAL_VERSION_DOCUMENT,
  WEB_APP_DOCUMENT,
  WEB_APP_FINDING_DOCUMENT,
} from '../documents.ts';
import { readDocument } from '../testing/read-document.ts';
import type { XmlDocument } from '../xml/document.ts';

/** The only record of a document; nothing in it may be undeclared or unreadable. */
function only<R>(document: XmlDocument<R>, content: string): R {
  const { records, builder } = readDocument(document, content);
  expect([...builder.unknownElements, ...builder.badValues, ...builder.badRecords]).toEqual([]);
  expect(records).toHaveLength(1);
  return records[0]!;
}

const host = (elements: string) =>
  only(
    HOST_LIST_DOCUMENT,
    `<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><HOST_LIST><HOST><ID>1</ID>${elements}</HOST></HOST_LIST><GLOSSARY><USER_LIST><USER><USER_LOGIN>a</USER_LOGIN></USER></USER_LIST></GLOSSARY></RESPONSE></HOST_LIST_OUTPUT>`,
  );
const service = (data: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><ServiceResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd"><responseCode>SUCCESS</responseCode><count>1</count><hasMoreRecords>false</hasMoreRecords><data>${data}</data></ServiceResponse>`;
const asset = (elements: string) =>
  only(HOST_ASSET_DOCUMENT, service(`<HostAsset><id>1</id>${elements}</HostAsset>`));
const vulnerability = (elements: string) =>
  only(
    KNOWLEDGE_BASE_DOCUMENT,
    `<KNOWLEDGE_BASE_VULN_LIST_OUTPUT><RESPONSE><VULN_LIST><VULN><QID>1</QID>${elements}</VULN></VULN_LIST></RESPONSE></KNOWLEDGE_BASE_VULN_LIST_OUTPUT>`,
  );

test('the risk score of a host has two names (reference 7.1)', () => {
  expect(host('<TRURISK_SCORE>412</TRURISK_SCORE>').truriskScore).toBe(412);
  expect(host('<ASSET_RISK_SCORE>412</ASSET_RISK_SCORE>').truriskScore).toBe(412);
});

test('what only the host list knows about a host arrives', () => {
  expect(
    host(`<ASSET_CRITICALITY_SCORE>2</ASSET_CRITICALITY_SCORE>
      <TRURISK_SCORE_FACTORS><TRURISK_SCORE_FORMULA>f</TRURISK_SCORE_FORMULA><VULN_COUNT qds_severity="1">3</VULN_COUNT><VULN_COUNT qds_severity="5">0</VULN_COUNT></TRURISK_SCORE_FACTORS>
      <LAST_BOOT>2026-01-01T00:00:00Z</LAST_BOOT><SERIAL_NUMBER>007</SERIAL_NUMBER><HARDWARE_UUID>u</HARDWARE_UUID>
      <FIRST_FOUND_DATE>2026-01-02T00:00:00Z</FIRST_FOUND_DATE><LAST_ACTIVITY>2026-01-03T00:00:00Z</LAST_ACTIVITY>
      <AGENT_STATUS>s</AGENT_STATUS><CLOUD_AGENT_RUNNING_ON>c</CLOUD_AGENT_RUNNING_ON>
      <LAST_VULN_SCAN_DATETIME>2026-01-04T00:00:00Z</LAST_VULN_SCAN_DATETIME>
      <LAST_COMPLIANCE_SCAN_DATETIME>N/A</LAST_COMPLIANCE_SCAN_DATETIME><LAST_SCAP_SCAN_DATETIME/>
      <OWNER>o</OWNER><COMMENTS><![CDATA[c]]></COMMENTS><USER_DEF><VALUE_1>1</VALUE_1><VALUE_3>3</VALUE_3></USER_DEF>
      <ASSET_GROUP_IDS>7001, 7002</ASSET_GROUP_IDS><VM_AUTH_INSUFFICIENT_PRIVILEGE>1</VM_AUTH_INSUFFICIENT_PRIVILEGE>`),
  ).toEqual({
    id: '1',
    assetCriticalityScore: 2,
    truriskScoreFactors: {
      truriskScoreFormula: 'f',
      vulnCounts: [
        { qdsSeverity: 1, value: 3 },
        { qdsSeverity: 5, value: 0 },
      ],
    },
    lastBoot: Date.UTC(2026, 0, 1),
    serialNumber: '007',
    hardwareUuid: 'u',
    firstFoundDate: Date.UTC(2026, 0, 2),
    lastActivity: Date.UTC(2026, 0, 3),
    agentStatus: 's',
    cloudAgentRunningOn: 'c',
    lastVulnScanDatetime: Date.UTC(2026, 0, 4),
    owner: 'o',
    comments: 'c',
    userDef: { value1: '1', value3: '3' },
    assetGroupIds: ['7001', '7002'],
    vmAuthInsufficientPrivilege: '1',
  });
});

test('tags of a host asset have two shapes (oddity 10), and may be one, many or none', () => {
  const one = [{ id: '5', name: 'true' }];
  expect(
    asset('<tags><list><TagSimple><id>5</id><name>true</name></TagSimple></list></tags>').tags,
  ).toEqual(one);
  expect(asset('<tags><TAG><TAG_ID>5</TAG_ID><NAME>true</NAME></TAG></tags>').tags).toEqual(one);
  expect(
    asset('<tags><TAG><TAG_ID>5</TAG_ID></TAG><TAG><TAG_ID>6</TAG_ID></TAG></tags>').tags,
  ).toEqual([{ id: '5' }, { id: '6' }]);
  expect(asset('<tags><list/></tags>').tags).toEqual([]);
  expect(asset('').tags).toBeUndefined();
});

test('the sources of a host asset come apart by cloud', () => {
  const { sourceInfo } = asset(`<sourceInfo><list><AssetSource/>
    <Ec2AssetSourceSimple><assetId>1</assetId><type>EC_2</type><ec2InstanceTags><tags><list><EC2Tags><key>env</key><value>prod</value></EC2Tags></list></tags></ec2InstanceTags><accountId>001</accountId><spotInstance>false</spotInstance></Ec2AssetSourceSimple>
    <AzureAssetSourceSimple><azureVmTags><tags><list/></tags></azureVmTags><state>RUNNING</state><state>PowerState/running</state><vmId>v</vmId></AzureAssetSourceSimple>
    <GcpAssetSourceSimple><gcpInstanceTags><tags><list><GCPTags><key>k</key><value>1</value></GCPTags></list></tags></gcpInstanceTags><instanceId>12345678901234567890</instanceId></GcpAssetSourceSimple>
    </list></sourceInfo>`);
  expect(sourceInfo).toEqual({
    ec2: [
      {
        assetId: '1',
        type: 'EC_2',
        instanceTags: [{ key: 'env', value: 'prod' }],
        accountId: '001',
        spotInstance: false,
      },
    ],
    azure: [{ state: ['RUNNING', 'PowerState/running'], vmId: 'v' }],
    gcp: [{ instanceTags: [{ key: 'k', value: '1' }], instanceId: '12345678901234567890' }],
  });
  expect(asset('<sourceInfo><list><AssetSource/></list></sourceInfo>').sourceInfo).toBeUndefined();
});

test('lists of a host asset lose their wrappers', () => {
  expect(
    asset(`<agentInfo><agentVersion>6.3</agentVersion><activatedModule>AGENT_VM,AGENT_PC</activatedModule><manifestVersion><vm>V</vm></manifestVersion><agentConfiguration><id>12</id><name>n</name></agentConfiguration><activationKey><activationId>a</activationId><title>t</title></activationKey></agentInfo>
      <openPort><list><HostAssetOpenPort><port>443</port><protocol>TCP</protocol><serviceName>https</serviceName></HostAssetOpenPort></list></openPort>
      <processor><list><HostAssetProcessor><name>x</name><speed>2400</speed></HostAssetProcessor></list></processor>
      <volume><list><HostAssetVolume><name>/</name><size>10</size><free>3</free></HostAssetVolume></list></volume>
      <account><list><HostAssetAccount><username>root</username></HostAssetAccount></list></account>
      <software><list><HostAssetSoftware><name>libfoo</name><version>1.10</version></HostAssetSoftware></list></software>
      <vuln><list><HostAssetVuln><qid>9</qid><hostInstanceVulnId>5000000001</hostInstanceVulnId><firstFound>2026-01-10T04:50:45Z</firstFound></HostAssetVuln></list></vuln>
      <isDockerHost>true</isDockerHost><totalMemory>8192</totalMemory>`),
  ).toEqual({
    id: '1',
    agentInfo: {
      agentVersion: '6.3',
      activatedModule: ['AGENT_VM', 'AGENT_PC'],
      manifestVersion: { vm: 'V' },
      agentConfiguration: { id: '12', name: 'n' },
      activationKey: { activationId: 'a', title: 't' },
    },
    openPort: [{ port: 443, protocol: 'TCP', serviceName: 'https' }],
    processor: [{ name: 'x', speed: 2400 }],
    volume: [{ name: '/', size: 10, free: 3 }],
    account: [{ username: 'root' }],
    software: [{ name: 'libfoo', version: '1.10' }],
    vuln: [
      { qid: 9, hostInstanceVulnId: '5000000001', firstFound: Date.UTC(2026, 0, 10, 4, 50, 45) },
    ],
    isDockerHost: true,
    totalMemory: 8192,
  });
});

test('CVSS BASE is text, with or without an attribute (oddity 16)', () => {
  expect(
    vulnerability(
      '<CVSS><BASE source="service">5.4</BASE></CVSS><CVSS_V3><BASE>7</BASE></CVSS_V3>',
    ),
  ).toEqual({
    qid: 1,
    cvss: { base: 5.4 },
    cvssV3: { base: 7 },
  });
});

test('lists of a vulnerability hold one, many or none', () => {
  const cve = (n: number) => `<CVE><ID><![CDATA[CVE-2026-000${n}]]></ID><URL>u</URL></CVE>`;
  expect(vulnerability(`<CVE_LIST>${cve(1)}</CVE_LIST>`).cveList).toEqual([
    { id: 'CVE-2026-0001', url: 'u' },
  ]);
  expect(vulnerability(`<CVE_LIST>${cve(1)}${cve(2)}</CVE_LIST>`).cveList).toHaveLength(2);
  expect(vulnerability('<CVE_LIST/>').cveList).toEqual([]);
  expect(vulnerability('').cveList).toBeUndefined();
});

test('the deep parts of a vulnerability arrive', () => {
  expect(
    vulnerability(`<LAST_CUSTOMIZATION><DATETIME>2026-01-01T00:00:00Z</DATETIME><USER_LOGIN>u</USER_LOGIN></LAST_CUSTOMIZATION>
      <SOFTWARE_LIST><SOFTWARE><PRODUCT>None</PRODUCT><VENDOR>v</VENDOR></SOFTWARE></SOFTWARE_LIST>
      <CORRELATION><EXPLOITS><EXPLT_SRC><SRC_NAME>nvd</SRC_NAME><EXPLT_LIST><EXPLT><REF>r</REF><DESC>d</DESC><LINK>l</LINK></EXPLT></EXPLT_LIST></EXPLT_SRC></EXPLOITS>
      <MALWARE><MW_SRC><SRC_NAME>s</SRC_NAME><MW_LIST><MW_INFO><MW_ID>m</MW_ID><MW_RATING>High</MW_RATING></MW_INFO></MW_LIST></MW_SRC></MALWARE></CORRELATION>
      <PCI_REASONS><PCI_REASON>p</PCI_REASON></PCI_REASONS>
      <THREAT_INTELLIGENCE><THREAT_INTEL id="2"><![CDATA[Exploit_Public]]></THREAT_INTEL></THREAT_INTELLIGENCE>
      <DISCOVERY><REMOTE>0</REMOTE><AUTH_TYPE_LIST><AUTH_TYPE>Unix</AUTH_TYPE></AUTH_TYPE_LIST><ADDITIONAL_INFO>Patch Available, Exploit Available</ADDITIONAL_INFO></DISCOVERY>
      <CHANGE_LOG_LIST><CHANGE_LOG_INFO><CHANGE_DATE>2026-01-02T00:00:00Z</CHANGE_DATE><COMMENTS>c</COMMENTS></CHANGE_LOG_INFO></CHANGE_LOG_LIST>`),
  ).toEqual({
    qid: 1,
    lastCustomization: { datetime: Date.UTC(2026, 0, 1), userLogin: 'u' },
    softwareList: [{ product: 'None', vendor: 'v' }],
    correlation: {
      exploits: [{ srcName: 'nvd', expltList: [{ ref: 'r', desc: 'd', link: 'l' }] }],
      malware: [{ srcName: 's', mwList: [{ mwId: 'm', mwRating: 'High' }] }],
    },
    pciReasons: ['p'],
    threatIntelligence: [{ id: '2', value: 'Exploit_Public' }],
    discovery: {
      remote: false,
      authTypeList: ['Unix'],
      additionalInfo: ['Patch Available', 'Exploit Available'],
    },
    changeLogList: [{ changeDate: Date.UTC(2026, 0, 2), comments: 'c' }],
  });
});

test('a web application arrives, its tags without count', () => {
  expect(
    only(
      WEB_APP_DOCUMENT,
      service(
        '<WebApp><id>300002</id><name><![CDATA[12345]]></name><url>http://192.0.2.20:8080/</url><owner><id>4001</id></owner><riskScore>7</riskScore><tags><count>1</count><list><Tag><id>5</id><name>Prod</name></Tag></list></tags><createdDate>2026-04-12T21:13:24Z</createdDate><screenshot>AAAA</screenshot></WebApp>',
      ),
    ),
  ).toEqual({
    id: '300002',
    name: '12345',
    url: 'http://192.0.2.20:8080/',
    owner: { id: '4001' },
    riskScore: 7,
    tags: [{ id: '5', name: 'Prod' }],
    createdDate: Date.UTC(2026, 3, 12, 21, 13, 24),
  });
});

test('a web application finding arrives, its payloads do not', () => {
  expect(
    only(
      WEB_APP_FINDING_DOCUMENT,
      service(
        '<Finding><id>7</id><uniqueId>1111-2222</uniqueId><qid>150001</qid><potential>false</potential><cwe><count>1</count><list><long>79</long></list></cwe><owasp><count>1</count><list><OWASP><name>Injection</name><url>u</url><code>3</code></OWASP></list></owasp><wasc><count>0</count></wasc><resultList><count>1</count><list><Result><payloads><list><PayloadInstance><response>AAAA</response></PayloadInstance></list></payloads></Result></list></resultList><webApp><id>300001</id><name>Shop</name><url>https://shop.example.com/</url></webApp><isIgnored>true</isIgnored><cvssV3><base>6.1</base><attackVector>NETWORK</attackVector></cvssV3><history><set><WebAppFindingHistory><scanData><id>9</id><launchedDate>2026-04-12T21:13:24Z</launchedDate></scanData></WebAppFindingHistory></set></history></Finding>',
      ),
    ),
  ).toEqual({
    id: '7',
    uniqueId: '1111-2222',
    qid: 150001,
    potential: false,
    cwe: [79],
    owasp: [{ name: 'Injection', url: 'u', code: '3' }],
    wasc: [],
    webApp: { id: '300001', name: 'Shop', url: 'https://shop.example.com/' },
    isIgnored: true,
    cvssV3: { base: 6.1, attackVector: 'NETWORK' },
    history: [{ scanData: { id: '9', launchedDate: Date.UTC(2026, 3, 12, 21, 13, 24) } }],
  });
});

test('the portal version keeps the names of all modules', () => {
  const { builder } = readDocument(
    PORTAL_VERSION_DOCUMENT,
    service(
      '<Portal-Version><VM-VERSION>1.0.3</VM-VERSION><QWEB__VM-VERSION>2.11.0</QWEB__VM-VERSION></Portal-Version><QWeb-Version><WEB-VERSION>10.39</WEB-VERSION></QWeb-Version>',
    ),
  );
  expect(builder.root).toMatchObject({
    data: {
      portal: { 'VM-VERSION': '1.0.3', 'QWEB__VM-VERSION': '2.11.0' },
      qweb: { 'WEB-VERSION': '10.39' },
    },
  });
});
