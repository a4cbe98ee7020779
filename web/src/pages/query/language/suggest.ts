import type { Catalog } from '../../../../../src/server/api/catalog.ts';
import { exactNumber } from '../../../components/number-words.ts';
import {
  type KnownProperty,
  nameOf,
  propertiesOf,
  relationshipsAt,
  selectorNamed,
  typesOf,
} from './names.ts';
import type { Place } from './place.ts';
import { OPERATORS } from './scan.ts';
import type { Selector } from './walk.ts';
import { FUNCTIONS } from './words.ts';

/** Something that can be written at a place. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'keyword' | 'class' | 'type' | 'verb' | 'property' | 'value' | 'function' | 'name';
  readonly detail?: string;
  /** A sentence that explains it. */
  readonly info?: string;
  /** What is written; the label unless given. */
  readonly apply?: string;
  /** Higher ones stand first. */
  readonly boost?: number;
}

/** What can be written at a place. */
export interface Suggestions {
  /** Where what is chosen begins. */
  readonly from: number;
  readonly options: readonly Suggestion[];
  /** The values of this property belong to them; the server knows them. */
  readonly valuesOf?: { readonly of: string; readonly property: string };
}

const AFTER_ENTITY = ['WITH', 'THAT', 'AS', 'WHERE', 'RETURN', 'ORDER BY', 'LIMIT'];
const AFTER_COLUMN = ['AS', 'HAVING', 'ORDER BY', 'LIMIT', 'SKIP'];

function keywords(words: readonly string[]): readonly Suggestion[] {
  return words.map((label, index) => ({
    label,
    kind: 'keyword',
    apply: `${label} `,
    boost: -index,
  }));
}

/** Classes and types that entities have, those with most entities first. */
function entities(catalog: Catalog, types: Catalog['types']): readonly Suggestion[] {
  const classes = new Map<string, number>();
  for (const { classes: own, count } of types) {
    for (const name of own) classes.set(name, (classes.get(name) ?? 0) + count);
  }
  const there = (count: number) => (count === 0 ? 'none yet' : exactNumber(count));
  const boost = (count: number) => (count === 0 ? -50 : Math.min(40, Math.log2(count + 1)));
  return [
    ...[...classes].map(
      ([label, count]): Suggestion => ({
        label,
        kind: 'class',
        detail: `class, ${there(count)}`,
        boost: boost(count) + 10,
      }),
    ),
    ...types.map(
      ({ type, count }): Suggestion => ({
        label: type,
        kind: 'type',
        detail: `type, ${there(count)}`,
        boost: boost(count),
      }),
    ),
    ...catalog.smartClasses.map(
      (name): Suggestion => ({ label: `#${name}`, kind: 'class', detail: 'smart class' }),
    ),
    { label: '*', kind: 'keyword', detail: 'anything', boost: -60 },
  ];
}

/** Where a step can lead, by the relationships that there are; anything where the graph knows none. */
function targets(place: Place, catalog: Catalog): readonly Suggestion[] {
  const { from, verbs } = place.step ?? { from: undefined, verbs: [] };
  const types = typesOf(from?.names ?? [], catalog);
  const starts = new Set(types.map(({ type }) => type));
  const ends = new Set<string>();
  for (const edge of relationshipsAt(types, catalog)) {
    if (verbs.length > 0 && !verbs.includes(edge.class)) continue;
    if (starts.has(edge.from)) ends.add(edge.to);
    if (starts.has(edge.to)) ends.add(edge.from);
  }
  const reached = catalog.types.filter(({ type }) => ends.has(type));
  return entities(catalog, reached.length === 0 ? catalog.types : reached);
}

function verbs(place: Place, catalog: Catalog): readonly Suggestion[] {
  const types = typesOf(place.current?.kind === 'node' ? place.current.names : [], catalog);
  const found = new Map<string, Set<string>>();
  for (const edge of relationshipsAt(types, catalog)) {
    const ends = found.get(edge.class) ?? new Set<string>();
    const isStart = types.some(({ type }) => type === edge.from);
    found.set(edge.class, ends.add(isStart ? `>> ${edge.to}` : `<< ${edge.from}`));
  }
  return [
    ...[...found].map(
      ([label, ends]): Suggestion => ({
        label,
        kind: 'verb',
        detail: [...ends].slice(0, 2).join(', ') + (ends.size > 2 ? ', …' : ''),
        apply: `${label} `,
        boost: 10,
      }),
    ),
    { label: 'RELATES TO', kind: 'keyword', detail: 'any relationship', apply: 'RELATES TO ' },
    {
      label: 'SOMEHOW',
      kind: 'keyword',
      detail: 'the shortest path',
      apply: 'SOMEHOW ',
      boost: -5,
    },
  ];
}

const TYPE_WORDS = {
  text: 'text',
  number: 'number',
  boolean: 'true/false',
  date: 'date',
  textList: 'texts',
};

function property({ name, type, description }: KnownProperty): Suggestion {
  return {
    label: name,
    kind: 'property',
    detail: TYPE_WORDS[type],
    ...(description !== undefined && { info: description }),
    boost: name.startsWith('_') ? -20 : 0,
  };
}

/** The things that the query has named, and behind a dot their properties. */
function references(place: Place, catalog: Catalog): Suggestions {
  const dot = place.word.indexOf('.');
  if (dot >= 0) {
    const selector = selectorNamed(place.word.slice(0, dot), place.selectors);
    const options = selector === undefined ? [] : propertiesOf(selector, catalog).map(property);
    return { from: place.from + dot + 1, options };
  }
  const names = place.selectors.flatMap((selector): readonly Suggestion[] => {
    const label = nameOf(selector);
    const detail =
      selector.alias === undefined ? selector.kind : selector.names.join(', ') || 'anything';
    return label === undefined ? [] : [{ label, kind: 'name', detail, boost: 20 }];
  });
  const functions =
    place.clause === 'where'
      ? []
      : FUNCTIONS.map(
          ({ name, detail }): Suggestion => ({
            label: name,
            kind: 'function',
            detail,
            apply: `${name}(`,
          }),
        );
  const isFirst = place.clause === 'return' && place.word.length < 5;
  const tree: Suggestion = { label: 'TREE', kind: 'keyword', detail: 'the graph of all paths' };
  return { from: place.from, options: [...names, ...(isFirst ? [tree] : []), ...functions] };
}

/** Selector and name of a property that a comparison names. */
function compared(
  place: Place,
): { readonly selector: Selector; readonly name: string } | undefined {
  const { property: name, clause, current, selectors } = place;
  if (name === undefined) return undefined;
  if (clause === 'find') return current && { selector: current, name };
  const dot = name.indexOf('.');
  const selector = dot < 0 ? undefined : selectorNamed(name.slice(0, dot), selectors);
  return selector && { selector, name: name.slice(dot + 1) };
}

function constants(type: KnownProperty['type'] | undefined): readonly Suggestion[] {
  const value = (label: string, detail?: string): Suggestion => ({
    label,
    kind: 'value',
    ...(detail !== undefined && { detail }),
    boost: -30,
  });
  const absent = value('undefined', 'no value');
  if (type === 'boolean') return [value('true'), value('false'), absent];
  if (type === 'date') {
    return [value('date.now'), value('date.now - 7 days'), value('date.now - 30 days'), absent];
  }
  return [absent];
}

function values(place: Place, catalog: Catalog): Suggestions {
  const about = compared(place);
  if (about === undefined) return { from: place.from, options: constants(undefined) };
  const known = propertiesOf(about.selector, catalog).find(({ name }) => name === about.name);
  const options = constants(known?.type);
  // What is true or false, or a moment, is not chosen from a list.
  const isListed =
    about.selector.kind === 'node' && known?.type !== 'boolean' && known?.type !== 'date';
  const [only] = about.selector.names;
  const of =
    about.selector.names.length === 1 && only !== undefined && !only.startsWith('#') ? only : '*';
  return { from: place.from, options, ...(isListed && { valuesOf: { of, property: about.name } }) };
}

/** What can be written at a place, as the graph is. */
export function suggest(place: Place, catalog: Catalog): Suggestions {
  const { from } = place;
  switch (place.expects) {
    case 'start':
      return { from, options: keywords(['FIND', 'FIND UNIQUE']) };
    case 'entity':
      return {
        from,
        options:
          place.step === undefined ? entities(catalog, catalog.types) : targets(place, catalog),
      };
    case 'target':
      return { from, options: [...targets(place, catalog), ...keywords(['AS'])] };
    case 'after entity':
      return { from, options: keywords(AFTER_ENTITY) };
    case 'property':
      return {
        from,
        options:
          place.current === undefined ? [] : propertiesOf(place.current, catalog).map(property),
      };
    case 'operator':
      return {
        from,
        options: OPERATORS.map((label, index) => ({
          label,
          kind: 'keyword',
          apply: `${label} `,
          boost: -index,
        })),
      };
    case 'value':
      return values(place, catalog);
    case 'after value':
      return {
        from,
        options: keywords(
          place.clause === 'order'
            ? ['BY']
            : place.clause === 'find'
              ? ['AND', 'OR', ...AFTER_ENTITY.slice(1)]
              : ['AND', 'OR', 'RETURN', 'ORDER BY', 'LIMIT'],
        ),
      };
    case 'verb':
      return { from, options: verbs(place, catalog) };
    case 'reference':
      return references(place, catalog);
    case 'after column':
      return {
        from,
        options: keywords(
          place.clause === 'order' ? ['ASC', 'DESC', 'LIMIT', 'SKIP'] : AFTER_COLUMN,
        ),
      };
    default:
      return { from, options: [] };
  }
}

/** A value as it is written in a query. */
export function written(value: string | number | boolean): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value);
}
