import type { Vulnerability } from '../world/vulnerability.ts';
import { severityOf, type TruthEntity, truthEntity } from './truth-object.ts';

const LONGEST_TEXT = 10_000;

/** A QID as a vulnerability; a placeholder where the knowledge base does not answer it. */
export function vulnerabilityEntity(vulnerability: Vulnerability): TruthEntity {
  const { qid, cves } = vulnerability;
  const key = `vuln-qid:${qid}`;
  if (!vulnerability.inKnowledgeBase) {
    return truthEntity(key, 'qualys_vuln', ['Vulnerability'], {
      name: `QID ${qid}`,
      displayName: `QID ${qid}`,
      qid,
      open: true,
      inKnowledgeBase: false,
    });
  }
  return truthEntity(key, 'qualys_vuln', ['Vulnerability'], {
    ...severityOf(vulnerability.severity),
    name: vulnerability.title,
    displayName: vulnerability.title,
    id: key,
    qid,
    open: true,
    cveId: cves.length === 1 ? cves[0] : undefined,
    inKnowledgeBase: true,
    severityLevel: vulnerability.severity,
    vulnType: vulnerability.vulnType,
    category: vulnerability.category,
    technology: vulnerability.technology,
    cveIds: cves,
    cvssScore: vulnerability.cvss2 === undefined ? undefined : Number(vulnerability.cvss2.base),
    cvssVector: vulnerability.cvss2?.vector,
    cvssScoreV3: vulnerability.cvss3 === undefined ? undefined : Number(vulnerability.cvss3.base),
    cvssVectorV3: vulnerability.cvss3?.vector,
    solution: vulnerability.solution.slice(0, LONGEST_TEXT),
    consequence: vulnerability.consequence.slice(0, LONGEST_TEXT),
    diagnosis: vulnerability.diagnosis.slice(0, LONGEST_TEXT),
    patchable: vulnerability.patchable,
    patchPublishedOn: vulnerability.patchPublished,
    publishedOn: vulnerability.published,
    lastModifiedOn: vulnerability.modified,
    codeModifiedOn: vulnerability.codeModified,
    isPciRelevant: vulnerability.isPciRelevant,
    discoveryRemote: vulnerability.isRemote,
    discoveryAuthTypes: vulnerability.authTypes,
    threatIndicators: vulnerability.threats.map(({ name }) => name),
    software: vulnerability.software.map(({ vendor, product }) => `${vendor} ${product}`),
    vendorReferences: vulnerability.references.map(({ id }) => id),
    exploitReferences: [...new Set(vulnerability.exploits.map(({ reference }) => reference))],
    isDisabled: vulnerability.isDisabled,
  });
}

/** CVEs that a QID leads to. */
export function coveredCves(vulnerability: Vulnerability): readonly string[] {
  return vulnerability.inKnowledgeBase ? vulnerability.cves : [];
}

/** A CVE of its own. */
export function cveEntity(cve: string): TruthEntity {
  return truthEntity(cve.toLowerCase(), 'cve', ['Vulnerability'], {
    name: cve,
    displayName: cve,
    cveId: cve,
    open: true,
    webLink: `https://nvd.nist.gov/vuln/detail/${cve}`,
  });
}
