import type { PropertyValue } from '../../../../src/server/api/entities.ts';

/** Properties by name, as the API gives them. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** Something that makes a finding matter, with the fact behind it. */
export interface Reason {
  readonly fact: string;
  /** Raises the risk, lowers it, or only describes it. */
  readonly weight: 'more' | 'less' | 'plain';
}

const number = (value: PropertyValue | undefined) =>
  typeof value === 'number' ? value : undefined;
const text = (value: PropertyValue | undefined) => (typeof value === 'string' ? value : undefined);
const list = (value: PropertyValue | undefined) => (Array.isArray(value) ? value : []);

/** A probability as people read it; a small one is not nothing. */
function percent(probability: number): string {
  return probability < 0.001 ? 'less than 0.1 %' : `${(probability * 100).toFixed(1)} %`;
}

/** `Easy_Exploit` as people read it. */
export function threatWords(threat: string): string {
  return threat.replaceAll('_', ' ').toLowerCase();
}

/** `malware_name` and its value as people read them; days come as MMDDYYYY. */
function factorWords(name: string, value: string): string {
  const words = name.replaceAll('_', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const days = value.replace(/\b(\d\d)(\d\d)(20\d\d)\b/g, '$3-$1-$2');
  return `${title}: ${days.replace(/,(?=\S)/g, ', ')}`;
}

/** What Qualys calculated its score with, `name=value`, in words; those that are told by {@link reasonsOf} are left out. */
function scoreFactors(finding: Properties): readonly Reason[] {
  const told = [
    'epss',
    'cisa_vuln',
    'rti',
    'exploit_maturity',
    'cvss',
    'cvss_version',
    'cvss_vector',
  ];
  return list(finding['qdsFactors']).flatMap((factor): Reason[] => {
    const at = factor.indexOf('=');
    const name = factor.slice(0, at);
    if (at < 1 || told.includes(name.toLowerCase())) return [];
    return [{ fact: factorWords(name, factor.slice(at + 1)), weight: 'plain' }];
  });
}

/** Why a finding matters, the strongest reasons first: only what the data say. */
export function reasonsOf(
  finding: Properties,
  vulnerability: Properties = {},
  asset: Properties = {},
): readonly Reason[] {
  const reasons: (Reason | undefined)[] = [];
  const add = (isTrue: boolean, fact: string, weight: Reason['weight'] = 'more') =>
    reasons.push(isTrue ? { fact, weight } : undefined);
  add(finding['isCisaKnownExploited'] === true, 'Known to be exploited (CISA KEV)');
  const threats = [
    ...new Set(
      [...list(finding['threatIndicators']), ...list(vulnerability['threatIndicators'])].map(
        threatWords,
      ),
    ),
  ];
  add(threats.length > 0, `Threat intelligence: ${threats.join(', ')}`);
  const maturity = list(finding['exploitMaturity']);
  add(maturity.length > 0, `Exploits: ${maturity.join(', ')}`);
  const epss = number(finding['epssScore']);
  add(
    epss !== undefined,
    `${percent(epss ?? 0)} likely to be exploited in the next 30 days (EPSS)`,
    (epss ?? 0) >= 0.1 ? 'more' : 'plain',
  );
  const cvss = number(vulnerability['cvssScoreV3']) ?? number(finding['cvssScoreV3']);
  add(cvss !== undefined, `CVSS v3 base score ${cvss}`, (cvss ?? 0) >= 7 ? 'more' : 'plain');
  const criticality = number(asset['assetCriticalityScore']);
  add(
    criticality !== undefined,
    `Criticality of the asset: ${criticality} of 5`,
    (criticality ?? 0) >= 4 ? 'more' : 'plain',
  );
  const risk = number(asset['truRiskScore']);
  add(risk !== undefined, `TruRisk of the asset: ${risk} of 1000`, 'plain');
  add(list(asset['publicIpAddresses']).length > 0, 'The host has a public address');
  add(finding['affectsRunningKernel'] === true, 'Concerns the kernel that is running');
  add(finding['affectsRunningKernel'] === false, 'Concerns a kernel that is not running', 'less');
  add(finding['affectsRunningService'] === true, 'Concerns a service that is running');
  add(finding['affectsRunningService'] === false, 'Concerns a service that is not running', 'less');
  add(
    finding['affectsExploitableConfig'] === false,
    'The configuration cannot be exploited',
    'less',
  );
  add(vulnerability['isPciRelevant'] === true, 'Matters for PCI', 'plain');
  add(text(finding['type'])?.toLowerCase() === 'potential', 'Potential: not confirmed', 'less');
  return [
    ...reasons.filter((reason): reason is Reason => reason !== undefined),
    ...scoreFactors(finding),
  ];
}
