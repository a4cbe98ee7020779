import {
  STEPS,
  type StepEntity,
  type StepMappedRelationship,
  type StepMetadata,
  type StepRelationship,
} from '../../integration/index.ts';

/** What stands before and after the section in a JupiterOne integration's page. */
export const MARKERS = {
  start: '<!-- {J1_DOCUMENTATION_MARKER_START} -->',
  end: '<!-- {J1_DOCUMENTATION_MARKER_END} -->',
} as const;

const code = (text: string): string => `\`${text}\``;

/** The tables that JupiterOne's own generator makes of the steps, with its headings and its order. */
export function dataModelSection(steps: readonly StepMetadata[] = STEPS): string {
  const entities = distinct(steps.flatMap((step) => step.entities));
  const relationships = distinct(steps.flatMap((step) => step.relationships));
  const mapped = distinct(steps.flatMap((step) => step.mappedRelationships));
  return `${MARKERS.start}

<!-- Written by \`graph-qualys document\`; changes by hand are lost. -->

## Data Model

### Entities

These entities are made:

${entityTable(entities)}
### Relationships

These relationships are made:

${relationshipTable(relationships)}
### Mapped Relationships

The other end of these belongs to JupiterOne's mapper, or to another integration:

${mappedTable(mapped)}
${MARKERS.end}`;
}

function entityTable(entities: readonly StepEntity[]): string {
  return table(
    ['Resources', 'Entity `_type`', 'Entity `_class`'],
    entities
      .toSorted((a, b) => compare(a.resourceName, b.resourceName))
      .map(({ resourceName, _type, _class }) => [
        resourceName,
        code(_type),
        _class.map(code).join(', '),
      ]),
  );
}

function relationshipTable(relationships: readonly StepRelationship[]): string {
  return table(
    ['Source Entity `_type`', 'Relationship `_class`', 'Target Entity `_type`'],
    relationships
      .toSorted((a, b) => compare(a._type, b._type))
      .map(({ sourceType, _class, targetType }) => [
        code(sourceType),
        `**${_class}**`,
        code(targetType),
      ]),
  );
}

function mappedTable(mapped: readonly StepMappedRelationship[]): string {
  return table(
    ['Source Entity `_type`', 'Relationship `_class`', 'Target Entity `_type`', 'Direction'],
    mapped
      .toSorted((a, b) => compare(a._type, b._type))
      .map(({ sourceType, _class, targetType, direction }) => [
        code(sourceType),
        `**${_class}**`,
        code(`*${targetType}*`),
        direction,
      ]),
  );
}

/** What several steps declare stands once. */
function distinct<T extends { readonly _type: string }>(objects: readonly T[]): readonly T[] {
  return [...new Map(objects.map((object) => [object._type, object])).values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

/**
 * A page with its section written anew. Without markers the section comes at its end.
 *
 * @throws {RangeError} if the first marker is there and the second is not
 */
export function replaceSection(page: string, section: string): string {
  const start = page.indexOf(MARKERS.start);
  if (start === -1) return page === '' ? `${section}\n` : `${page.trimEnd()}\n\n${section}\n`;
  const end = page.indexOf(MARKERS.end, start);
  if (end === -1) throw new RangeError(`after ${MARKERS.start} there is no ${MARKERS.end}`);
  return page.slice(0, start) + section + page.slice(end + MARKERS.end.length);
}
