import { mermaidDataModel } from '../../src/app/document/index.ts';
import type { EdgeEnd, EdgeKind } from '../../src/model/edge-kind.ts';
import { EDGE_KINDS } from '../../src/model/edge-kinds.ts';
import type { EntityKind } from '../../src/model/entity-kind.ts';
import { ENTITY_KINDS } from '../../src/model/entity-kinds.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';

const OWNERS: Readonly<Record<EntityKind['ownership'], string>> = {
  instance: 'the integration instance',
  subscription: 'the Qualys subscription, shared by its instances',
  mapped: 'the mapper, shared by the instances of a subscription',
};

const ORIGINS: Readonly<Record<EdgeKind['origin'], string>> = {
  stated: 'stated by the integration',
  mapped: 'matched by the mapper',
  asset: 'derived: the finding names its host or web application',
  qid: 'derived: same QID, inside one subscription',
  'qid-cve': 'derived: the QID of the finding covers the CVE',
  'threat-qid': 'derived: same QID',
};

function end(edgeEnd: EdgeEnd): string {
  return 'type' in edgeEnd ? code(edgeEnd.type) : `any ${code(edgeEnd.class)}`;
}

function kindSection(kind: EntityKind): string {
  const rows = Object.entries(kind.properties).map(([name, definition]) => [
    code(name),
    definition.type,
    definition.source,
    `${definition.description}${definition.volatile ? ' *Volatile.*' : ''}${definition.enrichment ? ' *Enrichment.*' : ''}`,
  ]);
  return [
    `### ${code(kind.type)}\n\n`,
    `${kind.resourceName}. Class ${kind.classes.map(code).join(', ')}. Key: ${code(kind.key)}. Belongs to ${OWNERS[kind.ownership]}.\n\n`,
    markdownTable(['Property', 'Type', 'Source', 'Meaning'], rows),
    '\n',
  ].join('');
}

/** The page `docs/reference/data-model.md`. Kinds that share a property table share a section. */
export function dataModelPage(): string {
  const sections: string[] = [];
  let previous: EntityKind | undefined;
  for (const kind of ENTITY_KINDS) {
    sections.push(
      previous?.properties === kind.properties
        ? `### ${code(kind.type)}\n\n${kind.resourceName}. Class ${kind.classes.map(code).join(', ')}. Key: ${code(kind.key)}. Properties as of ${code(previous.type)}.\n\n`
        : kindSection(kind),
    );
    previous = kind;
  }
  return `# Data model

${GENERATED}Dates are epoch milliseconds. *Volatile* properties are updated in place and make no new version of an entity. *Enrichment* comes from the asset
search; when that is missing in a run, the stored value stays. Every entity also has the metadata \`_id\`, \`_key\`, \`_type\`, \`_class\`, \`_createdOn\`, \`_beginOn\`,
\`_endOn\`, \`_version\`, \`_source\`, \`_deleted\`, \`_integrationType\`, \`_integrationInstanceId\` and \`_integrationName\`. Entities that an instance owns carry
\`tag.AccountName\` unless \`TAG_ACCOUNT_NAME\` is false.

## Relationships

${markdownTable(
  ['Source', 'Relationship', 'Target', 'Kind'],
  EDGE_KINDS.map((edge) => [end(edge.from), edge.class, end(edge.to), ORIGINS[edge.origin]]),
)}
\`\`\`mermaid
${mermaidDataModel()}\`\`\`

A dotted arrow leads to what the mapper owns.

## Entities

${sections.join('')}`
    .trimEnd()
    .concat('\n');
}
