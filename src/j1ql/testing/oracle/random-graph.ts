import { NOW, type TestEntity, type TestRelationship } from '../memory-graph.ts';
import type { Choices } from './choices.ts';

/** What {@link memoryGraph} and {@link oracleGraph} make a graph of. */
export interface RandomGraph {
  readonly entities: readonly TestEntity[];
  readonly relationships: readonly TestRelationship[];
}

const HOUR = 3_600_000;

/** The properties of random graphs that have a column. */
export const TYPED_PROPERTIES = [
  'name',
  'displayName',
  'qid',
  'open',
  'fqdn',
  'port',
  'status',
  'cvssScoreV3',
  'cveIds',
  'cveId',
  'tags',
  'url',
  'os',
  'ipAddress',
  'lastScannedOn',
];

/** Texts with everything that is easily got wrong: empty, numbers, names of absence, quotes, SQL, Unicode. */
const TEXTS = [
  'a',
  'ab',
  'b',
  '',
  '5',
  'null',
  'undefined',
  '10.0.0.1',
  '10.1.2.3',
  '192.0.2.7',
  '256.1.1.1',
  'Zürich',
  'ZÜRICH',
  '日本 語',
  '🚀 x',
  "it's",
  'say "x"',
  'back\\slash',
  'line\nbreak',
  '100%',
  'a_b',
  'A',
  'true',
];
const NUMBERS = [0, 1, -1, 2.5, 5, 10, 50, 1000, -0.25, NOW - 36 * HOUR, NOW - 40 * 24 * HOUR];
const LISTS = [[], ['a'], ['a', 'b'], ['ab', 'ba', ''], ['Prod', 'pci'], ['10.0.0.1', '日本 語']];
const MIXED_LISTS = [[5, 'a', true], [1, 2.5], [false], ['5', 5], []];
const QIDS = [1001, 1002, 1003];

/** A value under a name that has no column: of any kind, absent, or a stored null. */
function anyValue(choices: Choices): unknown {
  switch (choices.next(9)) {
    case 0:
      return undefined;
    case 1:
      return null;
    case 2:
      return choices.pick([true, false]);
    case 3:
      return choices.pick(LISTS);
    case 4:
      return choices.pick(MIXED_LISTS);
    case 5:
    case 6:
      return choices.pick(NUMBERS);
    default:
      return choices.pick(TEXTS);
  }
}

const maybe = <T>(choices: Choices, value: () => T): T | undefined =>
  choices.chance(70) ? value() : undefined;

/** Typed columns beside the JSON rest, each absent now and then. */
function properties(choices: Choices, type: string): Readonly<Record<string, unknown>> {
  const text = () => choices.pick(TEXTS);
  const common = {
    name: maybe(choices, text),
    displayName: maybe(choices, text),
    x: anyValue(choices),
    y: anyValue(choices),
    'tag.Team': anyValue(choices),
    'cost-centre': maybe(choices, text),
  };
  if (type.includes('finding') || type === 'threat_feed') {
    return {
      ...common,
      qid: maybe(choices, () => choices.pick(QIDS)),
      ...(type === 'threat_feed'
        ? {}
        : { open: maybe(choices, () => choices.chance(50)), fqdn: maybe(choices, text) }),
      ...(type === 'qualys_host_finding'
        ? { port: maybe(choices, () => choices.pick([80, 443])) }
        : {}),
      status: maybe(choices, text),
    };
  }
  if (type === 'qualys_vuln') {
    return {
      ...common,
      qid: choices.pick(QIDS),
      cvssScoreV3: maybe(choices, () => choices.pick([5, 7.5, 10])),
      cveIds: maybe(choices, () => choices.pick(LISTS)),
    };
  }
  if (type === 'cve') return { ...common, cveId: maybe(choices, text) };
  const tags = maybe(choices, () => choices.pick([...LISTS, ['CriticalAsset']]));
  if (type === 'web_app') return { ...common, tags, url: maybe(choices, text) };
  return {
    ...common,
    tags,
    os: maybe(choices, text),
    ipAddress: maybe(choices, () => choices.pick(TEXTS.slice(7, 11))),
    fqdn: maybe(choices, () => choices.pick(LISTS)),
    lastScannedOn: maybe(choices, () => choices.pick(NUMBERS.filter(Number.isSafeInteger))),
    'tag.Production': maybe(choices, () => choices.chance(50)),
    classification: maybe(choices, () => choices.pick(['critical', 'a'])),
  };
}

/** Types with their classes: of the model, and of other integrations; several types to a class. */
const TYPES: readonly (readonly [type: string, classes?: readonly string[]])[] = [
  ['thing', ['Thing', 'Asset']],
  ['widget', ['Widget', 'Asset']],
  ['discovered_host'],
  ['qualys_host_finding'],
  ['qualys_vuln'],
  ['aws_instance'],
  ['okta_user', ['User', 'Person']],
  ['web_app'],
  ['qualys_web_app_finding'],
  ['threat_feed', ['ThreatIntel']],
  ['cve'],
];

const FINDING_ON: Readonly<Record<string, readonly string[]>> = {
  qualys_host_finding: ['discovered_host', 'aws_instance'],
  qualys_web_app_finding: ['web_app'],
};

/** Types whose relationships with each other are stored: none of them is derived by the model. */
const STORED = ['thing', 'widget', 'okta_user', 'discovered_host', 'aws_instance', 'cve'];

/**
 * A graph: up to a dozen entities with odd values, relationships with self loops and parallel ones, findings
 * on assets, two subscriptions that share QIDs, and rows of the past that no query may see.
 */
export function randomGraph(choices: Choices): RandomGraph {
  const entities: TestEntity[] = [];
  const count = 2 + choices.next(11);
  for (let index = 0; index < count; index += 1) {
    const [type, classes] = choices.pick(TYPES);
    const subscription = choices.chance(20) ? 2 : 1;
    const fitting = entities.filter(
      (other) =>
        FINDING_ON[type]?.includes(other.type) === true && other.subscription === subscription,
    );
    const cves = type === 'qualys_vuln' ? entities.filter((other) => other.type === 'cve') : [];
    entities.push({
      key: `e${index}`,
      type,
      ...(classes === undefined ? {} : { classes }),
      subscription,
      createdOn: NOW - choices.pick([1, 30, 24 * 40]) * HOUR,
      properties: properties(choices, type),
      ...(fitting.length > 0 && choices.chance(85) ? { asset: choices.pick(fitting).key } : {}),
      cves: choices.some(cves, 60).map(({ key }) => key),
      ...(index > 0 && type !== 'qualys_vuln' && choices.chance(8) ? { endSeq: 2 } : {}),
    });
  }
  return { entities, relationships: randomRelationships(choices, entities) };
}

function randomRelationships(
  choices: Choices,
  entities: readonly TestEntity[],
): readonly TestRelationship[] {
  // Whoever ends takes its relationships along: the graph never has one without both ends.
  const ends = entities.filter(({ type, endSeq }) => STORED.includes(type) && endSeq === undefined);
  if (ends.length === 0) return [];
  const count = ends.length + choices.next(2 * ends.length);
  return Array.from({ length: count }, () => {
    const from = choices.pick(ends).key;
    return {
      from,
      class: choices.pick(['HAS', 'USES', 'OWNS', 'LINKS']),
      to: choices.chance(8) ? from : choices.pick(ends).key,
      createdOn: NOW - choices.pick([1, 30, 24 * 40]) * HOUR,
      properties: { since: choices.pick(NUMBERS), note: anyValue(choices) },
    };
  });
}
