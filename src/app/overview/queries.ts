/**
 * What the overview asks. Queries that are run answer for many numbers at once; the one behind a number lists what is
 * counted, for a person to look at.
 */

const DAY_MS = 86_400_000;

/** Findings of Qualys. */
export type FindingType = 'qualys_host_finding' | 'qualys_web_app_finding';

/** Open findings by severity. */
export function openBySeverity(type: FindingType): string {
  return `FIND ${type} WITH open = true AS finding
  RETURN finding.severity AS severity, count(finding) AS findings`;
}

/** Open findings of a severity, or all. */
export function openFindings(type: FindingType, severity?: string): string {
  return `FIND ${type} WITH open = true${severity === undefined ? '' : ` AND severity = '${severity}'`}`;
}

/** Open findings on hosts by severity and by the days since they were found first. */
export const OPEN_BY_AGE = `FIND qualys_host_finding WITH open = true AS finding
  RETURN finding.severity AS severity, FLOOR((date.now - finding.firstFoundOn) / ${DAY_MS}) AS days, count(finding) AS findings`;

/** Open findings on hosts of a severity that were found first so many days ago, `to` not included. */
export function openOfAge(severity: string, from: number, to: number | undefined): string {
  const notYounger = from === 0 ? '' : ` AND firstFoundOn <= date.now - ${from} days`;
  const younger = to === undefined ? '' : ` AND firstFoundOn > date.now - ${to} days`;
  return `${openFindings('qualys_host_finding', severity)}${notYounger}${younger}`;
}

/** Open findings on hosts of which CISA knows that they are exploited. */
export const EXPLOITED = `${openFindings('qualys_host_finding')} AND isCisaKnownExploited = true`;

/** Counts what a query that has no columns finds. */
export function counted(query: string): string {
  return `${query} AS found RETURN count(found) AS value`;
}

/** Open critical findings that are the oldest, with their hosts. */
export const OLDEST_CRITICAL = `FIND Host AS host
  THAT HAS qualys_host_finding WITH open = true AND severity = 'critical' AS finding
  RETURN
    finding._id AS id, finding.qid AS qid, finding.firstFoundOn AS firstFoundOn,
    host._id AS hostId, host.displayName AS host
  ORDER BY firstFoundOn ASC, id ASC LIMIT 10`;

/** QIDs by the hosts on which they are open. */
export const WIDEST_QIDS = `FIND Host AS host
  THAT HAS qualys_host_finding WITH open = true AS finding
  RETURN finding.qid AS qid, count(host) AS hosts
  ORDER BY hosts DESC, qid ASC LIMIT 10`;

/** What the knowledge base says of some QIDs. */
export function vulnerabilities(qids: readonly number[]): string {
  return `FIND qualys_vuln WITH qid = (${qids.join(' OR ')}) AS vulnerability
  RETURN vulnerability.qid AS qid, vulnerability._id AS id, vulnerability.displayName AS title, vulnerability.severity AS severity
  ORDER BY id DESC`;
}

/** Hosts on which a QID is open. */
export function hostsWithQid(qid: number): string {
  return `FIND Host THAT HAS qualys_host_finding WITH open = true AND qid = ${qid}`;
}

/** Hosts by their TruRisk score. */
export const RISKIEST_HOSTS = `FIND Host WITH truRiskScore != undefined AS host
  RETURN host._id AS id, host.displayName AS name, host.truRiskScore AS truRisk
  ORDER BY truRisk DESC, id ASC LIMIT 10`;

/** Hosts by the highest detection score of an open finding, for a subscription without TruRisk. */
export const HIGHEST_SCORES = `FIND Host AS host
  THAT HAS qualys_host_finding WITH open = true AND qds != undefined AS finding
  RETURN host._id AS id, host.displayName AS name, max(finding.qds) AS qds, count(finding) AS findings
  ORDER BY qds DESC, findings DESC, id ASC LIMIT 10`;

/** Open findings of some hosts, and the highest detection score among them. */
export function openOfHosts(ids: readonly string[]): string {
  return `FIND Host WITH _id = (${ids.map((id) => `'${id}'`).join(' OR ')}) AS host
  THAT HAS qualys_host_finding WITH open = true AS finding
  RETURN host._id AS id, max(finding.qds) AS qds, count(finding) AS findings`;
}

/** Open findings of a host. */
export function openOfHost(id: string): string {
  return `FIND qualys_host_finding WITH open = true THAT HAS << Host WITH _id = '${id}'`;
}

/** Hosts that Qualys knows. */
export const HOSTS = 'FIND Host WITH qualysQwebHostId != undefined';

/** Hosts by the days since they were scanned. */
export const HOSTS_BY_SCAN = `${HOSTS} AS host
  RETURN FLOOR((date.now - host.lastScannedOn) / ${DAY_MS}) AS days, count(host) AS hosts`;

/** Hosts that were scanned, but not in the last days. */
export function notScanned(days: number): string {
  return `${HOSTS} AND lastScannedOn <= date.now - ${days} days`;
}

/** Hosts that were never scanned. */
export const NEVER_SCANNED = `${HOSTS} AND lastScannedOn = undefined`;

/** ISO date of a day, for `date(…)`. */
function day(start: number): string {
  return `date(${new Date(start).toISOString().slice(0, 10)})`;
}

/**
 * What was found: informational records are no weakness, and what a new host record took over from an old one was not
 * found twice.
 */
const FOUND = "type != 'Info' AND closedReason != 'merged'";
/** What Qualys found to be fixed: what is not reported any more, or was ignored, is not. */
const FIXED = "closedReason = 'fixed'";

/** Findings on hosts by the day of their first detection, from a day on. */
export function foundByDay(from: number): string {
  return `FIND qualys_host_finding WITH firstFoundOn >= ${day(from)} AND ${FOUND} AS finding
  RETURN FLOOR(finding.firstFoundOn / ${DAY_MS}) AS day, count(finding) AS findings`;
}

/** Findings on hosts that were first detected on a day. */
export function foundOn(start: number): string {
  return `FIND qualys_host_finding WITH firstFoundOn >= ${day(start)} AND firstFoundOn < ${day(start + DAY_MS)} AND ${FOUND}`;
}

/** Findings on hosts by the day of their fix, from a day on. */
export function fixedByDay(from: number): string {
  return `FIND qualys_host_finding WITH resolvedOn >= ${day(from)} AND ${FIXED} AS finding
  RETURN FLOOR(finding.resolvedOn / ${DAY_MS}) AS day, count(finding) AS findings`;
}

/** Findings on hosts that were fixed on a day. */
export function fixedOn(start: number): string {
  return `FIND qualys_host_finding WITH resolvedOn >= ${day(start)} AND resolvedOn < ${day(start + DAY_MS)} AND ${FIXED}`;
}

/** How long it took to fix what was fixed from a day on, by severity; milliseconds. */
export function timeToFix(from: number): string {
  return `FIND qualys_host_finding WITH resolvedOn >= ${day(from)} AND ${FIXED} AS finding
  RETURN finding.severity AS severity, count(finding) AS fixed, AVG(finding.resolvedOn - finding.firstFoundOn) AS ms`;
}

/** The mean of the same in days, of a severity or of all. */
export function meanDaysToFix(from: number, severity?: string): string {
  const only = severity === undefined ? '' : ` AND severity = '${severity}'`;
  return `FIND qualys_host_finding WITH resolvedOn >= ${day(from)} AND ${FIXED}${only} AS finding
  RETURN ROUND(AVG(finding.resolvedOn - finding.firstFoundOn) / ${DAY_MS}, 1) AS days`;
}
