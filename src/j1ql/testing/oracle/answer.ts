import type { Call, Column, Expression, Query, Reference, RegexOperand } from '../../ast/index.ts';
import { aggregate, hasAggregate, isAggregate, type Sample } from './aggregates.ts';
import { canonical, flattened } from './canonical.ts';
import { type Environment, evaluate, passes } from './expressions.ts';
import type { OracleEdge, OracleEntity, OracleGraph, Value } from './graph.ts';
import { type Path, type Place, pathsOf, placesByName } from './paths.ts';
import { type Cell, compareForSort, elements, isWhole } from './values.ts';

/** One row of an answer as text, and what it is sorted by. */
export interface AnswerRow {
  readonly text: string;
  readonly keys: readonly Value[];
}

/** All rows of an answer, before SKIP and LIMIT. */
export interface Answer {
  readonly shape: 'list' | 'table' | 'tree';
  /** In the order asked for; rows with equal keys are in no particular order. */
  readonly rows: readonly AnswerRow[];
  /** First cell of every row of a table: what a sub-query gives. */
  readonly first: readonly Value[];
}

/** What a query is answered with. */
export interface Question {
  readonly graph: OracleGraph;
  readonly now: number;
  readonly variables: Readonly<Record<string, Value>>;
}

/** Reads the language as reference 2 tells it: every path is looked at, nothing is clever. */
export function answer(query: Query, question: Question): Answer {
  return new Reading(query, question).answer();
}

/** Numbers make a group when they are equal to the last digit, whatever of them is shown. */
function groupKey(cell: unknown): string {
  return typeof cell === 'number' ? String(cell + 0) : canonical(cell);
}

/** A row on its way: one path, or all paths of a group, with the elements that UNWIND gave. */
interface Row {
  readonly paths: readonly Path[];
  readonly unwound: ReadonlyMap<Expression, Value>;
}

/** An expression without its places, so that one that is written again is the same. */
function textOf(expression: Expression): string {
  return JSON.stringify(expression, (name, value) => (name.endsWith('pan') ? undefined : value));
}

function nameOf({ alias, expression }: Column): string {
  return alias?.text ?? textOf(expression);
}

/** The columns of RETURN; of two with one name the first counts, because rows are objects. */
export function columnsOf({ returns }: Query): readonly Column[] {
  const columns = returns?.kind === 'columns' ? returns.columns : [];
  return columns.filter(
    (column, index) => columns.findIndex((other) => nameOf(other) === nameOf(column)) === index,
  );
}

function unwindsIn(expression: Expression): readonly Call[] {
  if (expression.kind === 'negation') return unwindsIn(expression.operand);
  if (expression.kind === 'arithmetic') {
    return [...unwindsIn(expression.left), ...unwindsIn(expression.right)];
  }
  if (expression.kind !== 'call') return [];
  return expression.name === 'unwind' ? [expression] : expression.args.flatMap(unwindsIn);
}

function referencesIn(expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case 'reference':
      return [expression];
    case 'arithmetic':
      return [...referencesIn(expression.left), ...referencesIn(expression.right)];
    case 'negation':
      return referencesIn(expression.operand);
    case 'call':
      return expression.args.flatMap(referencesIn);
    default:
      return [];
  }
}

/** What the named group of a pattern holds; the random queries have one. */
function extracted(cell: Cell, { pattern, ignoreCase }: RegexOperand): Value {
  if (typeof cell !== 'string') return undefined;
  const match = new RegExp(pattern, ignoreCase ? 'iu' : 'u').exec(cell);
  return Object.values(match?.groups ?? {})[0];
}

class Reading {
  readonly #query: Query;
  readonly #question: Question;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #columns: readonly Column[];

  constructor(query: Query, question: Question) {
    this.#query = query;
    this.#question = question;
    this.#places = placesByName(query);
    this.#columns = columnsOf(query);
  }

  answer(): Answer {
    const query = this.#query;
    const walk = {
      graph: this.#question.graph,
      propertiesOf: (entity: OracleEntity) =>
        this.#environment((parts) => entity.values.get(parts.join('.'))),
    };
    const paths = pathsOf(walk, query).filter(
      (path) => query.where === undefined || passes(query.where, this.#pathEnvironment(path)),
    );
    if (query.returns === undefined) return this.#list(paths);
    return query.returns.kind === 'tree' ? this.#tree(paths) : this.#table(paths);
  }

  #environment(reference: Environment['reference'], instead?: Environment['instead']): Environment {
    const { now, variables } = this.#question;
    const subquery = (query: Query) => answer(query, this.#question).first;
    return { reference, now, variables, subquery, ...(instead === undefined ? {} : { instead }) };
  }

  #bound(path: Path, name: string): OracleEntity | OracleEdge | undefined {
    const place = this.#places.get(name) ?? this.#places.get(name.toUpperCase());
    if (place === undefined) throw new Error(`nothing is called ${name}`);
    return path.bound.get(place);
  }

  #pathEnvironment(path: Path, instead?: Environment['instead']): Environment {
    return this.#environment(([name = '', ...rest]) => {
      const thing = this.#bound(path, name);
      return rest.length === 0 ? thing : thing?.values.get(rest.join('.'));
    }, instead);
  }

  #sorted(rows: readonly AnswerRow[]): readonly AnswerRow[] {
    const { order } = this.#query;
    return rows.toSorted((left, right) => {
      for (const [index, { descending }] of order.entries()) {
        const compared = compareForSort(left.keys[index], right.keys[index], descending);
        if (compared !== 0) return compared;
      }
      return 0;
    });
  }

  #keys(environment: Environment): readonly Value[] {
    return this.#query.order.map(({ expression }) => {
      const cell = evaluate(expression, environment);
      return isWhole(cell) ? undefined : cell;
    });
  }

  /** Start entities, each once, where the path that brings it forward most puts it. */
  #list(paths: readonly Path[]): Answer {
    const { start } = this.#query;
    const rows = paths.map((path) => ({
      text: canonical(path.bound.get(start)),
      keys: this.#keys(this.#pathEnvironment(path)),
    }));
    const first = new Map<string, AnswerRow>();
    for (const row of this.#sorted(rows)) if (!first.has(row.text)) first.set(row.text, row);
    return { shape: 'list', rows: [...first.values()], first: [] };
  }

  #tree(paths: readonly Path[]): Answer {
    const rows = paths.map((path) => {
      const things = [...new Set(path.bound.values())].map(canonical);
      return { text: things.sort().join('\n'), keys: this.#keys(this.#pathEnvironment(path)) };
    });
    return { shape: 'tree', rows: this.#sorted(rows), first: [] };
  }

  /** One row per element of every UNWIND: the cross product, and no row where there is none. */
  #unwind(path: Path): readonly Row[] {
    let rows: readonly Row[] = [{ paths: [path], unwound: new Map() }];
    for (const unwind of this.#columns.flatMap(({ expression }) => unwindsIn(expression))) {
      const [argument = unwind] = unwind.args;
      const cell = evaluate(argument, this.#pathEnvironment(path));
      const items = isWhole(cell) ? [] : elements(cell);
      rows = rows.flatMap(({ paths, unwound }) =>
        items.map((item) => ({ paths, unwound: new Map([...unwound, [unwind, item]]) })),
      );
    }
    return rows;
  }

  #samples(call: Call, row: Row): readonly Sample[] {
    const [argument = call] = call.args;
    return row.paths.map((path) => ({
      cell: evaluate(argument, this.#pathEnvironment(path)),
      sources: referencesIn(argument).map(({ parts: [name = ''] }) => this.#bound(path, name)),
    }));
  }

  #cell({ expression, extraction }: Column, row: Row): Cell {
    const instead = (part: Expression) => {
      if (row.unwound.has(part)) return { value: row.unwound.get(part) };
      if (part.kind !== 'call' || !isAggregate(part)) return undefined;
      if (part.args[0]?.kind === 'star') return { value: row.paths.length };
      return { value: aggregate(part.name, this.#samples(part, row)) };
    };
    const [path] = row.paths;
    const cell = evaluate(
      expression,
      path === undefined
        ? this.#environment(() => undefined, instead)
        : this.#pathEnvironment(path, instead),
    );
    return extraction === undefined ? cell : extracted(cell, extraction);
  }

  /** Rows with the same plain columns are one; without plain columns everything is one group. */
  #grouped(rows: readonly Row[]): readonly Row[] {
    if (!this.#columns.some(({ expression }) => hasAggregate(expression))) return rows;
    const plain = this.#columns.filter(({ expression }) => !hasAggregate(expression));
    if (plain.length === 0) {
      return [{ paths: rows.flatMap(({ paths }) => paths), unwound: new Map() }];
    }
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = plain.map((column) => groupKey(this.#cell(column, row))).join('\n');
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()].map((group) => ({
      paths: group.flatMap(({ paths }) => paths),
      unwound: group[0]?.unwound ?? new Map(),
    }));
  }

  /** A column of RETURN by its alias, or written again. */
  #columnCell(expression: Expression, cells: readonly Cell[]): { value: Cell } | undefined {
    const index = this.#columns.findIndex(
      (column) =>
        (column.extraction === undefined && textOf(column.expression) === textOf(expression)) ||
        (expression.kind === 'reference' && column.alias?.text === expression.parts.join('.')),
    );
    return index < 0 ? undefined : { value: cells[index] };
  }

  #table(paths: readonly Path[]): Answer {
    const { unique, having } = this.#query;
    const rows = this.#grouped(paths.flatMap((path) => this.#unwind(path)));
    const answered = rows.flatMap((row) => {
      const cells = this.#columns.map((column) => this.#cell(column, row));
      const instead = (expression: Expression) => this.#columnCell(expression, cells);
      const [path] = row.paths;
      const environment =
        path === undefined
          ? this.#environment(() => undefined, instead)
          : this.#pathEnvironment(path, instead);
      if (having !== undefined && !passes(having, environment)) return [];
      const text = cells.map((cell, index) => this.#cellText(cell, index)).join(' | ');
      return [{ text, keys: this.#keys(environment), first: cells[0] }];
    });
    const kept = unique ? [...new Map(answered.map((row) => [row.text, row])).values()] : answered;
    const first = kept.flatMap((row) => (isWhole(row.first) ? [] : [row.first]));
    return { shape: 'table', rows: this.#sorted(kept), first };
  }

  #cellText(cell: Cell, index: number): string {
    const isFlat = this.#columns[index]?.expression.kind === 'allProperties';
    return isFlat && isWhole(cell) ? flattened(Object.fromEntries(cell.values)) : canonical(cell);
  }
}
