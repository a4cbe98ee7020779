import { visible } from '../../graph/index.ts';
import type { Absence, BoundStep, Hop, NodeVariable, OptionalGroup } from '../analysis/index.ts';
import { type ConditionScope, conditionSql } from './condition.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { EDGE_FACTS, type EdgeSql, factColumn } from './edge-facts.ts';
import { tableOf } from './entity-table.ts';
import { fullTextSql } from './full-text.ts';
import { groupJoin, unionOfGroups } from './hop.ts';
import { pathsSql } from './paths.ts';
import { allOf, inIds } from './typed-sql.ts';

/** FROM items and conditions of a path. */
export interface PathSql {
  readonly from: readonly string[];
  readonly where: readonly string[];
}

/** Variables that something outside the path looks at. */
export interface UsedVariables {
  readonly nodes: ReadonlySet<number>;
  readonly edges: ReadonlySet<number>;
  /** SOMEHOW steps of which the whole path is looked at, by their edge. */
  readonly paths: ReadonlySet<number>;
}

/** All nodes that a step binds, in order. */
export function boundNodes(step: BoundStep): readonly number[] {
  if (step.kind === 'absence') return [];
  if (step.kind === 'hop') return [step.to];
  return [...step.steps.flatMap(boundNodes), ...(step.union === undefined ? [] : [step.union])];
}

/** SOMEHOW steps, by the index of their edge. */
export function pathEdges(step: BoundStep): readonly number[] {
  if (step.kind === 'optional') return step.steps.flatMap(pathEdges);
  return step.kind === 'hop' && step.depth !== undefined ? [step.edge] : [];
}

/** SQL of the ids of all nodes that a step binds, as the scope around the step sees them. */
export function nodeIds(
  context: QueryContext,
  step: BoundStep,
  used: UsedVariables,
): readonly (readonly [node: number, sql: string])[] {
  if (step.kind === 'absence') return [];
  if (step.kind === 'hop') return [[step.to, `${nodeAlias(context, step.to)}.id`]];
  const inner = step.steps.flatMap(boundNodes).map((node): [number, string] => [
    node,
    // Only nodes that something looks at are joined again outside the group.
    used.nodes.has(node)
      ? `${nodeAlias(context, node)}.id`
      : `${context.prefix}g${step.exit}.n${node}`,
  ]);
  return step.union === undefined
    ? inner
    : [...inner, [step.union, `${nodeAlias(context, step.union)}.id`]];
}

/** All relationships that a step binds. */
export function boundEdges(step: BoundStep): readonly number[] {
  if (step.kind === 'absence') return [];
  return step.kind === 'hop' ? [step.edge] : step.steps.flatMap(boundEdges);
}

/** What a row of `entity` has to be to stand for a node, as far as its kind and its time go. */
export function rowConditions(
  context: QueryContext,
  index: number,
  alias: string,
): readonly string[] {
  const kinds = context.query.nodes[index]?.kinds ?? new Set<number>();
  const isAny = kinds.size > 0 && kinds.size === context.catalog.kinds.length;
  return [...(isAny ? [] : [inIds(`${alias}.kind_id`, kinds)]), visible(alias, context.seq)];
}

/** Turns the path of a query into joins. */
export class PathCompiler {
  readonly #context: QueryContext;
  readonly #scope: ConditionScope;
  readonly #used: UsedVariables;

  constructor(context: QueryContext, scope: ConditionScope, used: UsedVariables) {
    this.#context = context;
    this.#scope = scope;
    this.#used = used;
  }

  /** FROM items and conditions of the whole path. */
  compile(): PathSql {
    const { query } = this.#context;
    const first = nodeAlias(this.#context, 0);
    const from = [`${tableOf(this.#context, 0)} ${first}`];
    const where = [...this.#nodeConditions(0)];
    this.#steps(query.steps, from, where);
    return { from, where };
  }

  /**
   * The path as conditions on its start alone, one sub-query inside the other: who only asks which entities
   * there are does not pay for every way in which they are reached. Undefined where a step is optional.
   */
  compileNested(): PathSql | undefined {
    const { query } = this.#context;
    if (query.steps.some(({ kind }) => kind === 'optional')) return undefined;
    const where = [...this.#nodeConditions(0), ...this.#nested(0, 0)];
    return { from: [`${tableOf(this.#context, 0)} ${nodeAlias(this.#context, 0)}`], where };
  }

  #nested(at: number, node: number): readonly string[] {
    const step = this.#context.query.steps[at];
    if (step === undefined || step.kind === 'optional') return [];
    const left = nodeAlias(this.#context, node);
    if (step.kind === 'absence') {
      const where: string[] = [];
      this.#absence(step, left, where);
      return [...where, ...this.#nested(at + 1, node)];
    }
    const from = [`${tableOf(this.#context, node)} ${left}`];
    this.#hop(step, left, from);
    const where = [...rowConditions(this.#context, node, left), ...this.#nested(at + 1, step.to)];
    return [`${left}.id IN (SELECT ${left}.id FROM ${from.join(' ')} WHERE ${allOf(where)})`];
  }

  #node(index: number): NodeVariable {
    const node = this.#context.query.nodes[index];
    if (node === undefined) throw new RangeError(`no node ${index}`);
    return node;
  }

  /** What a row of `entity` has to be to stand for a node. */
  #nodeConditions(index: number): readonly string[] {
    const node = this.#node(index);
    const alias = nodeAlias(this.#context, index);
    return [
      ...rowConditions(this.#context, index, alias),
      ...(node.filter === undefined ? [] : [conditionSql(this.#context, node.filter, this.#scope)]),
      ...(node.fullText === undefined
        ? []
        : [fullTextSql(this.#context, index, alias, node.fullText)]),
    ];
  }

  /** `entry` is the alias under which the node `entryNode` stands at the start of an optional group. */
  #steps(
    steps: readonly BoundStep[],
    from: string[],
    where: string[],
    entry?: { readonly node: number; readonly alias: string },
  ): void {
    const aliasOf = (index: number) =>
      entry !== undefined && entry.node === index ? entry.alias : nodeAlias(this.#context, index);
    for (const step of steps) {
      const left = aliasOf(step.from);
      if (step.kind === 'hop') this.#hop(step, left, from);
      else if (step.kind === 'absence') this.#absence(step, left, where);
      else this.#optional(step, left, from);
    }
  }

  #hop(step: Hop, left: string, from: string[]): void {
    const context = this.#context;
    if (step.depth !== undefined) {
      this.#paths(step, step.depth, left, from);
      return;
    }
    const right = nodeAlias(context, step.to);
    const name = `${context.prefix}e${step.edge}`;
    const groups = context.query.edges[step.edge]?.groups ?? [];
    const conditions = this.#nodeConditions(step.to);
    const table = tableOf(context, step.to);
    const kinds = {
      leftKinds: this.#node(step.from).kinds,
      rightKinds: this.#node(step.to).kinds,
    };
    const [only] = groups;
    if (only === undefined) {
      from.push(`JOIN entity ${right} ON FALSE`);
      return;
    }
    if (groups.length === 1) {
      const join = groupJoin(context, only, { left, right, ...kinds }, name);
      for (const table of join.through) from.push(`CROSS JOIN ${table}`);
      from.push(`JOIN ${table} ${right} ON ${allOf([...join.conditions, ...conditions])}`);
      context.edgeSql.set(step.edge, join.facts);
      return;
    }
    const hasFacts = this.#used.edges.has(step.edge);
    const union = unionOfGroups(context, step.edge, groups, hasFacts);
    from.push(`JOIN (${union}) ${name} ON ${name}.l = ${left}.id`);
    from.push(`JOIN ${table} ${right} ON ${allOf([`${right}.id = ${name}.r`, ...conditions])}`);
    if (hasFacts) context.edgeSql.set(step.edge, this.#factsOf(step.edge, name));
  }

  #paths(step: Hop, depth: number, left: string, from: string[]): void {
    const context = this.#context;
    const right = nodeAlias(context, step.to);
    const name = `${context.prefix}e${step.edge}`;
    const wanted = {
      way: this.#used.paths.has(step.edge),
      facts: this.#used.edges.has(step.edge),
    };
    const found = pathsSql(context, { ...step, depth }, this.#nodeConditions(step.from), wanted);
    from.push(
      `JOIN (${found}) ${name} ON ${name}.l = ${left}.id`,
      `JOIN ${tableOf(context, step.to)} ${right} ON ${allOf([`${right}.id = ${name}.r`, ...this.#nodeConditions(step.to)])}`,
    );
    if (wanted.way) context.waySql.set(step.edge, `${name}.way`);
    if (wanted.facts) context.edgeSql.set(step.edge, this.#factsOf(step.edge, name));
  }

  #factsOf(edge: number, table: string): EdgeSql {
    return Object.fromEntries(
      EDGE_FACTS.map((fact) => [fact, `${table}.${factColumn(edge, fact)}`]),
    ) as unknown as EdgeSql;
  }

  #absence(step: Absence, left: string, where: string[]): void {
    const context = this.#context;
    const right = nodeAlias(context, step.to);
    if (step.depth !== undefined) {
      const paths = { ...step, depth: step.depth };
      const found = pathsSql(context, paths, this.#nodeConditions(step.from));
      const target = allOf([`${right}.id = reached.r`, ...this.#nodeConditions(step.to)]);
      where.push(
        `${left}.id NOT IN (SELECT reached.l FROM (${found}) reached JOIN ${tableOf(context, step.to)} ${right} ON ${target})`,
      );
      return;
    }
    const kinds = {
      leftKinds: this.#node(step.from).kinds,
      rightKinds: this.#node(step.to).kinds,
    };
    for (const group of context.query.edges[step.edge]?.groups ?? []) {
      const name = `${context.prefix}e${step.edge}`;
      const join = groupJoin(context, group, { left, right, ...kinds }, name);
      const tables = [...join.through, `${tableOf(context, step.to)} ${right}`].join(
        ' CROSS JOIN ',
      );
      const conditions = allOf([...join.conditions, ...this.#nodeConditions(step.to)]);
      where.push(`NOT EXISTS (SELECT 1 FROM ${tables} WHERE ${conditions})`);
    }
  }

  /**
   * An optional group is a derived table of its own with one row per way through it. At the end of a path it
   * is joined from the left: entities without a match stay, once. Where a step goes on from it, the table
   * has a row for staying as well, because a later step continues from the union of both.
   */
  #optional(step: OptionalGroup, left: string, from: string[]): void {
    const context = this.#context;
    const entry = `${context.prefix}x${step.exit}`;
    const group = `${context.prefix}g${step.exit}`;
    const nodes = step.steps.flatMap(boundNodes);
    const ways = step.steps.flatMap(pathEdges).filter((edge) => this.#used.paths.has(edge));
    const edges = step.steps.flatMap(boundEdges).filter((edge) => this.#used.edges.has(edge));
    const own = tableOf(context, step.from);
    const innerFrom = [`${own} ${entry}`];
    const innerWhere = [...rowConditions(this.#context, step.from, entry)];
    this.#steps(step.steps, innerFrom, innerWhere, { node: step.from, alias: entry });
    const facts = edges.map((edge) => ({ edge, sql: context.edgeSql.get(edge) }));
    const columns = [
      `${entry}.id AS l`,
      ...(step.union === undefined ? [] : [`${nodeAlias(context, step.exit)}.id AS u`]),
      ...step.steps
        .flatMap((inner) => nodeIds(context, inner, this.#used))
        .map(([node, sql]) => `${sql} AS n${node}`),
      ...facts.flatMap(({ edge, sql }) =>
        EDGE_FACTS.map((fact) => `${sql?.[fact] ?? 'NULL'} AS ${factColumn(edge, fact)}`),
      ),
      ...ways.map((edge) => `${context.waySql.get(edge) ?? 'NULL'} AS way${edge}`),
    ];
    const through = `SELECT ${columns.join(', ')} FROM ${innerFrom.join(' ')} WHERE ${allOf(innerWhere)}`;
    for (const edge of edges) context.edgeSql.set(edge, this.#factsOf(edge, group));
    for (const edge of ways) context.waySql.set(edge, `${group}.way${edge}`);
    if (step.union === undefined) {
      from.push(`LEFT JOIN (${through}) ${group} ON ${group}.l = ${left}.id`);
    } else {
      const empty = columns
        .slice(2)
        .map(() => ', NULL')
        .join('');
      const staying = `SELECT ${entry}.id, ${entry}.id${empty} FROM ${own} ${entry} WHERE ${allOf(rowConditions(this.#context, step.from, entry))}`;
      const union = nodeAlias(context, step.union);
      from.push(
        `JOIN (${through}\n    UNION ALL ${staying}) ${group} ON ${group}.l = ${left}.id`,
        `JOIN ${tableOf(context, step.union)} ${union} ON ${allOf([`${union}.id = ${group}.u`, ...rowConditions(this.#context, step.union, union)])}`,
      );
    }
    for (const node of nodes) {
      if (!this.#used.nodes.has(node)) continue;
      const alias = nodeAlias(context, node);
      from.push(
        `LEFT JOIN ${tableOf(context, node)} ${alias} ON ${alias}.id = ${group}.n${node} AND ${visible(alias, context.seq)}`,
      );
    }
  }
}
