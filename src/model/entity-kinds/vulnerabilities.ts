import type { EntityKind } from '../entity-kind.ts';
import { boolean, date, number, text, textList } from '../property.ts';
import { NAMED, SEVERITY } from './named.ts';

const rest = { column: false } as const;

/**
 * A QID of the knowledge base, for every QID that a finding of the run refers to. A QID that the
 * knowledge base does not answer becomes an entity all the same, with `inKnowledgeBase` false and
 * nothing but its QID, name and `open`.
 */
export const QUALYS_VULN: EntityKind = {
  type: 'qualys_vuln',
  classes: ['Vulnerability'],
  resourceName: 'Vulnerability (QID)',
  ownership: 'subscription',
  key: 'vuln-qid:<qid>',
  properties: {
    ...NAMED, // TITLE for both, else `QID <n>`
    ...SEVERITY, // from SEVERITY_LEVEL; a placeholder has none of the three
    id: text('same as _key', 'Key.', rest),
    qid: number('QID', 'Qualys id of the vulnerability.'),
    open: boolean('constant true', 'The class wants it.'),
    cveId: text('CVE_LIST when it holds exactly one', 'CVE id.', { requiredNull: true }),
    inKnowledgeBase: boolean('computed', 'False when the knowledge base did not answer the QID.'),
    webLink: text(
      'platform table',
      'https://<UI host>/fo/common/vuln_info.php?id=<qid>; absent for an unknown server.',
      rest,
    ),
    severityLevel: number('SEVERITY_LEVEL', 'Level as Qualys gives it, 1 to 5.'),
    vulnType: text('VULN_TYPE', 'Vulnerability, Potential Vulnerability, Information Gathered …'),
    category: text('CATEGORY', 'Category.', rest),
    technology: text('TECHNOLOGY', 'Technology.'),
    cveIds: textList('CVE_LIST/CVE/ID', 'CVE ids, upper case, distinct, in the order given.'),
    cvssScore: number('CVSS/BASE', 'CVSS v2 base score.'),
    cvssVector: text('CVSS/VECTOR_STRING', 'CVSS v2 vector.', rest),
    cvssScoreV3: number('CVSS_V3/BASE', 'CVSS v3 base score.'),
    cvssVectorV3: text('CVSS_V3/VECTOR_STRING', 'CVSS v3 vector.', rest),
    solution: text('SOLUTION', 'How to fix it (HTML), first 10,000 characters.', rest),
    consequence: text('CONSEQUENCE', 'What it leads to (HTML), first 10,000 characters.', rest),
    diagnosis: text('DIAGNOSIS', 'What it is (HTML), first 10,000 characters.', rest),
    patchable: boolean('PATCHABLE', 'A patch exists.'),
    patchPublishedOn: date('PATCH_PUBLISHED_DATE', 'When the patch came out.'),
    publishedOn: date('PUBLISHED_DATETIME', 'When the QID was published.'),
    lastModifiedOn: date('LAST_SERVICE_MODIFICATION_DATETIME', 'When Qualys last changed it.'),
    codeModifiedOn: date('CODE_MODIFIED_DATETIME', 'When the detection logic last changed.'),
    isPciRelevant: boolean('PCI_FLAG', 'Matters for PCI.'),
    discoveryRemote: boolean('DISCOVERY/REMOTE', 'Found without authentication.'),
    discoveryAuthTypes: textList(
      'DISCOVERY/AUTH_TYPE_LIST/AUTH_TYPE',
      'Ways of authentication, in the order given.',
      rest,
    ),
    threatIndicators: textList(
      'THREAT_INTELLIGENCE/THREAT_INTEL',
      'Real-time threat indicators, in the order given.',
    ),
    software: textList(
      'SOFTWARE_LIST/SOFTWARE',
      '`<vendor> <product>`, either may be missing; in the order given.',
      rest,
    ),
    vendorReferences: textList(
      'VENDOR_REFERENCE_LIST/VENDOR_REFERENCE/ID',
      'Ids, in the order given.',
      rest,
    ),
    exploitReferences: textList(
      'CORRELATION/EXPLOITS//EXPLT/REF',
      'Distinct, in the order given.',
      rest,
    ),
    isDisabled: boolean('IS_DISABLED', 'Disabled in the subscription.'),
  },
};

/** A CVE that a QID of the graph covers. */
export const CVE: EntityKind = {
  type: 'cve',
  classes: ['Vulnerability'],
  resourceName: 'CVE',
  ownership: 'subscription',
  key: 'CVE id in lower case',
  collapse: true,
  properties: {
    ...NAMED, // CVE id in upper case for both
    cveId: text(
      'CVE_LIST/CVE/ID',
      'CVE id, upper case; only where it has the form CVE-<4 digits>-<4 or more digits>.',
      { requiredNull: true },
    ),
    open: boolean('constant true', 'The class wants it.'),
    webLink: text('computed', 'https://nvd.nist.gov/vuln/detail/<CVE id>.', rest),
  },
};
