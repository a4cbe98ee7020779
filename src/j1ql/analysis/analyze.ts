import type { Column, Expression, Name, Query, Reference, SubqueryOperand } from '../ast/index.ts';
import { J1qlError } from '../errors.ts';
import { parse } from '../parser/index.ts';
import { translateGroups } from '../regex/index.ts';
import { bindFilter, bindRegex } from './bind-filter.ts';
import { PathBinder } from './bind-path.ts';
import { bindScalar, bindValue, hasAggregate, type Names } from './bind-value.ts';
import type { Binder } from './binder.ts';
import type { BoundColumn, BoundOrderKey, BoundQuery, Value, Variable } from './bound.ts';
import { expressionText } from './expression-text.ts';
import { Scope } from './scope.ts';

/**
 * Resolves a query against the catalog of the binder. What the graph does not know (a class, a type, a
 * property) is a warning: the query is good, its answer is empty.
 *
 * @throws J1qlError for what cannot mean anything, whatever the graph holds.
 */
export function analyze(query: Query, binder: Binder): BoundQuery {
  const bound = new QueryAnalysis(binder).bind(query);
  binder.warnAboutProperties();
  return bound;
}

/**
 * Binds a query out of the definition of a smart class.
 *
 * @throws J1qlError J_SMART_CLASS at the place where the query names the class.
 */
function bindDefinition(binder: Binder, name: Name, text: string): BoundQuery {
  const fail = (hint: string, cause?: unknown) =>
    binder.failure('J_SMART_CLASS', name.span, `#${name.text}`, [], { hint, cause });
  if (binder.expanding.includes(name.text)) throw fail('It leads back to itself.');
  const inner = binder.forDefinition(name.text, text);
  try {
    const bound = new QueryAnalysis(inner).bind(parse(text));
    for (const warning of inner.warnings) binder.warn(warning);
    return bound;
  } catch (error) {
    if (!(error instanceof J1qlError)) throw error;
    throw fail(error.summary, error);
  }
}

class QueryAnalysis {
  readonly #binder: Binder;
  readonly #scope: Scope;

  constructor(binder: Binder) {
    this.#binder = binder;
    this.#scope = new Scope(binder);
  }

  bind(query: Query): BoundQuery {
    const subquery = (operand: SubqueryOperand) => this.#subquery(operand);
    const inner = {
      subquery,
      definition: (name: Name, text: string) => bindDefinition(this.#binder, name, text),
    };
    const path = new PathBinder(this.#binder, this.#scope, inner).bind(query.start, query.steps);
    const names = this.#pathNames(path.nodes);
    const where =
      query.where === undefined
        ? undefined
        : bindFilter(query.where, names, this.#binder, subquery);
    const returned = query.returns;
    const columns = returned?.kind === 'columns' ? this.#columns(returned.columns, names) : [];
    const isGrouped = columns.some(({ value }) => hasAggregate(value));
    const columnNames = this.#columnNames(returned?.kind === 'columns' ? returned.columns : []);
    const having =
      query.having === undefined
        ? undefined
        : bindFilter(query.having, columnNames, this.#binder, subquery);
    const isUnique = query.unique;
    // Rows that stand for several paths have no values but their columns.
    const isFolded = isGrouped || (isUnique && returned?.kind === 'columns');
    const order = query.order.map(
      ({ expression, descending }): BoundOrderKey => ({
        value: this.#orderValue(expression, columnNames, isFolded ? undefined : names),
        descending,
      }),
    );
    return {
      ...path,
      ...(where === undefined ? {} : { where }),
      result:
        returned === undefined
          ? { kind: 'list' }
          : returned.kind === 'tree'
            ? { kind: 'tree' }
            : { kind: 'table', columns, isUnique, isGrouped },
      ...(having === undefined ? {} : { having }),
      order,
      ...(query.skip === undefined ? {} : { skip: query.skip }),
      ...(query.limit === undefined ? {} : { limit: query.limit }),
    };
  }

  #subquery(operand: SubqueryOperand): BoundQuery {
    const bound = new QueryAnalysis(this.#binder).bind(operand.query);
    const isOneColumn = bound.result.kind === 'table' && bound.result.columns.length === 1;
    const [column] = bound.result.kind === 'table' ? bound.result.columns : [];
    if (!isOneColumn || column?.value.kind === 'whole' || column?.value.kind === 'allProperties') {
      throw this.#binder.failure('J_VALUE', operand.span, 'This sub-query', [
        'one that returns one property',
      ]);
    }
    return bound;
  }

  /** The variable that a name stands for; undefined behind a negated verb, where nothing is. */
  #variable(name: string, { span }: Expression): Variable | undefined {
    const found = this.#scope.find(name, span);
    if (found !== undefined) return found;
    if (!this.#scope.isExcluded(name)) throw this.#scope.unknown(name, span);
    this.#binder.warn(`${name} follows a negated verb: it is absent in every row.`);
    return undefined;
  }

  #pathNames(nodes: BoundQuery['nodes']): Names {
    return {
      reference: (reference) => {
        const [alias, ...rest] = reference.parts;
        if (alias === undefined)
          throw this.#scope.unknown(`[${reference.bracket}]`, reference.span);
        const { bracket } = reference;
        const property = [...rest, ...(bracket === undefined ? [] : [bracket])].join('.');
        const found = this.#variable(alias, reference);
        if (found === undefined) return { kind: 'unbound', isFlat: false };
        if (property === '') return { kind: 'whole', variable: found };
        const node = found.kind === 'node' ? nodes[found.index] : undefined;
        if (node !== undefined) this.#binder.usesProperty(property, node.label, node.kinds);
        return { kind: 'property', variable: found, property };
      },
    };
  }

  #columns(columns: readonly Column[], names: Names): readonly BoundColumn[] {
    const inColumns: Names = {
      reference: (reference) => names.reference(reference),
      allProperties: (name, expression) => {
        const found = this.#variable(name, expression);
        return found === undefined
          ? { kind: 'unbound', isFlat: true }
          : { kind: 'allProperties', variable: found };
      },
      isColumn: true,
    };
    const bound = columns.flatMap((column): readonly BoundColumn[] => {
      const { expression, alias } = column;
      if (column.extraction !== undefined) return this.#extractions(column, names);
      const value = bindValue(expression, inColumns, this.#binder);
      const isMixed = value.kind !== 'aggregate' && hasAggregate(value) && hasPlainPart(value);
      if (isMixed) {
        throw this.#binder.failure(
          'J_AGGREGATE',
          expression.span,
          'A column mixes an aggregate and a property of single rows',
          ['one of them'],
        );
      }
      return [{ name: alias?.text ?? expressionText(expression), value }];
    });
    // Rows are objects keyed by column: of two columns with one name, the first is kept.
    return bound.filter(
      ({ name }, index) => bound.findIndex((other) => other.name === name) === index,
    );
  }

  /** One column for each named group of a pattern. */
  #extractions({ expression, extraction, alias }: Column, names: Names): readonly BoundColumn[] {
    if (extraction === undefined) return [];
    const { pattern, ignoreCase, groups } = bindRegex(extraction, this.#binder);
    if (groups.length === 0) {
      throw this.#binder.failure('J_REGEX', extraction.span, 'it has no named group', [], {
        hint: 'In RETURN a pattern gives what its named groups hold: /(?<site>[a-z]+)-/.',
      });
    }
    const of = bindScalar(expression, { reference: names.reference }, this.#binder);
    return groups.map((group, index) => ({
      name: extractionName(group, groups, alias),
      value: {
        kind: 'extraction',
        of,
        pattern: ignoreCase ? `(?i)${pattern}` : pattern,
        group: index + 1,
      },
    }));
  }

  /** Names in HAVING and ORDER BY: an alias of a column, or a column written again. */
  #columnNames(columns: readonly Column[]): Names {
    const byName = new Map<string, number>();
    const byText = new Map<string, number>();
    for (const column of columns) {
      for (const name of namesOfColumn(column)) {
        if (byName.has(name)) continue;
        if (column.extraction === undefined) {
          byText.set(expressionText(column.expression), byName.size);
        }
        byName.set(name, byName.size);
      }
    }
    const find = (text: string) => byName.get(text) ?? byText.get(text);
    return {
      column: (expression) => {
        if (expression.kind !== 'reference' && expression.kind !== 'call') return undefined;
        const index = find(expressionText(expression));
        return index === undefined ? undefined : { kind: 'column', index };
      },
      reference: (reference) => {
        throw this.#noColumn(reference, [...byName.keys()]);
      },
    };
  }

  #noColumn(reference: Reference, columns: readonly string[]) {
    return this.#binder.failure(
      'J_ORDER_BY',
      reference.span,
      expressionText(reference),
      columns.length === 0 ? ['a column of RETURN'] : columns,
    );
  }

  #orderValue(expression: Expression, columns: Names, path: Names | undefined): Value {
    const column = columns.column?.(expression);
    if (column !== undefined) return column;
    return bindScalar(
      expression,
      path === undefined
        ? columns
        : {
            reference: (reference) => path.reference(reference),
            ...(columns.column === undefined ? {} : { column: columns.column }),
          },
      this.#binder,
    );
  }
}

/** Name of the column of a group: its own, or that of the column where it is the only one. */
function extractionName(group: string, groups: readonly string[], alias: Name | undefined): string {
  if (alias === undefined) return group;
  return groups.length === 1 ? alias.text : `${alias.text}.${group}`;
}

function namesOfColumn({ expression, extraction, alias }: Column): readonly string[] {
  if (extraction === undefined) return [alias?.text ?? expressionText(expression)];
  const { groups } = translateGroups(extraction.pattern);
  return groups.map((group) => extractionName(group, groups, alias));
}

function hasPlainPart(value: Value): boolean {
  switch (value.kind) {
    case 'property':
    case 'whole':
    case 'allProperties':
    case 'extraction':
      return true;
    case 'arithmetic':
      return hasPlainPart(value.left) || hasPlainPart(value.right);
    case 'negation':
      return hasPlainPart(value.operand);
    case 'call':
      return value.args.some(hasPlainPart);
    default:
      return false;
  }
}
