import {
  type EntityStory,
  type EntityVersion,
  entityStory,
  findingRows,
  type GraphCatalog,
  type GraphStore,
  type NamedEntity,
  type ReadOptions,
} from '../../graph/index.ts';
import { entityKind } from '../../model/entity-kinds.ts';
import type { PropertyType, PropertyValue } from '../../model/property.ts';
import { AppError } from '../errors.ts';
import { existingVersionAt } from '../graph-version.ts';

/** A property of an entity, with what the model says of it. */
export interface DescribedProperty {
  readonly name: string;
  readonly type: PropertyType;
  readonly value: Exclude<PropertyValue, null | undefined>;
  /** Absent where the model does not declare it. */
  readonly description?: string;
  /** Updated in place: shows its latest value at any time, and has no history. */
  readonly isVolatile: boolean;
}

/** An entity beside the one that is asked for. */
export interface RelatedEntity extends NamedEntity {
  readonly properties: Readonly<Record<string, Exclude<PropertyValue, null | undefined>>>;
}

/** All that there is to know of one entity. */
export interface EntityDetails {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly classes: readonly string[];
  readonly name: string;
  /** What its type is called; absent for types of other integrations. */
  readonly typeName?: string;
  /** Name of the integration instance that it is from; absent for what instances share. */
  readonly owner?: string;
  /** True for what the mapper made because something referred to it. */
  readonly isMapped: boolean;
  readonly isThere: boolean;
  readonly closedReason?: string;
  readonly createdOn: number;
  readonly properties: readonly DescribedProperty[];
  readonly versions: readonly EntityVersion[];
  readonly hasEarlier: boolean;
  /** Of a finding: the host or web application that it is on. */
  readonly on?: RelatedEntity;
  /** Of a finding: what it is an occurrence of. */
  readonly vulnerability?: RelatedEntity;
  /** The entity in J1QL. */
  readonly query: string;
}

/** Versions that are told. */
const MOST_VERSIONS = 100;

/**
 * Everything of the entity with this `_id`, at a time (epoch milliseconds) or now. What has ended is told as it was last.
 *
 * @throws {AppError} A_NO_ENTITY, A_NOTHING_YET
 */
export async function entityDetails(
  store: GraphStore,
  id: string,
  at: number | undefined,
  options: ReadOptions = {},
): Promise<EntityDetails> {
  const catalog = await store.catalog();
  const seq = at === undefined ? catalog.seq : await existingVersionAt(store, at);
  const reading: Reading = { store, catalog, seq, options };
  const story = await storyOf(reading, id, MOST_VERSIONS);
  if (story === undefined) throw new AppError('A_NO_ENTITY', { id });
  const { key, kind, ownerId, source, isThere, closedReason, createdOn } = story;
  const { on, vulnerability } = await aroundFinding(reading, story);
  const typeName = entityKind(kind.type)?.resourceName;
  const owner = catalog.instances.find(
    (instance) => instance.id === ownerId && instance.kind === 'integration',
  )?.name;
  return {
    id,
    key,
    type: kind.type,
    classes: kind.classes,
    name: nameOf(story),
    ...(typeName !== undefined && { typeName }),
    ...(owner !== undefined && { owner }),
    isMapped: source === 'system-mapper',
    isThere,
    ...(closedReason !== undefined && { closedReason }),
    createdOn,
    properties: describedProperties(story),
    versions: story.versions,
    hasEarlier: story.hasEarlier,
    ...(on !== undefined && { on }),
    ...(vulnerability !== undefined && { vulnerability }),
    query: `FIND ${kind.type} WITH _key = '${key.replaceAll(/['\\]/g, '\\$&')}'`,
  };
}

interface Reading {
  readonly store: GraphStore;
  readonly catalog: GraphCatalog;
  readonly seq: number;
  readonly options: ReadOptions;
}

function storyOf(
  { store, catalog, seq, options }: Reading,
  id: string,
  most: number,
): Promise<EntityStory | undefined> {
  return entityStory(store, Number(id), { catalog, seq, most }, options);
}

function nameOf({ properties, key }: EntityStory): string {
  const name = properties['displayName'];
  return typeof name === 'string' && name !== '' ? name : key;
}

function presentProperties({
  properties,
}: EntityStory): [string, Exclude<PropertyValue, null | undefined>][] {
  return Object.entries(properties).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value]],
  );
}

/** Declared ones in the order of the model, then the others by name. */
function describedProperties(story: EntityStory): readonly DescribedProperty[] {
  const declared = entityKind(story.kind.type)?.properties ?? {};
  const order = new Map(Object.keys(declared).map((name, index) => [name, index]));
  const place = (name: string) => order.get(name) ?? Number.POSITIVE_INFINITY;
  return presentProperties(story)
    .sort(([a], [b]) => (place(a) === place(b) ? (a < b ? -1 : 1) : place(a) - place(b)))
    .map(([name, value]) => {
      const definition = declared[name];
      return {
        name,
        type: definition?.type ?? typeOf(value),
        value,
        ...(definition !== undefined && { description: definition.description }),
        isVolatile: definition?.volatile === true,
      };
    });
}

function typeOf(value: Exclude<PropertyValue, null | undefined>): PropertyType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'textList';
}

/** What a finding is on and is an occurrence of, as it was when the finding was last seen. */
async function aroundFinding(
  reading: Reading,
  { id, kind, isThere, versions }: EntityStory,
): Promise<Pick<EntityDetails, 'on' | 'vulnerability'>> {
  if (!kind.classes.includes('Finding')) return {};
  const seq = isThere ? reading.seq : (versions[0]?.beginSeq ?? reading.seq);
  const { store, catalog, options } = reading;
  const wish = { type: kind.type, ids: [id], properties: [] };
  const [row] = await findingRows(store, wish, { catalog, seq }, options);
  const related = async (entity: NamedEntity | undefined): Promise<RelatedEntity | undefined> => {
    if (entity === undefined) return undefined;
    const story = await storyOf({ ...reading, seq }, entity.id, 1);
    return (
      story && {
        id: entity.id,
        type: entity.type,
        name: entity.name,
        properties: Object.fromEntries(presentProperties(story)),
      }
    );
  };
  const on = await related(row?.asset);
  const vulnerability = await related(row?.vulnerability);
  return { ...(on && { on }), ...(vulnerability && { vulnerability }) };
}
