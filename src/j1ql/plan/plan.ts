import type { GraphCatalog } from '../../graph/index.ts';
import type { BoundQuery, BoundStep, Condition, EdgeGroup } from '../analysis/index.ts';

/** One line of a plan; deeper lines belong to the one above them. */
export interface PlanLine {
  readonly depth: number;
  readonly text: string;
}

/** What a query does, in words. */
export type Plan = readonly PlanLine[];

class PlanWriter {
  readonly #query: BoundQuery;
  readonly #catalog: GraphCatalog;
  readonly #lines: PlanLine[] = [];

  constructor(query: BoundQuery, catalog: GraphCatalog) {
    this.#query = query;
    this.#catalog = catalog;
  }

  write(): Plan {
    const { where, result, order, skip, limit, having } = this.#query;
    this.#node('start at', 0, 0);
    for (const step of this.#query.steps) this.#step(step, 0);
    if (where !== undefined) this.#line(0, `keep paths where ${describe(where)}`);
    if (result.kind === 'list') this.#line(0, 'answer the start entities, each once');
    if (result.kind === 'tree') this.#line(0, 'answer all paths as one graph');
    if (result.kind === 'table') {
      const names = result.columns.map(({ name }) => name).join(', ');
      const how = result.isGrouped
        ? 'group by the plain columns and answer'
        : result.isUnique
          ? 'answer distinct rows of'
          : 'answer one row per path of';
      this.#line(0, `${how} ${names}`);
    }
    if (having !== undefined) this.#line(0, `keep groups where ${describe(having)}`);
    if (order.length > 0) this.#line(0, `sort by ${order.length} of the values, absent ones last`);
    if (skip !== undefined) this.#line(0, `leave out the first ${skip}`);
    if (limit !== undefined) this.#line(0, `stop after ${limit}`);
    return this.#lines;
  }

  #line(depth: number, text: string): void {
    this.#lines.push({ depth, text });
  }

  #kinds(kinds: ReadonlySet<number>): string {
    const types = this.#catalog.kinds.filter(({ id }) => kinds.has(id)).map(({ type }) => type);
    if (types.length === 0) return 'nothing (no such type, or no relationship fits)';
    return types.length === this.#catalog.kinds.length ? 'anything' : types.join(', ');
  }

  #node(verb: string, index: number, depth: number): void {
    const node = this.#query.nodes[index];
    if (node === undefined) return;
    this.#line(depth, `${verb} ${node.label}: ${this.#kinds(node.kinds)}`);
    if (node.fullText !== undefined) this.#line(depth + 1, 'with a text in any property');
    if (node.filter !== undefined) this.#line(depth + 1, `with ${describe(node.filter)}`);
  }

  #step(step: BoundStep, depth: number): void {
    if (step.kind === 'optional') {
      this.#line(depth, 'perhaps');
      for (const inner of step.steps) this.#step(inner, depth + 1);
      if (step.union !== undefined) this.#line(depth + 1, 'and go on from both ends of this');
      return;
    }
    const from = this.#query.nodes[step.from]?.label ?? '';
    const verb = step.kind === 'absence' ? 'leave out those that reach' : 'follow';
    this.#node(`${verb} from ${from} to`, step.to, depth);
    if (step.depth !== undefined) {
      this.#line(depth + 1, `by the shortest path of at most ${step.depth} of these`);
    }
    for (const group of this.#query.edges[step.edge]?.groups ?? []) {
      this.#line(depth + 1, describeGroup(group));
    }
  }
}

function describeGroup(group: EdgeGroup): string {
  const how = {
    stored: 'stored relationships',
    asset: 'derived from the asset of the finding',
    qid: 'derived from the QID inside one subscription',
    'qid-cve': 'derived from the CVEs of the QID',
    'threat-qid': 'derived from the QID',
  }[group.origin];
  const types = [...new Set(group.edgeKinds.map(({ type }) => type))].join(', ');
  return `${group.isForward ? '>>' : '<<'} ${types} (${how})`;
}

function describe(condition: Condition): string {
  const not = (negated: boolean) => (negated ? 'not ' : '');
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.parts.map(describe);
      return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(` ${condition.kind} `)})`;
    }
    case 'membership':
      return `${not(condition.negated)}one of ${condition.ids.length} ${condition.of} of the catalog`;
    case 'amongStarts':
      return `of the smart class ${condition.label}`;
    case 'cidr':
      return `${not(condition.negated)}inside an address range`;
    case 'comparison': {
      const left = condition.left.kind === 'property' ? condition.left.property : 'an expression';
      return `${not(condition.negated)}${left} ${condition.operator} ${condition.right.kind}`;
    }
  }
}

/** The plan of an analysed query. */
export function makePlan(query: BoundQuery, catalog: GraphCatalog): Plan {
  return new PlanWriter(query, catalog).write();
}

/** A plan as indented text. */
export function planText(plan: Plan): string {
  return plan.map(({ depth, text }) => `${'  '.repeat(depth)}- ${text}`).join('\n');
}
