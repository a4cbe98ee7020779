import { isoSeconds } from '../time/calendar.ts';
import type { CvssScore, Vulnerability } from '../world/vulnerability.ts';
import { dateElement } from './host-parts.ts';
import { cdata, cdataElement, element, escapeText } from './xml.ts';

/** What a request wants to see of each QID. */
export interface KnowledgeBaseView {
  readonly version: number;
  readonly isAll: boolean;
  readonly showPciReasons: boolean;
  readonly showModules: boolean;
  readonly showDisabled: boolean;
  readonly showChangeLog: boolean;
}

function list(name: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<${name}>\n${rows.join('')}</${name}>\n`;
}

function score(name: string, value: CvssScore | undefined, hasSource: boolean, extra = ''): string {
  if (value === undefined) return '';
  const source = hasSource ? ' source="service"' : '';
  return `<${name}>\n<BASE${source}>${value.base}</BASE>\n<TEMPORAL>${value.temporal}</TEMPORAL>\n<VECTOR_STRING>${value.vector}</VECTOR_STRING>\n${extra}</${name}>\n`;
}

function exploits(vulnerability: Vulnerability): string {
  if (vulnerability.exploits.length === 0) return '';
  const sources = Map.groupBy(vulnerability.exploits, (exploit) => exploit.source);
  let text = '';
  for (const [source, rows] of sources) {
    const entries = rows.map(
      (exploit) =>
        `<EXPLT>${cdataElement('REF', exploit.reference)}<DESC><![CDATA[proof of concept]]></DESC><LINK><![CDATA[https://poc.example.com/${exploit.reference}]]></LINK></EXPLT>`,
    );
    text += `<EXPLT_SRC>${cdataElement('SRC_NAME', source)}<EXPLT_LIST>${entries.join('')}</EXPLT_LIST></EXPLT_SRC>\n`;
  }
  return `<CORRELATION>\n<EXPLOITS>\n${text}</EXPLOITS>\n</CORRELATION>\n`;
}

function discovery(vulnerability: Vulnerability): string {
  const types = vulnerability.authTypes.map((type) => `<AUTH_TYPE>${type}</AUTH_TYPE>\n`);
  const more = [
    ...(vulnerability.patchable ? ['Patch Available'] : []),
    ...(vulnerability.exploits.length > 0 ? ['Exploit Available'] : []),
  ];
  return `<DISCOVERY>\n<REMOTE>${vulnerability.isRemote ? 1 : 0}</REMOTE>\n${list('AUTH_TYPE_LIST', types)}${more.length === 0 ? '' : `<ADDITIONAL_INFO>${more.join(', ')}</ADDITIONAL_INFO>\n`}</DISCOVERY>\n`;
}

/** One VULN of the knowledge base, children in the order of the DTD. */
export function renderVulnerability(vulnerability: Vulnerability, view: KnowledgeBaseView): string {
  const isNew = view.version >= 3;
  const { customized } = vulnerability;
  return `<VULN>
<QID>${vulnerability.qid}</QID>
<VULN_TYPE>${vulnerability.vulnType}</VULN_TYPE>
<SEVERITY_LEVEL>${vulnerability.severity}</SEVERITY_LEVEL>
<TITLE>${cdata(vulnerability.title)}</TITLE>
<CATEGORY>${escapeText(vulnerability.category)}</CATEGORY>
${isNew ? element('TECHNOLOGY', vulnerability.technology) : ''}${customized === undefined ? '' : `<LAST_CUSTOMIZATION><DATETIME>${isoSeconds(customized)}</DATETIME><USER_LOGIN>demo_cd2</USER_LOGIN></LAST_CUSTOMIZATION>\n`}<LAST_SERVICE_MODIFICATION_DATETIME>${isoSeconds(vulnerability.modified)}</LAST_SERVICE_MODIFICATION_DATETIME>
<PUBLISHED_DATETIME>${isoSeconds(vulnerability.published)}</PUBLISHED_DATETIME>
${isNew ? dateElement('CODE_MODIFIED_DATETIME', vulnerability.codeModified) : ''}<PATCHABLE>${vulnerability.patchable ? 1 : 0}</PATCHABLE>
${isNew ? dateElement('PATCH_PUBLISHED_DATE', vulnerability.patchPublished) : ''}${list(
  'SOFTWARE_LIST',
  vulnerability.software.map(
    ({ product, vendor }) =>
      `<SOFTWARE>${cdataElement('PRODUCT', product)}${cdataElement('VENDOR', vendor)}</SOFTWARE>\n`,
  ),
)}${list(
  'VENDOR_REFERENCE_LIST',
  vulnerability.references.map(
    ({ id, url }) =>
      `<VENDOR_REFERENCE>${cdataElement('ID', id)}${cdataElement('URL', url)}</VENDOR_REFERENCE>\n`,
  ),
)}${list(
  'CVE_LIST',
  vulnerability.cves.map(
    (cve) =>
      `<CVE>${cdataElement('ID', cve)}<URL><![CDATA[http://cve.mitre.org/cgi-bin/cvename.cgi?name=${cve}]]></URL></CVE>\n`,
  ),
)}<DIAGNOSIS>${cdata(vulnerability.diagnosis)}</DIAGNOSIS>
${vulnerability.consequence === '' ? '' : `<CONSEQUENCE>${cdata(vulnerability.consequence)}</CONSEQUENCE>\n`}<SOLUTION>${cdata(vulnerability.solution)}</SOLUTION>
${view.isAll ? exploits(vulnerability) + score('CVSS', vulnerability.cvss2, vulnerability.hasBaseSource) + score('CVSS_V3', vulnerability.cvss3, false, '<CVSS3_VERSION>3.1</CVSS3_VERSION>\n') : ''}<PCI_FLAG>${vulnerability.isPciRelevant ? 1 : 0}</PCI_FLAG>
${view.showPciReasons && vulnerability.isPciRelevant ? '<PCI_REASONS><PCI_REASON>CVSS score of 4.0 or higher</PCI_REASON></PCI_REASONS>\n' : ''}${
  view.isAll
    ? list(
        'THREAT_INTELLIGENCE',
        vulnerability.threats.map(
          ({ id, name }) => `<THREAT_INTEL id="${id}">${cdata(name)}</THREAT_INTEL>\n`,
        ),
      )
    : ''
}${view.showModules ? '<SUPPORTED_MODULES>VM,CA-Windows Agent,CA-Linux Agent</SUPPORTED_MODULES>\n' : ''}${discovery(vulnerability)}${view.showDisabled ? `<IS_DISABLED>${vulnerability.isDisabled ? 1 : 0}</IS_DISABLED>\n` : ''}${view.showChangeLog ? `<CHANGE_LOG_LIST><CHANGE_LOG_INFO><CHANGE_DATE>${isoSeconds(vulnerability.modified)}</CHANGE_DATE><COMMENTS><![CDATA[Detection logic reviewed]]></COMMENTS></CHANGE_LOG_INFO></CHANGE_LOG_LIST>\n` : ''}</VULN>
`;
}
