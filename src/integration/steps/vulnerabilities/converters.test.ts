import { describe, expect, test } from 'vitest';
import { declarationErrors, schemaErrors } from '../../testing/class-schemas.ts';
import { vulnerabilitiesOf } from '../../testing/records-of.ts';
import type { ConverterContext } from '../context.ts';
import { convertCve, convertVulnerability, placeholderVulnerability } from './converters.ts';

const CONTEXT: ConverterContext = {
  instanceId: 'i-1',
  accountName: 'Main',
  accountTag: 'Main',
  apiUrl: 'https://qualysapi.qualys.eu',
  uiUrl: 'https://qualysguard.qualys.eu',
  resultQids: new Set(),
};

function converted(xml: string, context = CONTEXT) {
  const [record] = vulnerabilitiesOf(`<VULN><QID>990001</QID>${xml}</VULN>`);
  const entity = convertVulnerability({ ...record!, qid: record!.qid! }, context);
  expect(schemaErrors(entity)).toEqual([]);
  expect(declarationErrors(entity)).toEqual([]);
  return entity;
}

const cve = (id: string) =>
  `<CVE><ID><![CDATA[${id}]]></ID><URL>http://cve.example/${id}</URL></CVE>`;

// Reference 11.4.
test('a definition with all parts', () => {
  const entity = converted(`<VULN_TYPE>Vulnerability</VULN_TYPE><SEVERITY_LEVEL>4</SEVERITY_LEVEL>
    <TITLE><![CDATA[Example Linux Security Update for libfoo (EXA-2026:0001)]]></TITLE><CATEGORY>Ubuntu</CATEGORY><TECHNOLOGY>libfoo</TECHNOLOGY>
    <LAST_SERVICE_MODIFICATION_DATETIME>2026-11-01T00:00:02Z</LAST_SERVICE_MODIFICATION_DATETIME><PUBLISHED_DATETIME>2026-01-05T10:48:40Z</PUBLISHED_DATETIME>
    <CODE_MODIFIED_DATETIME>2026-01-06T00:00:00Z</CODE_MODIFIED_DATETIME><PATCHABLE>1</PATCHABLE><PATCH_PUBLISHED_DATE>2026-01-04T00:00:00Z</PATCH_PUBLISHED_DATE>
    <SOFTWARE_LIST><SOFTWARE><PRODUCT>libfoo</PRODUCT><VENDOR>example</VENDOR></SOFTWARE><SOFTWARE><PRODUCT>bar</PRODUCT></SOFTWARE></SOFTWARE_LIST>
    <VENDOR_REFERENCE_LIST><VENDOR_REFERENCE><ID>EXA-2026:0001</ID><URL>x</URL></VENDOR_REFERENCE></VENDOR_REFERENCE_LIST>
    <CVE_LIST>${cve('CVE-2026-0002')}${cve('cve-2026-0001')}${cve('CVE-2026-0002')}</CVE_LIST>
    <DIAGNOSIS><![CDATA[${'d'.repeat(10_001)}]]></DIAGNOSIS><CONSEQUENCE>c</CONSEQUENCE><SOLUTION><![CDATA[Update. <A HREF="x">y</A>]]></SOLUTION>
    <CORRELATION><EXPLOITS><EXPLT_SRC><SRC_NAME>nvd</SRC_NAME><EXPLT_LIST><EXPLT><REF>CVE-2026-0001</REF></EXPLT><EXPLT><REF>E-2</REF></EXPLT></EXPLT_LIST></EXPLT_SRC>
      <EXPLT_SRC><SRC_NAME>other</SRC_NAME><EXPLT_LIST><EXPLT><REF>E-2</REF></EXPLT></EXPLT_LIST></EXPLT_SRC></EXPLOITS></CORRELATION>
    <CVSS><BASE source="service">5.4</BASE><VECTOR_STRING>CVSS:2.0/AV:A</VECTOR_STRING></CVSS><CVSS_V3><BASE>7.8</BASE><VECTOR_STRING>CVSS:3.1/AV:L</VECTOR_STRING></CVSS_V3>
    <PCI_FLAG>1</PCI_FLAG><THREAT_INTELLIGENCE><THREAT_INTEL id="5">Easy_Exploit</THREAT_INTEL><THREAT_INTEL id="2">Exploit_Public</THREAT_INTEL></THREAT_INTELLIGENCE>
    <DISCOVERY><REMOTE>0</REMOTE><AUTH_TYPE_LIST><AUTH_TYPE>Unix</AUTH_TYPE></AUTH_TYPE_LIST></DISCOVERY><IS_DISABLED>0</IS_DISABLED>`);
  expect(entity).toMatchObject({
    _key: 'vuln-qid:990001',
    _type: 'qualys_vuln',
    _class: ['Vulnerability'],
    id: 'vuln-qid:990001',
    name: 'Example Linux Security Update for libfoo (EXA-2026:0001)',
    severity: 'high',
    severityLevel: 4,
    open: true,
    inKnowledgeBase: true,
    webLink: 'https://qualysguard.qualys.eu/fo/common/vuln_info.php?id=990001',
    cveIds: ['CVE-2026-0002', 'CVE-2026-0001'],
    cvssScore: 5.4,
    cvssVector: 'CVSS:2.0/AV:A',
    cvssScoreV3: 7.8,
    diagnosis: 'd'.repeat(10_000),
    patchable: true,
    isPciRelevant: true,
    discoveryRemote: false,
    discoveryAuthTypes: ['Unix'],
    threatIndicators: ['Easy_Exploit', 'Exploit_Public'],
    software: ['example libfoo', 'bar'],
    vendorReferences: ['EXA-2026:0001'],
    exploitReferences: ['CVE-2026-0001', 'E-2'],
    isDisabled: false,
    publishedOn: Date.UTC(2026, 0, 5, 10, 48, 40),
  });
  expect(entity['cveId']).toBeUndefined();
  expect(entity['tag.AccountName']).toBeUndefined();
});

describe('CVE lists', () => {
  test('one gives cveId, none gives nothing, another form is no cveId', () => {
    expect(converted(`<CVE_LIST>${cve('cve-2026-0001')}</CVE_LIST>`)).toMatchObject({
      cveId: 'CVE-2026-0001',
      cveIds: ['CVE-2026-0001'],
    });
    expect(converted('')['cveIds']).toBeUndefined();
    expect(converted('<CVE_LIST/>')['cveIds']).toBeUndefined();
    const odd = converted(`<CVE_LIST>${cve('CAN-1999-1')}</CVE_LIST>`);
    expect(odd['cveId']).toBeUndefined();
    expect(odd['cveIds']).toEqual(['CAN-1999-1']);
  });

  test('a CVE of the usual form is an entity', () => {
    const entity = convertCve('CVE-2026-12345')!;
    expect(entity).toEqual({
      _key: 'cve-2026-12345',
      _type: 'cve',
      _class: ['Vulnerability'],
      name: 'CVE-2026-12345',
      displayName: 'CVE-2026-12345',
      cveId: 'CVE-2026-12345',
      open: true,
      webLink: 'https://nvd.nist.gov/vuln/detail/CVE-2026-12345',
    });
    expect(schemaErrors(entity)).toEqual([]);
    expect(declarationErrors(entity)).toEqual([]);
    expect(convertCve('CAN-1999-1')).toBeUndefined();
  });
});

test('a QID without a definition is there all the same', () => {
  const entity = placeholderVulnerability(4711);
  expect(entity).toMatchObject({
    _key: 'vuln-qid:4711',
    name: 'QID 4711',
    qid: 4711,
    open: true,
    inKnowledgeBase: false,
  });
  expect(schemaErrors(entity)).toEqual([]);
  expect(declarationErrors(entity)).toEqual([]);
});

test('an unknown server gives no link', () => {
  const { uiUrl: _, ...unknown } = CONTEXT;
  expect(converted('', unknown)['webLink']).toBeUndefined();
});
