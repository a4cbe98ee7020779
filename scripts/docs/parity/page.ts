import { defaultValue, isOptional } from '../../../src/integration/config/instance-fields.ts';
import {
  envName,
  instanceConfigFields,
  OPTION_NAMES,
  type OptionName,
} from '../../../src/integration/index.ts';
import type { EdgeEnd } from '../../../src/model/edge-kind.ts';
import { EDGE_KINDS } from '../../../src/model/edge-kinds.ts';
import { ENTITY_KINDS, entityKind } from '../../../src/model/entity-kinds.ts';
import { code, GENERATED, markdownTable } from '../markdown.ts';
import {
  ARCHIVED_ENTITIES,
  ARCHIVED_OPTIONS,
  ARCHIVED_RELATIONSHIPS,
  type ArchivedEntity,
  type ArchivedOption,
  type ArchivedRelationship,
} from './archived.ts';
import { CHANGES } from './changes.ts';

/** Changes that were used; the others are about nothing (see {@link unusedChanges}). */
const used = new Set<string>();

/** What became of something: it is there or not, and what is said about it. */
export function outcome(
  isThere: boolean,
  ...subjects: readonly string[]
): readonly [string, string] {
  const subject = subjects.find((each) => CHANGES[each] !== undefined);
  if (subject !== undefined) used.add(subject);
  const change = subject === undefined ? undefined : CHANGES[subject];
  if (isThere) return change === undefined ? ['same', ''] : ['changed', change];
  if (change === undefined) throw new Error(`Nothing says why there is no ${subjects[0]} any more`);
  return ['not there', change];
}

const BY: Readonly<Record<ArchivedRelationship['by'], string>> = {
  integration: 'integration',
  mapper: 'mapper',
  platform: 'rule of the platform',
  documented: 'nobody (only documented)',
};

function entityRow({ type, classes, isMapped, isOnlyDocumented }: ArchivedEntity) {
  const made = isOnlyDocumented ? BY.documented : isMapped ? BY.mapper : BY.integration;
  return [
    code(type),
    classes.map(code).join(', '),
    made,
    ...outcome(entityKind(type) !== undefined, type),
  ];
}

function keyRow({ type, key }: ArchivedEntity) {
  const now = entityKind(type)?.key ?? '';
  return [code(type), key, now, ...outcome(now !== '', `${type}.key`)];
}

function propertyRows({ type, properties }: ArchivedEntity) {
  const kind = entityKind(type);
  const isHost = kind?.classes.includes('Host') === true;
  return properties.map((name) => [
    code(name),
    ...outcome(
      kind?.properties[name] !== undefined,
      `${type}.${name}`,
      ...(isHost ? [`*.${name}`] : []),
    ),
  ]);
}

function relationshipRow({ from, class: name, to, by }: ArchivedRelationship) {
  const isEnd = (end: EdgeEnd, wanted: string) => ('type' in end ? end.type : end.class) === wanted;
  const isThere = EDGE_KINDS.some(
    (edge) => edge.class === name && isEnd(edge.from, from) && isEnd(edge.to, to),
  );
  return [
    `${code(from)} ${name} ${code(to)}`,
    BY[by],
    ...outcome(isThere, `${from} ${name} ${to}`),
  ];
}

function optionRow({ name, fallback }: ArchivedOption) {
  const isThere = OPTION_NAMES.includes(name as OptionName);
  return [
    code(name),
    code(envName(name)),
    fallback,
    isThere ? optionDefault(name as OptionName) : '',
    ...outcome(isThere, name),
  ];
}

function optionDefault(name: OptionName): string {
  const value = defaultValue(name);
  if (!isOptional(name)) return 'required';
  return value === undefined || (Array.isArray(value) && value.length === 0)
    ? 'unset'
    : String(value);
}

function news(): string {
  const added = ENTITY_KINDS.map((kind) => {
    const known = ARCHIVED_ENTITIES.find(({ type }) => type === kind.type);
    const names = Object.keys(kind.properties).filter(
      (name) => known === undefined || !known.properties.includes(name),
    );
    return { type: code(kind.type), names: names.map(code).join(', ') };
  });
  const types = [...Map.groupBy(added, ({ names }) => names)].map(([names, kinds]) => [
    kinds.map(({ type }) => type).join(', '),
    names,
  ]);
  const options = Object.keys(instanceConfigFields()).filter(
    (name) => !ARCHIVED_OPTIONS.some((option) => option.name === name),
  );
  return `## What is new

${markdownTable(['Entity type', 'New properties'], types)}
Relationships: ${EDGE_KINDS.filter(isNew)
    .map((edge) => `${endName(edge.from)} ${edge.class} ${endName(edge.to)}`)
    .join(', ')}.

Options of an instance: ${options.map(code).join(', ')}. What belongs to the machine (proxy, certificates, secrets in files) is in
[configuration](configuration.md).
`;
}

function endName(end: EdgeEnd): string {
  return code('type' in end ? end.type : end.class);
}

function isNew(edge: (typeof EDGE_KINDS)[number]): boolean {
  const name = (end: EdgeEnd) => ('type' in end ? end.type : end.class);
  return !ARCHIVED_RELATIONSHIPS.some(
    ({ from, class: verb, to }) =>
      from === name(edge.from) && verb === edge.class && to === name(edge.to),
  );
}

/** Changes that are about nothing that the archived integration had. */
export function unusedChanges(): readonly string[] {
  parityPage();
  return Object.keys(CHANGES).filter((subject) => !used.has(subject));
}

/**
 * The page `docs/reference/parity.md`.
 *
 * @throws if something of the archived integration is missing here and nothing says why
 */
export function parityPage(): string {
  // Types that share a table of properties share a section.
  const byProperties = Map.groupBy(
    ARCHIVED_ENTITIES.filter(({ properties }) => properties.length > 0),
    ({ properties, classes }) => (classes.includes('Host') ? properties : classes),
  );
  const groups = [...byProperties.values()].flatMap((entities) =>
    entities.every(({ properties }) => properties === entities[0]?.properties)
      ? [entities]
      : entities.map((entity) => [entity]),
  );
  const properties = groups.map((entities) => {
    const [first] = entities;
    if (first === undefined) return '';
    const title = entities.map(({ type }) => code(type)).join(', ');
    return `### ${title}\n\n${markdownTable(['Property', 'Now', 'What changed and why'], propertyRows(first))}`;
  });
  return `# Parity with the archived integration

${GENERATED}Everything that the archived JupiterOne/graph-qualys 5.14.2 made, and what became of it in this version. "Same" means the same name and the same
meaning. How to change over is in [the upgrade guide](../guide/upgrade.md).

## Entities

${markdownTable(['Type', 'Class', 'Made by', 'Now', 'What changed and why'], ARCHIVED_ENTITIES.map(entityRow))}
## Keys

${markdownTable(['Type', 'Key before', 'Key now', 'Now', 'What changed and why'], ARCHIVED_ENTITIES.map(keyRow))}
## Relationships and mapped relationships

${markdownTable(['Relationship', 'Made by', 'Now', 'What changed and why'], ARCHIVED_RELATIONSHIPS.map(relationshipRow))}
## Options

${markdownTable(['Option', 'Environment', 'Default before', 'Default now', 'Now', 'What changed and why'], ARCHIVED_OPTIONS.map(optionRow))}
## Properties

${properties.join('\n')}
${news()}`;
}
