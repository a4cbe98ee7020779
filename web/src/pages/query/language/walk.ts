import { OPERATORS, type Piece } from './scan.ts';

/** An entity or a relationship that the query names. */
export interface Selector {
  readonly kind: 'node' | 'edge';
  /** Classes and types, or verbs; empty for any. */
  readonly names: readonly string[];
  readonly alias: string | undefined;
}

/** What may stand where somebody writes. */
export type Expectation =
  | 'start'
  | 'entity'
  | 'after entity'
  | 'property'
  | 'operator'
  | 'value'
  | 'after value'
  | 'verb'
  | 'target'
  | 'new name'
  | 'reference'
  | 'after column'
  | 'number'
  | 'nothing';

/** The clause that somebody writes in. */
export type Clause = 'find' | 'where' | 'return' | 'having' | 'order' | 'limit';

/** What is remembered while the pieces before the place are gone through. */
export interface Walk {
  expects: Expectation;
  clause: Clause;
  selectors: Selector[];
  current: Selector | undefined;
  verbs: string[];
  from: Selector | undefined;
  property: string | undefined;
  /** Open parentheses of a list of names or values. */
  list: number;
}

function newWalk(): Walk {
  return {
    expects: 'start',
    clause: 'find',
    selectors: [],
    current: undefined,
    verbs: [],
    from: undefined,
    property: undefined,
    list: 0,
  };
}

/** Keywords that begin something new wherever they stand. */
function clauseOf(word: string): Pick<Walk, 'clause' | 'expects'> | undefined {
  switch (word) {
    case 'WHERE':
      return { clause: 'where', expects: 'reference' };
    case 'RETURN':
      return { clause: 'return', expects: 'reference' };
    case 'HAVING':
      return { clause: 'having', expects: 'reference' };
    case 'ORDER':
      return { clause: 'order', expects: 'after value' };
    case 'BY':
      return { clause: 'order', expects: 'reference' };
    case 'SKIP':
    case 'LIMIT':
      return { clause: 'limit', expects: 'number' };
    default:
      return undefined;
  }
}

function nameCurrent(walk: Walk, change: Partial<Selector>): void {
  if (walk.current === undefined) return;
  walk.current = { ...walk.current, ...change };
  walk.selectors[walk.selectors.length - 1] = walk.current;
}

function addName(walk: Walk, kind: Selector['kind'], name: string | undefined): void {
  const isNew = walk.list <= 1 && !isGoingOn(walk, kind);
  if (isNew) {
    walk.current = { kind, names: [], alias: undefined };
    walk.selectors.push(walk.current);
  }
  if (name !== undefined) nameCurrent(walk, { names: [...(walk.current?.names ?? []), name] });
}

/** Whether the name belongs to a list that was begun before. */
function isGoingOn(walk: Walk, kind: Selector['kind']): boolean {
  return walk.list > 0 && walk.current?.kind === kind && walk.current.names.length > 0;
}

function word(walk: Walk, { text }: Piece): void {
  const upper = text.toUpperCase();
  if (upper === 'FIND') {
    walk.expects = 'entity';
    return;
  }
  const clause = walk.expects === 'new name' ? undefined : clauseOf(upper);
  if (clause !== undefined) {
    Object.assign(walk, clause);
    walk.list = 0;
    return;
  }
  switch (walk.expects) {
    case 'start':
    case 'entity':
      if (upper === 'UNIQUE') return;
      addName(walk, 'node', text);
      if (walk.list === 0 && !text.startsWith('#')) walk.expects = 'after entity';
      return;
    case 'after entity':
    case 'after value':
    case 'after column':
      afterThing(walk, upper);
      return;
    case 'property':
    case 'reference':
      if (upper === 'TREE') {
        walk.expects = 'nothing';
        return;
      }
      walk.property = text;
      walk.expects =
        walk.clause === 'return' || walk.clause === 'order' ? 'after column' : 'operator';
      return;
    case 'value':
      if (walk.list === 0) walk.expects = 'after value';
      return;
    case 'verb':
      verb(walk, text, upper);
      return;
    case 'target':
      target(walk, text, upper);
      return;
    case 'new name':
      newName(walk, text);
      return;
    default:
      return;
  }
}

function afterThing(walk: Walk, upper: string): void {
  if (upper === 'WITH') walk.expects = 'property';
  else if (upper === 'AS') walk.expects = 'new name';
  else if (upper === 'THAT') {
    walk.from = walk.selectors.findLast(({ kind }) => kind === 'node');
    walk.verbs = [];
    walk.list = 0;
    walk.expects = 'verb';
  } else if (upper === 'AND' || upper === 'OR') {
    walk.expects = walk.list > 0 ? 'value' : walk.clause === 'find' ? 'property' : 'reference';
  }
}

function verb(walk: Walk, text: string, upper: string): void {
  if (upper === 'SOMEHOW') return;
  const isAny = upper === 'RELATES';
  if (!isAny) walk.verbs.push(text);
  addName(walk, 'edge', isAny ? undefined : text);
  if (walk.list === 0) walk.expects = 'target';
}

function target(walk: Walk, text: string, upper: string): void {
  if (upper === 'TO') return;
  if (upper === 'AS') {
    walk.expects = 'new name';
    return;
  }
  addName(walk, 'node', text);
  walk.expects = text.startsWith('#') ? 'target' : 'after entity';
}

function newName(walk: Walk, text: string): void {
  if (walk.clause === 'return') {
    walk.expects = 'after column';
    return;
  }
  nameCurrent(walk, { alias: text });
  walk.expects = walk.current?.kind === 'edge' ? 'target' : 'after entity';
}

function symbol(walk: Walk, { text }: Piece): void {
  if (OPERATORS.includes(text)) {
    if (walk.expects === 'operator') walk.expects = 'value';
    return;
  }
  switch (text) {
    case '(':
      if (walk.expects === 'target') walk.expects = 'entity';
      // Parentheses that group conditions and the arguments of functions are not lists.
      if (['entity', 'verb', 'value', 'start'].includes(walk.expects)) walk.list += 1;
      if (walk.expects === 'after column' || walk.expects === 'operator')
        walk.expects = 'reference';
      return;
    case ')':
      close(walk);
      return;
    case '*':
      if (walk.expects === 'entity' || walk.expects === 'target' || walk.expects === 'start') {
        addName(walk, 'node', undefined);
        if (walk.list === 0) walk.expects = 'after entity';
      } else if (walk.expects === 'after column') walk.expects = 'reference';
      return;
    case ',':
      if (walk.clause === 'return' || walk.clause === 'order') walk.expects = 'reference';
      return;
    case '+':
    case '-':
    case '/':
    case '^':
      if (walk.expects === 'after column' || walk.expects === 'operator')
        walk.expects = 'reference';
      return;
    default:
      return;
  }
}

function close(walk: Walk): void {
  if (walk.list > 0) {
    walk.list -= 1;
    if (walk.list > 0) return;
    if (walk.expects === 'verb') walk.expects = 'target';
    else if (walk.expects === 'value' || walk.expects === 'after value')
      walk.expects = 'after value';
    else walk.expects = 'after entity';
    return;
  }
  if (walk.expects === 'reference' && walk.clause === 'return') walk.expects = 'after column';
}

function value(walk: Walk): void {
  if (walk.expects === 'value') walk.expects = 'after value';
  else if (walk.expects === 'entity' || walk.expects === 'start') {
    addName(walk, 'node', undefined);
    walk.expects = 'after entity';
  } else if (walk.expects === 'reference') walk.expects = 'after column';
  else if (walk.expects === 'new name') newName(walk, '');
}

function step(walk: Walk, piece: Piece): void {
  if (piece.kind === 'word') word(walk, piece);
  else if (piece.kind === 'symbol') symbol(walk, piece);
  else if (piece.kind === 'bracket') word(walk, { ...piece, text: piece.text.slice(1, -1) });
  else if (piece.kind !== 'comment') value(walk);
}

/**
 * Goes through the pieces before a place and tells what may follow. The parenthesis that a sub-query stands in ends it: what was
 * before goes on.
 */
export function walkTo(pieces: readonly Piece[]): Walk {
  const outer: { walk: Walk; depth: number }[] = [];
  let walk = newWalk();
  let depth = 0;
  for (const piece of pieces) {
    if (piece.text === '(') depth += 1;
    if (piece.text === ')') depth -= 1;
    const isSubquery = piece.text.toUpperCase() === 'FIND' && walk.expects === 'value' && depth > 0;
    if (isSubquery) {
      outer.push({ walk, depth });
      walk = newWalk();
    }
    const last = outer.at(-1);
    if (last !== undefined && depth < last.depth) {
      walk = last.walk;
      outer.pop();
    }
    step(walk, piece);
  }
  return walk;
}
