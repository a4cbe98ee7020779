import type { FindingFilter, FindingKind, FindingOrder, SortKey, State, When } from './filter.ts';
import { stateCondition } from './state.ts';

/** The names of one kind of findings in the graph. */
interface KindNames {
  readonly type: string;
  /** What it is on, as J1QL names it. */
  readonly assets: string;
  readonly qds: string;
  /** Conditions on the asset for a text that was typed. */
  readonly isOn: (text: string) => string;
}

const KINDS: Readonly<Record<FindingKind, KindNames>> = {
  host: { type: 'qualys_host_finding', assets: 'Host', qds: 'qds', isOn: hostCondition },
  web: {
    type: 'qualys_web_app_finding',
    assets: 'Application',
    qds: 'detectionScore',
    isOn: (text) => `displayName = ${pattern(text)} OR url = ${pattern(text)}`,
  },
};

/** `_type` of the findings of a kind. */
export const FINDING_TYPES: Readonly<Record<FindingKind, string>> = {
  host: KINDS.host.type,
  web: KINDS.web.type,
};

/** A text of J1QL. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

/** A pattern that finds the text as it is, upper and lower case alike. */
function pattern(text: string): string {
  return `/${text.replaceAll(/[^\p{L}\p{N} ]/gu, '\\$&')}/i`;
}

/** A value, or any of several. */
function amongTexts(texts: readonly string[]): string {
  return texts.length === 1 ? quoted(texts[0] ?? '') : `(${texts.map(quoted).join(' OR ')})`;
}

const RANGE = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;
const ADDRESS_START = /^[0-9a-f]*[.:][0-9a-f.:]*$/i;

function hostCondition(text: string): string {
  if (RANGE.test(text)) return `cidr(ipAddress, ${quoted(text)})`;
  const names = ['displayName', 'hostname', 'netbiosName', 'fqdn'].map(
    (name) => `${name} = ${pattern(text)}`,
  );
  const addresses = ADDRESS_START.test(text)
    ? ['ipAddress', 'privateIpAddresses', 'publicIpAddresses', 'ipv6Addresses'].map(
        (name) => `${name} ^= ${quoted(text)}`,
      )
    : [];
  return [...names, ...addresses].join(' OR ');
}

function searchCondition(text: string): string {
  if (/^\d+$/.test(text)) return `qid = ${Number(text)}`;
  const vulnerabilities = /^CVE-\d{4}-\d{4,}$/i.test(text)
    ? `cveIds = ${quoted(text.toUpperCase())}`
    : `displayName = ${pattern(text)}`;
  return `qid = (FIND qualys_vuln WITH ${vulnerabilities} AS v RETURN v.qid)`;
}

function date(when: When): string {
  const days = /^(\d+)d$/.exec(when)?.[1];
  return days === undefined ? `date(${when})` : `date.now - ${days} days`;
}

function statesCondition(states: readonly State[]): string {
  return states.map((state) => `(${stateCondition(state)})`).join(' OR ');
}

/** Conditions on the finding itself, all of which have to hold. */
function conditions(filter: FindingFilter): readonly string[] {
  const { severities = [], states = [], tags = [], threats = [] } = filter;
  const { search, since, before, isKev, qdsFrom, qdsTo } = filter;
  const { qds } = KINDS[filter.kind];
  return [
    ...(severities.length === 0 ? [] : [`severity = ${amongTexts(severities)}`]),
    ...(states.length === 0 ? [] : [`(${statesCondition(states)})`]),
    ...(isKev === undefined ? [] : [`isCisaKnownExploited ${isKev ? '=' : '!='} true`]),
    ...(search === undefined ? [] : [searchCondition(search)]),
    ...(tags.length === 0 ? [] : [`tags = ${amongTexts(tags)}`]),
    ...(threats.length === 0 ? [] : [`threatIndicators = ${amongTexts(threats)}`]),
    ...(since === undefined ? [] : [`createdOn >= ${date(since)}`]),
    ...(before === undefined ? [] : [`createdOn < ${date(before)}`]),
    ...(qdsFrom === undefined ? [] : [`${qds} >= ${qdsFrom}`]),
    ...(qdsTo === undefined ? [] : [`${qds} <= ${qdsTo}`]),
  ];
}

/** What a sort key is in J1QL: `f` is the finding, `a` what it is on, `v` its vulnerability. */
function sortColumn(key: SortKey, kind: FindingKind): string {
  const columns: Readonly<Record<SortKey, string>> = {
    severity: 'f.numericSeverity',
    qds: `f.${KINDS[kind].qds}`,
    qid: 'f.qid',
    title: 'v.displayName',
    on: 'a.displayName',
    status: 'f.status',
    firstFound: 'f.createdOn',
    lastFound: 'f.updatedOn',
  };
  return columns[key];
}

/** The findings and what leads to them: everything of a query that stands before RETURN. */
function path(filter: FindingFilter, sort?: SortKey): string {
  const { type, assets, isOn } = KINDS[filter.kind];
  const { on, onId } = filter;
  const all = conditions(filter);
  const findings = `${type}${all.length === 0 ? '' : ` WITH ${all.join(' AND ')}`} AS f`;
  const onAsset = [
    ...(onId === undefined ? [] : [`_id = ${quoted(onId)}`]),
    ...(on === undefined ? [] : [`(${isOn(on)})`]),
  ];
  const title = sort === 'title' ? ' (THAT IS qualys_vuln AS v)?' : '';
  if (onAsset.length > 0) {
    return `FIND ${assets} WITH ${onAsset.join(' AND ')} AS a THAT HAS ${findings}${title}`;
  }
  return `FIND ${findings}${sort === 'on' ? ` (THAT HAS << ${assets} AS a)?` : title}`;
}

/**
 * The query that finds what a filter wants, in this order: what the list is made with, and what a person is shown. One row
 * for each finding.
 */
export function findingQuery(
  filter: FindingFilter,
  { by, isDescending }: FindingOrder,
  columns: readonly string[],
): string {
  const order = `${sortColumn(by, filter.kind)} ${isDescending ? 'DESC' : 'ASC'}`;
  return `${path(filter, by)} RETURN ${columns.join(', ')} ORDER BY ${order}`;
}

/** The query that counts what a filter wants, in groups with the same values of some properties. */
export function countQuery(filter: FindingFilter, properties: readonly string[] = []): string {
  const columns = [...properties.map((name) => `f.${name} AS ${name}`), 'count(f) AS findings'];
  return `${path(filter)} RETURN ${columns.join(', ')}`;
}

/** Columns that a person wants to see. */
export function shownColumns(kind: FindingKind): readonly string[] {
  const { qds } = KINDS[kind];
  return [
    ...['_key', 'qid', 'severity', 'status', qds, 'createdOn', 'updatedOn'].map(
      (name) => `f.${name}`,
    ),
  ];
}

/** True if the answer depends on the time at which it is asked for. */
export function isRelative({ since, before }: FindingFilter): boolean {
  return [since, before].some((when) => when?.endsWith('d') === true);
}
