import type { Filter, Name, Selector, Span, Step, Target, Traversal } from '../ast/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type BindSubquery, bindFilter } from './bind-filter.ts';
import type { Names } from './bind-value.ts';
import type { Binder } from './binder.ts';
import type { BoundQuery, BoundStep, Condition, EdgeVariable, NodeVariable } from './bound.ts';
import { edgeGroups, narrow, type OpenHop, type OpenPaths } from './narrow.ts';
import type { Scope } from './scope.ts';
import { smartFilter } from './smart-classes.ts';
import { kindsOfName } from './target-kinds.ts';

interface OpenNode {
  readonly index: number;
  readonly label: string;
  readonly kinds: Set<number>;
  filter?: Condition;
  fullText?: string;
}

interface OpenEdge {
  readonly label: string;
  readonly hop: OpenHop | OpenPaths;
}

/** Relationships that a SOMEHOW path has at most, where the query does not say. */
const USUAL_DEPTH = 5;
const MOST_DEPTH = 10;

/** The path of a query with everything that is known about its nodes and edges. */
export interface BoundPath {
  readonly nodes: readonly NodeVariable[];
  readonly edges: readonly EdgeVariable[];
  readonly steps: readonly BoundStep[];
}

/** Kinds that pass the membership tests which every entity of a node has to pass. */
function requiredKinds(condition: Condition | undefined, node: number): readonly Set<number>[] {
  if (condition === undefined) return [];
  if (condition.kind === 'and') return condition.parts.flatMap((part) => requiredKinds(part, node));
  const isKindTest =
    condition.kind === 'membership' && condition.of === 'kinds' && condition.node === node;
  return isKindTest && !condition.negated ? [new Set(condition.ids)] : [];
}

function unionOf(sets: readonly ReadonlySet<number>[]): Set<number> {
  return new Set(sets.flatMap((set) => [...set]));
}

function openPaths(hop: OpenHop, depth: number): OpenPaths {
  const sets = () => Array.from({ length: depth }, () => new Set<number>());
  return { ...hop, via: [hop.from, ...sets().slice(1)], reached: sets() };
}

/** `#Name` in a union. */
function isSmart({ text }: Name): boolean {
  return text.startsWith('#');
}

function targetText(target: Target): string {
  const [only] = target.names;
  if (target.names.length === 1 && only !== undefined) return only.text;
  return target.names.length > 0 ? `(${target.names.map(({ text }) => text).join('|')})` : '*';
}

/** How queries inside the one that is bound are bound. */
export interface InnerQueries {
  readonly subquery: BindSubquery;
  /** A query out of the definition of a smart class that the query names. */
  definition(name: Name, text: string): BoundQuery;
}

/** Builds the path of one query; used once. */
export class PathBinder {
  readonly #binder: Binder;
  readonly #scope: Scope;
  readonly #queries: InnerQueries;
  readonly #nodes: OpenNode[] = [];
  readonly #edges: OpenEdge[] = [];

  constructor(binder: Binder, scope: Scope, queries: InnerQueries) {
    this.#binder = binder;
    this.#scope = scope;
    this.#queries = queries;
  }

  /** @throws J1qlError for aliases and filters that mean nothing. */
  bind(start: Selector, steps: readonly Step[]): BoundPath {
    const first = this.#node(start, false);
    const bound = this.#steps(steps, first, { isInside: false, goesOn: false }).steps;
    narrow(
      this.#edges.map(({ hop }) => hop),
      this.#binder.catalog,
    );
    return {
      nodes: this.#nodes.map((node) => ({ ...node })),
      edges: this.#edges.map((edge, index) => this.#closeEdge(edge, index)),
      steps: bound,
    };
  }

  #closeEdge({ label, hop }: OpenEdge, index: number): EdgeVariable {
    const all = 'via' in hop ? { ...hop, from: unionOf(hop.via), to: unionOf(hop.reached) } : hop;
    const groups = edgeGroups(all, this.#binder.catalog);
    if (groups.length === 0) {
      this.#binder.warn(`No relationship of the graph fits the step ${label}.`);
    }
    return { index, label, groups };
  }

  #node(selector: Selector, isExcluded: boolean): OpenNode {
    const { target, alias } = selector;
    const node: OpenNode = {
      index: this.#nodes.length,
      label: alias?.text ?? targetText(target),
      kinds: this.#kinds(target),
    };
    this.#nodes.push(node);
    this.#declare(alias, target, node, isExcluded);
    const bind = (filter: Filter, isWritten: boolean) =>
      bindFilter(filter, this.#propertiesOf(node, isWritten), this.#binder, this.#queries.subquery);
    const smart = (name: Name): Condition => {
      const definition = this.#binder.smartClass(name.text);
      const byTag = bind(smartFilter(name, definition !== undefined), false);
      const byQuery = (definition?.queries ?? []).map(
        (text): Condition => ({
          kind: 'amongStarts',
          node: node.index,
          label: `#${name.text}`,
          query: this.#queries.definition(name, text),
        }),
      );
      return { kind: 'or', parts: [byTag, ...byQuery] };
    };
    const parts = [
      ...(target.smart === undefined ? [] : [smart(target.smart)]),
      ...this.#union(target, node, smart),
      ...(selector.filter === undefined ? [] : [bind(selector.filter, true)]),
    ];
    if (parts.length > 0) node.filter = { kind: 'and', parts };
    if (target.fullText !== undefined) node.fullText = target.fullText.text;
    for (const allowed of requiredKinds(node.filter, node.index)) {
      for (const kind of node.kinds) if (!allowed.has(kind)) node.kinds.delete(kind);
    }
    return node;
  }

  #declare(alias: Name | undefined, target: Target, node: OpenNode, isExcluded: boolean): void {
    const names = target.names.map(({ text }) => text).filter((text) => text !== '*');
    if (isExcluded) {
      for (const name of alias === undefined ? names : [alias.text]) this.#scope.addExcluded(name);
      return;
    }
    const variable = { kind: 'node', index: node.index } as const;
    if (alias !== undefined) this.#scope.addAlias(alias, variable);
    else for (const name of names) this.#scope.addUnaliased(name, variable);
  }

  #kinds(target: Target): Set<number> {
    const kinds = new Set<number>();
    if (target.names.length === 0 || target.names.some(isSmart)) {
      for (const { id } of this.#binder.catalog.kinds) kinds.add(id);
    }
    for (const name of target.names) {
      if (isSmart(name)) continue;
      const { text } = name;
      const { ids, warning } = kindsOfName(text, this.#binder.catalog);
      for (const id of ids) kinds.add(id);
      if (warning !== undefined) this.#binder.warn(warning);
    }
    return kinds;
  }

  /** The condition of a union in which smart classes stand beside classes and types. */
  #union(target: Target, node: OpenNode, smart: (name: Name) => Condition): readonly Condition[] {
    const { names } = target;
    if (!names.some(isSmart)) return [];
    const ids = names
      .filter((name) => !isSmart(name))
      .flatMap(({ text }) => kindsOfName(text, this.#binder.catalog).ids);
    const { index } = node;
    const plain: Condition = { kind: 'membership', node: index, of: 'kinds', ids, negated: false };
    const classes = names
      .filter(isSmart)
      .map(({ text, span }) => smart({ text: text.slice(1), span }));
    return [{ kind: 'or', parts: [plain, ...classes] }];
  }

  /** Names inside WITH. `isWritten`: the user wrote them, so unknown ones deserve a warning. */
  #propertiesOf(node: OpenNode, isWritten: boolean): Names {
    return {
      reference: ({ parts, bracket }) => {
        const property = [...parts, ...(bracket === undefined ? [] : [bracket])].join('.');
        if (isWritten) this.#binder.usesProperty(property, node.label, node.kinds);
        return { kind: 'property', variable: { kind: 'node', index: node.index }, property };
      },
    };
  }

  /**
   * Steps one after the other; gives the node from which a next one goes on. `goesOn`: something follows
   * the steps, be it outside the group that they are in.
   */
  #steps(
    steps: readonly Step[],
    start: OpenNode,
    place: { readonly isInside: boolean; readonly goesOn: boolean },
  ): { steps: readonly BoundStep[]; end: OpenNode } {
    const bound: BoundStep[] = [];
    let at = start;
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'traversal') {
        const isEntry = place.isInside && at === start;
        const { step: hop, end } = this.#hop(step, at, !isEntry);
        bound.push(hop);
        at = end;
        continue;
      }
      const goesOn = index < steps.length - 1 || place.goesOn;
      // Who names the union goes on from it too: groups inside end in unions of their own.
      const isUnion = goesOn || step.alias !== undefined;
      const inner = this.#steps(step.steps, at, { isInside: true, goesOn: isUnion });
      const union = isUnion ? this.#either(step.alias, at, inner.end) : undefined;
      bound.push({
        kind: 'optional',
        from: at.index,
        steps: inner.steps,
        exit: inner.end.index,
        ...(union === undefined ? {} : { union: union.index }),
      });
      at = union ?? inner.end;
    }
    return { steps: bound, end: at };
  }

  #either(alias: Name | undefined, before: OpenNode, reached: OpenNode): OpenNode {
    const node: OpenNode = {
      index: this.#nodes.length,
      label: alias?.text ?? `${before.label} or ${reached.label}`,
      kinds: new Set([...before.kinds, ...reached.kinds]),
    };
    this.#nodes.push(node);
    if (alias !== undefined) this.#scope.addAlias(alias, { kind: 'node', index: node.index });
    return node;
  }

  #hop(
    traversal: Traversal,
    from: OpenNode,
    narrowsFrom: boolean,
  ): { step: BoundStep; end: OpenNode } {
    const { negated, verbs, alias, direction, somehow } = traversal;
    const edgeIndex = this.#edges.length;
    const classes =
      verbs.length === 0 ? undefined : new Set(verbs.map(({ text }) => text.toUpperCase()));
    this.#checkVerbs(verbs);
    const to = this.#node(traversal.selector, negated);
    const hop: OpenHop = {
      from: from.kinds,
      to: to.kinds,
      classes,
      direction,
      narrowsFrom: narrowsFrom && !negated,
    };
    const label = this.#stepLabel(traversal.span);
    const depth = somehow === undefined ? undefined : this.#depth(somehow);
    this.#edges.push({ label, hop: depth === undefined ? hop : openPaths(hop, depth) });
    const variable = { kind: 'edge', index: edgeIndex } as const;
    if (negated) {
      const names =
        alias === undefined ? verbs.map(({ text }) => text.toUpperCase()) : [alias.text];
      for (const name of names) this.#scope.addExcluded(name);
    } else if (alias !== undefined) {
      this.#scope.addAlias(alias, variable);
    } else {
      for (const { text } of verbs) this.#scope.addUnaliased(text.toUpperCase(), variable);
    }
    return {
      step: {
        kind: negated ? 'absence' : 'hop',
        from: from.index,
        to: to.index,
        edge: edgeIndex,
        ...(depth === undefined ? {} : { depth }),
      },
      end: negated ? from : to,
    };
  }

  #depth(somehow: NonNullable<Traversal['somehow']>): number {
    const depth = somehow.depth ?? USUAL_DEPTH;
    if (!Number.isInteger(depth) || depth < 1 || depth > MOST_DEPTH) {
      throw this.#binder.failure('J_NUMBER', somehow.span, `The depth ${depth}`, [
        `a whole number from 1 to ${MOST_DEPTH}`,
      ]);
    }
    return depth;
  }

  #checkVerbs(verbs: readonly Name[]): void {
    const known = new Set(this.#binder.catalog.edgeKinds.map((kind) => kind.class));
    for (const { text } of verbs) {
      if (!known.has(text.toUpperCase())) {
        const meant = didYouMean(text, known);
        this.#binder.warn(
          `The graph has no relationship of class ${text.toUpperCase()}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
        );
      }
    }
  }

  #stepLabel(span: Span): string {
    return this.#binder.text
      .slice(span.offset, span.offset + span.length)
      .replace(/\s+/g, ' ')
      .slice(0, 80);
  }
}
