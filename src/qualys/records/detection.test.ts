import { describe, expect, test } from 'vitest';
import { DETECTION_DOCUMENT } from '../documents.ts';
import { detectionPage, detectionPageOf, readDocument } from '../testing/read-document.ts';
import type { Detection } from './detection.ts';

/** The first detection of a page with the given elements. */
function detection(elements: string): Detection {
  const { records, builder } = readDocument(DETECTION_DOCUMENT, detectionPageOf(elements));
  expect([...builder.unknownElements]).toEqual([]);
  expect([...builder.badValues]).toEqual([]);
  return records[0]!.detectionList![0]!;
}

// Reference 9.2 leaves the form of these elements open: every form below has to give the same list.
describe('CVEs of a detection (5.0)', () => {
  const two = ['CVE-2026-0001', 'CVE-2026-0002'];
  test.each([
    ['nested in CVE/ID', '<CVE><ID>CVE-2026-0001</ID><ID>CVE-2026-0002</ID></CVE>', two],
    [
      'nested with addresses',
      '<CVE><ID><![CDATA[CVE-2026-0001]]></ID><URL><![CDATA[http://x.example/?name=1,2]]></URL></CVE><CVE><ID>CVE-2026-0002</ID><URL/></CVE>',
      two,
    ],
    ['repeated', '<CVE>CVE-2026-0001</CVE><CVE>CVE-2026-0002</CVE>', two],
    ['separated by commas', '<CVE>CVE-2026-0001, CVE-2026-0002</CVE>', two],
    ['separated in CDATA', '<CVE>\n  <![CDATA[CVE-2026-0001,CVE-2026-0002]]>\n</CVE>', two],
    [
      'a list of lists',
      '<CVE><CVE><ID>CVE-2026-0001</ID></CVE><CVE><ID>CVE-2026-0002</ID></CVE></CVE>',
      two,
    ],
    ['one', '<CVE>CVE-2026-0001</CVE>', ['CVE-2026-0001']],
    ['twice the same', '<CVE>CVE-2026-0001,CVE-2026-0001</CVE>', ['CVE-2026-0001']],
    ['none', '<CVE/>', undefined],
    ['none, not even empty', '', undefined],
  ])('%s', (_, elements, expected) => {
    expect(detection(elements).cve).toEqual(expected);
    expect(
      detection(elements.replaceAll('<CVE', '<ASSET_CVE').replaceAll('</CVE', '</ASSET_CVE'))
        .assetCve,
    ).toEqual(expected);
  });
});

describe('detection sources (5.0)', () => {
  const two = ['Cloud Agent', 'Internal Scanner'];
  test.each([
    ['separated by commas', 'Cloud Agent, Internal Scanner'],
    ['separated by semicolons', 'Cloud Agent;Internal Scanner'],
    [
      'nested by full name',
      '<VULNERABILITY_DETECTION_SOURCE>Cloud Agent</VULNERABILITY_DETECTION_SOURCE>\n<VULNERABILITY_DETECTION_SOURCE><![CDATA[Internal Scanner]]></VULNERABILITY_DETECTION_SOURCE>',
    ],
    [
      'nested by any name',
      '<SOURCE><NAME>Cloud Agent</NAME></SOURCE><SOURCE><NAME>Internal Scanner</NAME></SOURCE>',
    ],
  ])('%s', (_, content) => {
    const name = 'VULNERABILITY_DETECTION_SOURCES';
    expect(detection(`<${name}>${content}</${name}>`).vulnerabilityDetectionSources).toEqual(two);
  });

  test('repeated', () => {
    const name = 'VULNERABILITY_DETECTION_SOURCES';
    const elements = `<${name}>Cloud Agent</${name}><LATEST_VULNERABILITY_DETECTION_SOURCE>Internal Scanner</LATEST_VULNERABILITY_DETECTION_SOURCE><${name}>Internal Scanner</${name}>`;
    expect(detection(elements)).toMatchObject({
      vulnerabilityDetectionSources: two,
      latestVulnerabilityDetectionSource: 'Internal Scanner',
    });
  });
});

describe('MITRE elements (5.0)', () => {
  test.each([
    ['MITRE_TACTIC_NAME', 'mitreTacticName', 'lateral-movement', 'privilege-escalation'],
    [
      'MITRE_TECHNIQUE_NAME',
      'mitreTechniqueName',
      'Exploitation of Remote Services',
      'Valid Accounts',
    ],
    ['MITRE_TACTIC_ID', 'mitreTacticId', 'TA0008', 'TA0004'],
    ['MITRE_TECHNIQUE_ID', 'mitreTechniqueId', 'T1210', 'T1078'],
  ] as const)('%s in every form', (element, key, one, two) => {
    const wrap = (content: string) => detection(`<${element}>${content}</${element}>`)[key];
    expect(wrap(one)).toEqual([one]);
    expect(wrap(`${one}, ${two}`)).toEqual([one, two]);
    expect(wrap(`${one};${two}`)).toEqual([one, two]);
    expect(wrap(`<ID>${one}</ID><ID>${two}</ID>`)).toEqual([one, two]);
    expect(
      detection(`<${element}>${one}</${element}><${element}>${two}</${element}>`)[key],
    ).toEqual([one, two]);
    expect(wrap('')).toBeUndefined();
  });
});

describe('QDS', () => {
  test('with its band and factors', () => {
    expect(
      detection(
        '<QDS severity="CRITICAL">95</QDS><QDS_FACTORS><QDS_FACTOR name="CVSS"><![CDATA[7.8]]></QDS_FACTOR><QDS_FACTOR name="exploit_maturity"><![CDATA[weaponized,poc]]></QDS_FACTOR><QDS_FACTOR name="CISA_vuln"/></QDS_FACTORS>',
      ),
    ).toMatchObject({
      qds: { value: 95, severity: 'CRITICAL' },
      qdsFactors: [
        { name: 'CVSS', value: '7.8' },
        { name: 'exploit_maturity', value: 'weaponized,poc' },
        { name: 'CISA_vuln' },
      ],
    });
  });

  test('one factor, no factor, no band', () => {
    expect(
      detection('<QDS_FACTORS><QDS_FACTOR name="epss">0.1</QDS_FACTOR></QDS_FACTORS>').qdsFactors,
    ).toEqual([{ name: 'epss', value: '0.1' }]);
    expect(detection('<QDS_FACTORS></QDS_FACTORS>').qdsFactors).toEqual([]);
    expect(detection('<QDS>5</QDS>').qds).toEqual({ value: 5 });
  });
});

test('every other element of a detection arrives', () => {
  expect(
    detection(`<UNIQUE_VULN_ID>9137434378</UNIQUE_VULN_ID><TYPE>Confirmed</TYPE><SEVERITY>4</SEVERITY>
      <PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><FQDN>web.example.com</FQDN><SSL>1</SSL><INSTANCE>ORCL</INSTANCE>
      <RESULTS><![CDATA[a;;b]]></RESULTS><STATUS>Re-Opened</STATUS>
      <FIRST_FOUND_DATETIME>2026-01-10T04:50:45Z</FIRST_FOUND_DATETIME><LAST_FOUND_DATETIME>2026-01-11T04:50:45Z</LAST_FOUND_DATETIME>
      <TIMES_FOUND>228</TIMES_FOUND><LAST_TEST_DATETIME>2026-01-12T04:50:45Z</LAST_TEST_DATETIME>
      <LAST_UPDATE_DATETIME>2026-01-13T04:50:45Z</LAST_UPDATE_DATETIME><LAST_FIXED_DATETIME>2026-01-14T04:50:45Z</LAST_FIXED_DATETIME>
      <FIRST_REOPENED_DATETIME>2026-01-15T04:50:45Z</FIRST_REOPENED_DATETIME><LAST_REOPENED_DATETIME>2026-01-16T04:50:45Z</LAST_REOPENED_DATETIME>
      <TIMES_REOPENED>2</TIMES_REOPENED><SERVICE>https</SERVICE><IS_IGNORED>0</IS_IGNORED><IS_DISABLED>1</IS_DISABLED>
      <AFFECT_RUNNING_KERNEL>0</AFFECT_RUNNING_KERNEL><AFFECT_RUNNING_SERVICE>1</AFFECT_RUNNING_SERVICE>
      <AFFECT_EXPLOITABLE_CONFIG>1</AFFECT_EXPLOITABLE_CONFIG><LAST_PROCESSED_DATETIME>2026-01-17T04:50:45Z</LAST_PROCESSED_DATETIME>
      <TRURISK_ELIMINATION_STATUS>FIXED</TRURISK_ELIMINATION_STATUS>`),
  ).toEqual({
    uniqueVulnId: '9137434378',
    qid: 990001,
    type: 'Confirmed',
    severity: 4,
    port: 443,
    protocol: 'tcp',
    fqdn: 'web.example.com',
    ssl: true,
    instance: 'ORCL',
    results: 'a;;b',
    status: 'Re-Opened',
    firstFoundDatetime: Date.UTC(2026, 0, 10, 4, 50, 45),
    lastFoundDatetime: Date.UTC(2026, 0, 11, 4, 50, 45),
    timesFound: 228,
    lastTestDatetime: Date.UTC(2026, 0, 12, 4, 50, 45),
    lastUpdateDatetime: Date.UTC(2026, 0, 13, 4, 50, 45),
    lastFixedDatetime: Date.UTC(2026, 0, 14, 4, 50, 45),
    firstReopenedDatetime: Date.UTC(2026, 0, 15, 4, 50, 45),
    lastReopenedDatetime: Date.UTC(2026, 0, 16, 4, 50, 45),
    timesReopened: 2,
    service: 'https',
    isIgnored: false,
    isDisabled: true,
    affectRunningKernel: false,
    affectRunningService: true,
    affectExploitableConfig: true,
    lastProcessedDatetime: Date.UTC(2026, 0, 17, 4, 50, 45),
    truriskEliminationStatus: 'FIXED',
  });
});

test('every element of the host around detections arrives', () => {
  const { records, builder } = readDocument(
    DETECTION_DOCUMENT,
    detectionPage(`<HOST><ID>1</ID><ASSET_ID>2</ASSET_ID><IP>192.0.2.1</IP><IPV6>2001:db8::1</IPV6>
      <TRACKING_METHOD>AGENT</TRACKING_METHOD><ASSET_GROUP_LIST /><NETWORK_ID>0</NETWORK_ID><NETWORK_NAME>Global</NETWORK_NAME>
      <OS>Linux</OS><OS_CPE>cpe:/o</OS_CPE><DNS>a.example.com</DNS><DNS_DATA><HOSTNAME>a</HOSTNAME><DOMAIN>example.com</DOMAIN><FQDN>a.example.com</FQDN></DNS_DATA>
      <CLOUD_PROVIDER>AWS</CLOUD_PROVIDER><CLOUD_SERVICE>EC2</CLOUD_SERVICE><CLOUD_RESOURCE_ID>i-0a</CLOUD_RESOURCE_ID><EC2_INSTANCE_ID>i-0a</EC2_INSTANCE_ID>
      <NETBIOS>A</NETBIOS><QG_HOSTID>6f1c</QG_HOSTID><LAST_SCAN_DATETIME>2026-01-01T00:00:00Z</LAST_SCAN_DATETIME>
      <LAST_VM_SCANNED_DATE>2026-01-02T00:00:00Z</LAST_VM_SCANNED_DATE><LAST_VM_SCANNED_DURATION>149</LAST_VM_SCANNED_DURATION>
      <LAST_VM_AUTH_SCANNED_DATE>2026-01-03T00:00:00Z</LAST_VM_AUTH_SCANNED_DATE><LAST_VM_AUTH_SCANNED_DURATION>7</LAST_VM_AUTH_SCANNED_DURATION>
      <LAST_PC_SCANNED_DATE>2026-01-04T00:00:00Z</LAST_PC_SCANNED_DATE>
      <TAGS><TAG><TAG_ID>5</TAG_ID><NAME>Prod</NAME><COLOR>red</COLOR><BACKGROUND_COLOR>blue</BACKGROUND_COLOR></TAG></TAGS>
      <METADATA><EC2><ATTRIBUTE><NAME>accountId</NAME><LAST_STATUS>Success</LAST_STATUS><VALUE><![CDATA[001234567890]]></VALUE><LAST_SUCCESS_DATE>2026-01-05T00:00:00Z</LAST_SUCCESS_DATE><LAST_ERROR_DATE></LAST_ERROR_DATE><LAST_ERROR><![CDATA[]]></LAST_ERROR></ATTRIBUTE></EC2>
        <GOOGLE><ATTRIBUTE><NAME>projectId</NAME><VALUE>p</VALUE></ATTRIBUTE></GOOGLE><AZURE/><ALICLOUD><ATTRIBUTE><NAME>n</NAME></ATTRIBUTE></ALICLOUD></METADATA>
      <CLOUD_PROVIDER_TAGS><CLOUD_TAG><NAME>env</NAME><VALUE>true</VALUE><LAST_SUCCESS_DATE>2026-01-06T00:00:00Z</LAST_SUCCESS_DATE></CLOUD_TAG></CLOUD_PROVIDER_TAGS></HOST>`),
  );
  expect([...builder.unknownElements, ...builder.badValues]).toEqual([]);
  expect(records[0]).toEqual({
    id: '1',
    assetId: '2',
    ip: '192.0.2.1',
    ipv6: '2001:db8::1',
    trackingMethod: 'AGENT',
    networkId: '0',
    networkName: 'Global',
    os: 'Linux',
    osCpe: 'cpe:/o',
    dns: 'a.example.com',
    dnsData: { hostname: 'a', domain: 'example.com', fqdn: 'a.example.com' },
    cloudProvider: 'AWS',
    cloudService: 'EC2',
    cloudResourceId: 'i-0a',
    ec2InstanceId: 'i-0a',
    netbios: 'A',
    qgHostid: '6f1c',
    lastScanDatetime: Date.UTC(2026, 0, 1),
    lastVmScannedDate: Date.UTC(2026, 0, 2),
    lastVmScannedDuration: 149,
    lastVmAuthScannedDate: Date.UTC(2026, 0, 3),
    lastVmAuthScannedDuration: 7,
    lastPcScannedDate: Date.UTC(2026, 0, 4),
    tags: [{ id: '5', name: 'Prod', color: 'red', backgroundColor: 'blue' }],
    metadata: {
      ec2: [
        {
          name: 'accountId',
          lastStatus: 'Success',
          value: '001234567890',
          lastSuccessDate: Date.UTC(2026, 0, 5),
        },
      ],
      google: [{ name: 'projectId', value: 'p' }],
      azure: [],
      alicloud: [{ name: 'n' }],
    },
    cloudProviderTags: [{ name: 'env', value: 'true', lastSuccessDate: Date.UTC(2026, 0, 6) }],
  });
});
