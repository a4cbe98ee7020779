import type { OptionalSteps, Query, Selector, Step, Target, Traversal } from '../../ast/index.ts';
import { type Environment, passes } from './expressions.ts';
import type { OracleEdge, OracleEntity, OracleGraph } from './graph.ts';
import { elements } from './values.ts';

/** A place of the query that a name can stand for. */
export type Place = Selector | Traversal | OptionalSteps;

/** One way through the graph. */
export interface Path {
  /** Where a next step goes on. */
  readonly at: OracleEntity;
  readonly bound: ReadonlyMap<Place, OracleEntity | OracleEdge>;
}

/** What a walk needs besides the graph: how filters inside WITH are evaluated. */
export interface Walk {
  readonly graph: OracleGraph;
  /** The environment in which names are properties of one entity. */
  propertiesOf(entity: OracleEntity): Environment;
}

const CRITICAL = ['Application', 'CodeRepo', 'DataStore', 'Function', 'Host', 'Logs'];

function isOfSmartClass(entity: OracleEntity, name: string): boolean {
  if (elements(entity.values.get('tags')).includes(name)) {
    return name !== 'CriticalAsset' || entity.classes.some((each) => CRITICAL.includes(each));
  }
  return (
    name === 'CriticalAsset' &&
    entity.classes.some((each) => CRITICAL.includes(each)) &&
    elements(entity.values.get('tag.Production')).includes(true) &&
    elements(entity.values.get('classification')).includes('critical')
  );
}

function isNamed(entity: OracleEntity, name: string): boolean {
  if (name === '*') return true;
  if (name.startsWith('#')) return isOfSmartClass(entity, name.slice(1));
  return /^[A-Z]/.test(name) ? entity.classes.includes(name) : entity.type === name;
}

/** The text is in some property or in the key, case ignored. */
function holdsText(entity: OracleEntity, text: string): boolean {
  return [...entity.values]
    .filter(([name]) => name === '_key' || !name.startsWith('_'))
    .flatMap(([, value]) => elements(value))
    .some((value) => typeof value === 'string' && value.toLowerCase().includes(text.toLowerCase()));
}

function isTarget(entity: OracleEntity, { fullText, smart, names }: Target): boolean {
  if (fullText !== undefined && !holdsText(entity, fullText.text)) return false;
  if (smart !== undefined && !isOfSmartClass(entity, smart.text)) return false;
  return names.length === 0 || names.some(({ text }) => isNamed(entity, text));
}

function isSelected(walk: Walk, selector: Selector, entity: OracleEntity): boolean {
  return (
    isTarget(entity, selector.target) &&
    (selector.filter === undefined || passes(selector.filter, walk.propertiesOf(entity)))
  );
}

/** The other end of an edge, if the edge may be walked from `at` in this direction. */
function otherEnd(edge: OracleEdge, at: OracleEntity, { direction }: Traversal) {
  if (direction !== 'in' && edge.from === at) return edge.to;
  return direction !== 'out' && edge.to === at ? edge.from : undefined;
}

/** The edges of the step that lead away from an entity, each with its other end. */
function ways(walk: Walk, at: OracleEntity, step: Traversal): readonly Way[] {
  return walk.graph.edges.flatMap((edge): Way[] => {
    const isVerb =
      step.verbs.length === 0 || step.verbs.some(({ text }) => text.toUpperCase() === edge.class);
    const end = isVerb ? otherEnd(edge, at, step) : undefined;
    return end === undefined ? [] : [{ edge, end }];
  });
}

interface Way {
  readonly edge: OracleEdge;
  readonly end: OracleEntity;
}

/** How deep SOMEHOW looks where the query does not say. */
const DEPTH = 5;

/** SOMEHOW: every other entity within so many edges, by the last edge of a shortest path to it. */
function waysSomehow(walk: Walk, start: OracleEntity, step: Traversal): readonly Way[] {
  const found = new Map<OracleEntity, Way | undefined>([[start, undefined]]);
  let front = [start];
  for (let depth = 0; depth < (step.somehow?.depth ?? DEPTH); depth += 1) {
    const reached = front.flatMap((at) => ways(walk, at, step));
    front = [];
    for (const way of reached) {
      if (found.has(way.end)) continue;
      found.set(way.end, way);
      front.push(way.end);
    }
  }
  return [...found.values()].filter((way) => way !== undefined);
}

function hop(walk: Walk, path: Path, step: Traversal): readonly Path[] {
  const { negated, selector, somehow } = step;
  const reached = (somehow === undefined ? ways : waysSomehow)(walk, path.at, step)
    .filter(({ end }) => isSelected(walk, selector, end))
    .map(({ edge, end }) => ({
      at: end,
      bound: new Map([...path.bound, [step, edge], [selector, end]]),
    }));
  if (!negated) return reached;
  return reached.length === 0 ? [path] : [];
}

/**
 * The union of what was there before the group and what it reaches. At the end of a path, where nobody goes
 * on from the union or names it, an entity stays only if the group does not match.
 */
function maybe(walk: Walk, path: Path, step: OptionalSteps, goesOn: boolean): readonly Path[] {
  const isUnion = goesOn || step.alias !== undefined;
  const reached = follow(walk, path, step.steps, isUnion);
  if (!isUnion) return reached.length > 0 ? reached : [path];
  return [...reached, path].map(({ at, bound }) => ({
    at,
    bound: new Map([...bound, [step, at]]),
  }));
}

function follow(walk: Walk, from: Path, steps: readonly Step[], goesOn: boolean): readonly Path[] {
  let paths: readonly Path[] = [from];
  for (const [index, step] of steps.entries()) {
    const hasMore = goesOn || index < steps.length - 1;
    paths = paths.flatMap((path) =>
      step.kind === 'traversal' ? hop(walk, path, step) : maybe(walk, path, step, hasMore),
    );
  }
  return paths;
}

/** Every way through the graph that the selectors and steps of a query describe. */
export function pathsOf(walk: Walk, { start, steps }: Query): readonly Path[] {
  return walk.graph.entities
    .filter((entity) => isSelected(walk, start, entity))
    .flatMap((at) => follow(walk, { at, bound: new Map([[start, at]]) }, steps, false));
}

/** The places of a query by the names under which they are known. */
export function placesByName({ start, steps }: Query): ReadonlyMap<string, Place> {
  const aliases = new Map<string, Place>();
  const unaliased = new Map<string, Place>();
  // Places behind negated verbs, where no path has anything.
  const excluded = new Map<string, Place>();
  const declare = (
    alias: string | undefined,
    names: readonly string[],
    place: Place,
    isExcluded = false,
  ) => {
    if (isExcluded) {
      for (const name of alias === undefined ? names : [alias]) excluded.set(name, place);
    } else if (alias !== undefined) aliases.set(alias, place);
    else for (const name of names) unaliased.set(name, place);
  };
  const declareSelector = (selector: Selector, isExcluded = false) =>
    declare(
      selector.alias?.text,
      selector.target.names.map(({ text }) => text),
      selector,
      isExcluded,
    );
  const visit = (step: Step): void => {
    if (step.kind === 'optional') {
      for (const inner of step.steps) visit(inner);
      declare(step.alias?.text, [], step);
    } else {
      const verbs = step.verbs.map(({ text }) => text.toUpperCase());
      declare(step.alias?.text, verbs, step, step.negated);
      declareSelector(step.selector, step.negated);
    }
  };
  declareSelector(start);
  for (const step of steps) visit(step);
  return new Map([...excluded, ...unaliased, ...aliases]);
}
