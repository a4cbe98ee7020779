import { describe, expect, test } from 'vitest';
import type { Entity } from '../../../model/graph-object.ts';
import { declarationErrors, schemaErrors } from '../../testing/class-schemas.ts';
import { hostDetectionsOf } from '../../testing/records-of.ts';
import type { ConverterContext } from '../context.ts';
import type { HostFacts } from '../hosts/host-facts.ts';
import { convertDetection } from './converters.ts';

const CONTEXT: ConverterContext = {
  instanceId: 'i-1',
  accountName: 'Main',
  accountTag: 'Main',
  apiUrl: 'https://qualysapi.qualys.eu',
  resultQids: new Set([990001]),
};

const HOST: HostFacts = {
  hostId: '100001',
  qualysAssetId: '900001',
  fqdn: 'web01.example.com',
  targets: ['192.0.2.10', '100001', 'web01.example.com'],
  tags: ['Prod'],
  ec2InstanceArn: undefined,
  awsAccountId: undefined,
  gcpInstanceSelfLink: undefined,
  gcpProjectId: undefined,
  azureVmSourceId: undefined,
  azureSubscriptionId: undefined,
};

/** Converts the one detection of a document; every one must fit its class and its declaration. */
function converted(xml: string, context: ConverterContext = CONTEXT): Entity {
  const [host] = hostDetectionsOf(
    `<HOST><ID>100001</ID><DETECTION_LIST><DETECTION>${xml}</DETECTION></DETECTION_LIST></HOST>`,
  );
  const detection = host?.detectionList?.[0];
  const finding = convertDetection({ ...detection!, qid: detection!.qid! }, HOST, context);
  expect(finding.ref).toEqual({ space: 'host', id: '100001' });
  expect(schemaErrors(finding.entity)).toEqual([]);
  expect(declarationErrors(finding.entity)).toEqual([]);
  return finding.entity;
}

const VULNERABLE = '<QID>990001</QID><TYPE>Confirmed</TYPE><SEVERITY>4</SEVERITY>';

test('a detection of version 5.0 with everything', () => {
  const entity = converted(`<UNIQUE_VULN_ID>9137434378</UNIQUE_VULN_ID>${VULNERABLE}
    <PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><SSL>1</SSL><FQDN>shop.example.com</FQDN><INSTANCE>ORCL</INSTANCE><SERVICE>https</SERVICE>
    <RESULTS><![CDATA[Package	Installed]]></RESULTS><STATUS>Re-Opened</STATUS>
    <FIRST_FOUND_DATETIME>2026-01-10T04:50:45Z</FIRST_FOUND_DATETIME><LAST_FOUND_DATETIME>2026-11-23T21:08:41Z</LAST_FOUND_DATETIME>
    <QDS severity="CRITICAL">95</QDS><QDS_FACTORS>
      <QDS_FACTOR name="epss"><![CDATA[0.00052]]></QDS_FACTOR><QDS_FACTOR name="CISA_vuln">YES</QDS_FACTOR>
      <QDS_FACTOR name="exploit_maturity">weaponized, poc</QDS_FACTOR><QDS_FACTOR name="RTI">Exploit_Public,Ransomware</QDS_FACTOR>
      <QDS_FACTOR name="CVSS">7.8</QDS_FACTOR></QDS_FACTORS>
    <TIMES_FOUND>228</TIMES_FOUND><LAST_TEST_DATETIME>2026-11-23T21:08:42Z</LAST_TEST_DATETIME><LAST_UPDATE_DATETIME>2026-11-23T21:10:03Z</LAST_UPDATE_DATETIME>
    <LAST_FIXED_DATETIME>2026-05-01T00:00:00Z</LAST_FIXED_DATETIME><FIRST_REOPENED_DATETIME>2026-06-01T00:00:00Z</FIRST_REOPENED_DATETIME>
    <LAST_REOPENED_DATETIME>2026-06-02T00:00:00Z</LAST_REOPENED_DATETIME><TIMES_REOPENED>2</TIMES_REOPENED>
    <IS_IGNORED>0</IS_IGNORED><IS_DISABLED>0</IS_DISABLED><AFFECT_RUNNING_KERNEL>0</AFFECT_RUNNING_KERNEL>
    <LAST_PROCESSED_DATETIME>2026-11-23T21:10:04Z</LAST_PROCESSED_DATETIME>
    <CVE><ID>cve-2026-0002</ID><ID>CVE-2026-0001</ID></CVE>
    <VULNERABILITY_DETECTION_SOURCES>Internal Scanner,Cloud Agent</VULNERABILITY_DETECTION_SOURCES>
    <LATEST_VULNERABILITY_DETECTION_SOURCE>Cloud Agent</LATEST_VULNERABILITY_DETECTION_SOURCE>
    <MITRE_TACTIC_ID>TA0008</MITRE_TACTIC_ID><MITRE_TECHNIQUE_ID>T1210</MITRE_TECHNIQUE_ID><MITRE_TECHNIQUE_ID>T1068</MITRE_TECHNIQUE_ID>
    <TRURISK_ELIMINATION_STATUS>isolated</TRURISK_ELIMINATION_STATUS>`);
  expect(entity).toMatchObject({
    _key: 'host-finding:100001:9137434378',
    _type: 'qualys_host_finding',
    _class: ['Finding'],
    'tag.AccountName': 'Main',
    id: 'host-finding:100001:9137434378',
    name: 'QID 990001',
    category: 'system-scan',
    severity: 'high',
    numericSeverity: 8,
    qualysSeverity: 4,
    status: 'Re-Opened',
    open: true,
    isIgnored: false,
    uniqueVulnId: '9137434378',
    details: 'Package\tInstalled',
    port: 443,
    protocol: 'tcp',
    ssl: true,
    service: 'https',
    instance: 'ORCL',
    detectionFqdn: 'shop.example.com',
    fqdn: 'web01.example.com',
    targets: ['192.0.2.10', '100001', 'web01.example.com'],
    tags: ['Prod'],
    qualysAssetId: '900001',
    numTimesFound: 228,
    createdOn: Date.UTC(2026, 0, 10, 4, 50, 45),
    firstFoundOn: Date.UTC(2026, 0, 10, 4, 50, 45),
    updatedOn: Date.UTC(2026, 10, 23, 21, 8, 41),
    lastFixedOn: Date.UTC(2026, 4, 1),
    timesReopened: 2,
    qds: 95,
    qdsSeverity: 'CRITICAL',
    qdsFactors: [
      'CISA_vuln=YES',
      'CVSS=7.8',
      'RTI=Exploit_Public,Ransomware',
      'epss=0.00052',
      'exploit_maturity=weaponized, poc',
    ],
    epssScore: 0.00052,
    isCisaKnownExploited: true,
    exploitMaturity: ['weaponized', 'poc'],
    threatIndicators: ['Exploit_Public', 'Ransomware'],
    cveIds: ['CVE-2026-0001', 'CVE-2026-0002'],
    detectionSources: ['Cloud Agent', 'Internal Scanner'],
    latestDetectionSource: 'Cloud Agent',
    mitreTacticIds: ['TA0008'],
    mitreTechniqueIds: ['T1068', 'T1210'],
    truRiskEliminationStatus: 'isolated',
    affectsRunningKernel: false,
  });
  expect(entity['resolvedOn']).toBeUndefined();
});

describe('CVEs', () => {
  const cvesOf = (xml: string) => converted(`${VULNERABLE}${xml}`)['cveIds'];
  test('nested, repeated, between commas, once, none', () => {
    const two = ['CVE-2026-0001', 'CVE-2026-0002'];
    expect(cvesOf('<CVE><ID>CVE-2026-0002</ID><ID>CVE-2026-0001</ID></CVE>')).toEqual(two);
    expect(cvesOf('<CVE>CVE-2026-0002</CVE><CVE>CVE-2026-0001</CVE>')).toEqual(two);
    expect(cvesOf('<CVE>CVE-2026-0002, CVE-2026-0001,CVE-2026-0002</CVE>')).toEqual(two);
    expect(cvesOf('<CVE>CVE-2026-0001</CVE>')).toEqual(['CVE-2026-0001']);
    expect(cvesOf('<ASSET_CVE>CVE-2026-0003</ASSET_CVE>')).toEqual(['CVE-2026-0003']);
    expect(cvesOf('')).toBeUndefined();
    expect(cvesOf('<CVE/>')).toBeUndefined();
  });
});

describe('open', () => {
  const openOf = (xml: string) => converted(xml)['open'];
  test('for New, Active and Re-Opened ones only', () => {
    expect(openOf(`${VULNERABLE}<STATUS>New</STATUS>`)).toBe(true);
    expect(openOf(`${VULNERABLE}<STATUS>Active</STATUS>`)).toBe(true);
    expect(openOf(`${VULNERABLE}<STATUS>Re-Opened</STATUS>`)).toBe(true);
    expect(openOf(`${VULNERABLE}<STATUS>Fixed</STATUS>`)).toBe(false);
  });
  test('not for ignored, disabled and informational ones', () => {
    expect(openOf(`${VULNERABLE}<STATUS>Active</STATUS><IS_IGNORED>1</IS_IGNORED>`)).toBe(false);
    expect(openOf(`${VULNERABLE}<STATUS>Active</STATUS><IS_DISABLED>1</IS_DISABLED>`)).toBe(false);
    const info = converted('<QID>45038</QID><TYPE>Info</TYPE>');
    expect(info).toMatchObject({ open: false, type: 'Info' });
    expect(info['status']).toBeUndefined();
    expect(info['severity']).toBeUndefined();
  });
});

describe('closedReason', () => {
  const reasonOf = (xml: string) => converted(`${VULNERABLE}${xml}`)['closedReason'];
  const ignored = '<IS_IGNORED>1</IS_IGNORED>';
  const disabled = '<IS_DISABLED>1</IS_DISABLED>';
  test('says why, and what says most when there are several reasons', () => {
    expect(reasonOf('<STATUS>Fixed</STATUS>')).toBe('fixed');
    expect(reasonOf(`<STATUS>Active</STATUS>${ignored}`)).toBe('ignored');
    expect(reasonOf(`<STATUS>Active</STATUS>${disabled}`)).toBe('disabled');
    expect(reasonOf(`<STATUS>Active</STATUS>${disabled}${ignored}`)).toBe('ignored');
    expect(reasonOf(`<STATUS>Fixed</STATUS>${disabled}${ignored}`)).toBe('fixed');
  });
  test('is absent while it is open, and for information', () => {
    expect(reasonOf('<STATUS>Re-Opened</STATUS><IS_IGNORED>0</IS_IGNORED>')).toBeUndefined();
    expect(converted('<QID>45038</QID><TYPE>Info</TYPE>')['closedReason']).toBeUndefined();
  });
});

test('a fixed one says when it was resolved', () => {
  expect(
    converted(
      `${VULNERABLE}<STATUS>Fixed</STATUS><LAST_FIXED_DATETIME>2026-05-01T00:00:00Z</LAST_FIXED_DATETIME>`,
    ),
  ).toMatchObject({ resolvedOn: Date.UTC(2026, 4, 1), lastFixedOn: Date.UTC(2026, 4, 1) });
});

test('without a unique id the key holds what tells two detections of one QID apart', () => {
  expect(converted(VULNERABLE)._key).toBe('host-finding:100001:qid=990001');
  expect(
    converted(
      `${VULNERABLE}<PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><SSL>0</SSL><FQDN>a.example</FQDN><SERVICE>https</SERVICE><INSTANCE>x</INSTANCE>`,
    )._key,
  ).toBe(
    'host-finding:100001:qid=990001:port=443:protocol=tcp:ssl=0:service=https:fqdn=a.example:instance=x',
  );
});

test('results are kept for the wanted QIDs only, 300 characters of them', () => {
  expect(converted(`${VULNERABLE}<RESULTS>${'x'.repeat(400)}</RESULTS>`)['details']).toBe(
    'x'.repeat(300),
  );
  const others = { ...CONTEXT, resultQids: new Set([1]) };
  expect(converted(`${VULNERABLE}<RESULTS>x</RESULTS>`, others)['details']).toBeUndefined();
});

test('without TAG_ACCOUNT_NAME there is no account tag', () => {
  const { accountTag: _, ...untagged } = CONTEXT;
  expect(converted(VULNERABLE, untagged)['tag.AccountName']).toBeUndefined();
});

test('a factor that says NO is told, a missing one is not', () => {
  const factor = (value: string) =>
    converted(
      `${VULNERABLE}<QDS_FACTORS><QDS_FACTOR name="CISA_vuln">${value}</QDS_FACTOR></QDS_FACTORS>`,
    )['isCisaKnownExploited'];
  expect(factor('no')).toBe(false);
  expect(factor('yes')).toBe(true);
  expect(converted(VULNERABLE)['isCisaKnownExploited']).toBeUndefined();
});
