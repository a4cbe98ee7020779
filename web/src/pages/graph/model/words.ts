import type { GraphEntity } from '../../../../../src/server/api/graph.ts';
import { exactNumber } from '../../../components/number-words.ts';
import { ageWords } from './age-bands.ts';
import { type DrawnNode, type GroupFilter, type NeighbourDisc, sizeOf } from './exploration.ts';

/** Kinds of entity that have a shape of their own. */
export const SHAPES = [
  'host',
  'finding',
  'vulnerability',
  'service',
  'account',
  'application',
  'threat intel',
  'other',
] as const;

/** One of {@link SHAPES}. */
export type Shape = (typeof SHAPES)[number];

const BY_CLASS: readonly (readonly [string, Shape])[] = [
  ['Finding', 'finding'],
  ['Vulnerability', 'vulnerability'],
  ['Host', 'host'],
  ['Device', 'host'],
  ['ThreatIntel', 'threat intel'],
  ['Application', 'application'],
  ['Account', 'account'],
  ['Service', 'service'],
];

/** The shape of entities of some classes. */
export function shapeOf(classes: readonly string[]): Shape {
  return BY_CLASS.find(([name]) => classes.includes(name))?.[1] ?? 'other';
}

/** The shape of a node; of a disc, that of what it holds. */
export function shapeOfNode(node: DrawnNode): Shape {
  switch (node.kind) {
    case 'entity':
      return shapeOf(node.entity.classes);
    case 'neighbours':
      return shapeOf(node.relation.classes);
    case 'members':
      return shapeOf(node.members[0]?.classes ?? []);
  }
}

/** Words for entity types that read better than their names. */
const TYPE_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  aws_instance: ['AWS instance', 'AWS instances'],
  azure_vm: ['Azure VM', 'Azure VMs'],
  google_compute_instance: ['Google Compute instance', 'Google Compute instances'],
  discovered_host: ['host', 'hosts'],
  qualys_host_finding: ['host finding', 'host findings'],
  qualys_web_app_finding: ['web app finding', 'web app findings'],
  qualys_vuln: ['vulnerability (QID)', 'vulnerabilities (QID)'],
  cve: ['CVE', 'CVEs'],
  web_app: ['web application', 'web applications'],
  qualys_account: ['Qualys account', 'Qualys accounts'],
  qualys_vulnerability_manager: ['vulnerability manager', 'vulnerability managers'],
  qualys_web_app_scanner: ['web app scanner', 'web app scanners'],
};

/** `218 host findings`, `1 host finding`; without a number the plural. */
export function typeWords(type: string, count?: number): string {
  const [one, many] = TYPE_WORDS[type] ?? [type, type];
  const words = count === 1 ? one : many;
  return count === undefined ? words : `${exactNumber(count)} ${words}`;
}

/** One entity of a type: `host finding`. */
export function typeWord(type: string): string {
  return TYPE_WORDS[type]?.[0] ?? type;
}

/** The name of an entity: of a finding what was found. */
export function nameOf({ name, qid, title }: GraphEntity): string {
  return title === undefined || qid === undefined ? name : `${title} (QID ${qid})`;
}

/** What the members of a disc have in common: `critical, open, QID 38739`. */
export function filterWords({ severity, state, qid, age }: GroupFilter, title?: string): string {
  return [
    ...(severity === undefined ? [] : [severity === 'none' ? 'no severity' : severity]),
    ...(state === undefined ? [] : [state]),
    ...(qid === undefined ? [] : [title === undefined ? `QID ${qid}` : `${title} (QID ${qid})`]),
    ...(age === undefined ? [] : [`found ${ageWords(age)} ago`]),
  ].join(', ');
}

/** What a disc says: `218 open findings, 9 critical`. */
export function discWords(node: DrawnNode): string {
  if (node.kind === 'entity') return nameOf(node.entity);
  const count = sizeOf(node);
  if (node.kind === 'members') {
    const types = new Set(node.members.map(({ type }) => type));
    const [type = ''] = types;
    const severities = new Set(node.members.map(({ severity }) => severity));
    const [severity] = severities;
    const words = types.size === 1 ? typeWords(type, count) : `${exactNumber(count)} entities`;
    return severities.size === 1 && severity !== undefined ? `${words}, ${severity}` : words;
  }
  return neighbourWords(node, count);
}

function neighbourWords(node: NeighbourDisc, count: number): string {
  const { relation, filter, title, openCritical, isRest } = node;
  const words = [typeWords(relation.type, count)];
  const common = filterWords(filter, title);
  if (common !== '') words.push(common);
  if (isRest) words.push('the rest');
  if (openCritical > 0 && filter.severity === undefined) {
    words.push(`${exactNumber(openCritical)} open critical`);
  }
  return words.join(', ');
}

/** A long text with its middle left out: beginnings and ends tell names apart. */
export function shortened(text: string, most = 24): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (most - 1 - head)).join('')}`;
}
