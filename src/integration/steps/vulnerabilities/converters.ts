import { CVE, QUALYS_VULN } from '../../../model/entity-kinds/vulnerabilities.ts';
import type { Entity } from '../../../model/graph-object.ts';
import type { Vulnerability } from '../../../qualys/index.ts';
import type { ConverterContext } from '../context.ts';
import { distinct, firstCharacters, listed } from '../lists.ts';
import { numericSeverity, severityName } from '../severity.ts';

/** Characters of the long texts that are kept. */
const TEXT_CHARACTERS = 10_000;

const CVE_FORM = /^CVE-\d{4}-\d{4,}$/;

/** A definition of the knowledge base. */
export function convertVulnerability(
  record: Vulnerability & { readonly qid: number },
  context: ConverterContext,
): Entity {
  const { qid } = record;
  const cveIds = cveIdsOf(record);
  const name = record.title ?? `QID ${qid}`;
  const key = vulnerabilityKey(qid);
  return {
    _key: key,
    _type: QUALYS_VULN.type,
    _class: QUALYS_VULN.classes,
    severity: severityName(record.severityLevel),
    numericSeverity: numericSeverity(record.severityLevel),
    qualysSeverity: record.severityLevel,
    name,
    displayName: name,
    id: key,
    qid,
    open: true,
    cveId: cveIds?.length === 1 && CVE_FORM.test(cveIds[0] ?? '') ? cveIds[0] : undefined,
    inKnowledgeBase: true,
    webLink:
      context.uiUrl === undefined
        ? undefined
        : `${context.uiUrl}/fo/common/vuln_info.php?id=${qid}`,
    severityLevel: record.severityLevel,
    vulnType: record.vulnType,
    category: record.category,
    technology: record.technology,
    cveIds,
    cvssScore: record.cvss?.base,
    cvssVector: record.cvss?.vectorString,
    cvssScoreV3: record.cvssV3?.base,
    cvssVectorV3: record.cvssV3?.vectorString,
    solution: firstCharacters(record.solution, TEXT_CHARACTERS),
    consequence: firstCharacters(record.consequence, TEXT_CHARACTERS),
    diagnosis: firstCharacters(record.diagnosis, TEXT_CHARACTERS),
    patchable: record.patchable,
    patchPublishedOn: record.patchPublishedDate,
    publishedOn: record.publishedDatetime,
    lastModifiedOn: record.lastServiceModificationDatetime,
    codeModifiedOn: record.codeModifiedDatetime,
    isPciRelevant: record.pciFlag,
    discoveryRemote: record.discovery?.remote,
    discoveryAuthTypes: listed(record.discovery?.authTypeList),
    threatIndicators: listed(record.threatIntelligence?.map((indicator) => indicator.value)),
    software: listed(record.softwareList?.map(softwareName)),
    vendorReferences: listed(record.vendorReferenceList?.map((reference) => reference.id)),
    exploitReferences: distinct(
      record.correlation?.exploits?.flatMap((source) =>
        (source.expltList ?? []).map((exploit) => exploit.ref),
      ),
    ),
    isDisabled: record.isDisabled,
  };
}

/** Stands for a QID that findings have and the knowledge base did not answer (oddity 24). */
export function placeholderVulnerability(qid: number): Entity {
  return {
    _key: vulnerabilityKey(qid),
    _type: QUALYS_VULN.type,
    _class: QUALYS_VULN.classes,
    name: `QID ${qid}`,
    displayName: `QID ${qid}`,
    qid,
    open: true,
    inKnowledgeBase: false,
  };
}

/** CVE ids of a definition, upper case, distinct, in the order given; undefined for none. */
export function cveIdsOf(record: Vulnerability): readonly string[] | undefined {
  return distinct(record.cveList?.map((cve) => cve.id?.toUpperCase()));
}

/** A CVE as an entity of its own; undefined for a text that has not the form of a CVE id. */
export function convertCve(cveId: string): Entity | undefined {
  if (!CVE_FORM.test(cveId)) return undefined;
  return {
    _key: cveId.toLowerCase(),
    _type: CVE.type,
    _class: CVE.classes,
    name: cveId,
    displayName: cveId,
    cveId,
    open: true,
    webLink: `https://nvd.nist.gov/vuln/detail/${cveId}`,
  };
}

function vulnerabilityKey(qid: number): string {
  return `vuln-qid:${qid}`;
}

function softwareName(software: {
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
}): string | undefined {
  const name = [software.vendor, software.product].filter((part) => part !== undefined).join(' ');
  return name === '' ? undefined : name;
}
