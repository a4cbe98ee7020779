import { type GroupFilter, MOST_NODES } from './exploration.ts';

/** A disc as a link remembers it; its numbers are counted anew. */
export interface RememberedDisc {
  readonly via: string;
  readonly relation: string;
  readonly filter: GroupFilter;
  /** How many of its neighbours are drawn elsewhere. */
  readonly elsewhere: number;
  readonly isRest: boolean;
}

/** What a link remembers of an exploration: what is drawn, not what is known of it. */
export interface Remembered {
  readonly entities: readonly {
    readonly id: string;
    readonly via?: { readonly id: string; readonly relation: string };
  }[];
  readonly discs: readonly RememberedDisc[];
  /** Discs of the answer of a query, by the ids of what they hold. */
  readonly members: readonly (readonly string[])[];
}

/** Between the parts of a token; neither it nor the blank between tokens is escaped in an address. */
const PART = '*';

const FILTERS = { severity: 's', state: 't', qid: 'q', age: 'a' } as const;

/** Members that a link may name: as many as a query can bring. */
const MOST_MEMBERS = 1_000;

function short(id: string): string {
  return Number(id).toString(36);
}

function long(text: string | undefined): string | undefined {
  if (text === undefined || !/^[0-9a-z]{1,11}$/.test(text)) return undefined;
  const value = Number.parseInt(text, 36);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/**
 * An exploration as a short text: entities as `id*via*relation`, discs as `.d*via*relation*…`, discs of a query as
 * `.m*id*distance*…`. Relations are numbers of the list in front.
 */
export function writeLink({ entities, discs, members }: Remembered): string {
  const relations: string[] = [];
  const numberOf = (relation: string) => {
    if (!relations.includes(relation)) relations.push(relation);
    return relations.indexOf(relation).toString(36);
  };
  const tokens = [
    ...entities.map(({ id, via }) =>
      via === undefined ? short(id) : [short(id), short(via.id), numberOf(via.relation)].join(PART),
    ),
    ...discs.map(({ via, relation, filter, elsewhere, isRest }) =>
      [
        '.d',
        short(via),
        numberOf(relation),
        elsewhere.toString(36),
        isRest ? 'r' : 'g',
        ...Object.entries(FILTERS).flatMap(([name, letter]) => {
          const value = filter[name as keyof GroupFilter];
          return value === undefined ? [] : [`${letter}${value}`];
        }),
      ].join(PART),
    ),
    ...members.map((ids) => {
      const sorted = ids.map(Number).sort((a, b) => a - b);
      const steps = sorted.map((id, index) => id - (sorted[index - 1] ?? 0));
      return ['.m', ...steps.map((step) => step.toString(36))].join(PART);
    }),
  ];
  return [`1${relations.map((name) => PART + name).join('')}`, ...tokens].join(' ');
}

/** Reads the text of {@link writeLink}; what cannot be understood is left out. */
export function readLink(text: string): Remembered {
  const [head = '', ...tokens] = text.split(' ');
  const [version, ...relations] = head.split(PART);
  const nothing: Remembered = { entities: [], discs: [], members: [] };
  if (version !== '1') return nothing;
  const relationOf = (number: string | undefined) =>
    number === undefined ? undefined : relations[Number.parseInt(number, 36)];
  const entities: Remembered['entities'][number][] = [];
  const discs: RememberedDisc[] = [];
  const members: (readonly string[])[] = [];
  let named = 0;
  for (const token of tokens) {
    if (entities.length + discs.length + members.length >= MOST_NODES) break;
    const parts = token.split(PART);
    if (parts[0] === '.d') {
      const disc = readDisc(parts, relationOf);
      if (disc !== undefined) discs.push(disc);
    } else if (parts[0] === '.m') {
      const ids = readMembers(parts.slice(1));
      named += ids.length;
      if (ids.length > 0 && named <= MOST_MEMBERS) members.push(ids);
    } else {
      const id = long(parts[0]);
      const via = long(parts[1]);
      const relation = relationOf(parts[2]);
      if (id === undefined) continue;
      const isReached = via !== undefined && relation !== undefined;
      entities.push({ id, ...(isReached && { via: { id: via, relation } }) });
    }
  }
  return { entities, discs, members };
}

function readDisc(
  [, viaText, relationText, elsewhereText, rest, ...filters]: readonly string[],
  relationOf: (number: string | undefined) => string | undefined,
): RememberedDisc | undefined {
  const via = long(viaText);
  const relation = relationOf(relationText);
  const elsewhere = Number(long(elsewhereText) ?? 0);
  if (via === undefined || relation === undefined) return undefined;
  const value = (letter: string) => filters.find((each) => each.startsWith(letter))?.slice(1);
  const [severity, state, age] = [FILTERS.severity, FILTERS.state, FILTERS.age].map(value);
  const qid = value(FILTERS.qid);
  const filter = {
    ...(severity !== undefined && { severity }),
    ...(state !== undefined && { state }),
    ...(qid !== undefined && /^\d{1,9}$/.test(qid) && { qid: Number(qid) }),
    ...(age !== undefined && { age }),
  };
  return { via, relation, filter, elsewhere, isRest: rest === 'r' };
}

function readMembers(steps: readonly string[]): readonly string[] {
  let last = 0;
  const ids: string[] = [];
  for (const step of steps) {
    const distance = long(step);
    if (distance === undefined) return [];
    last += Number(distance);
    ids.push(String(last));
  }
  return ids;
}
