import type {
  CidrTest,
  Comparison,
  Expression,
  Filter,
  Operand,
  RegexOperand,
  SubqueryOperand,
} from '../ast/index.ts';
import { RegexFailure, translateGroups } from '../regex/index.ts';
import { bindScalar, bindValue, type Names } from './bind-value.ts';
import type { Binder } from './binder.ts';
import type { BoundOperand, BoundQuery, Condition, Value } from './bound.ts';
import {
  INSTANCE_PROPERTIES,
  instancesThatPass,
  isConstant,
  KIND_PROPERTIES,
  kindsThatPass,
} from './catalog-tests.ts';
import { parseCidr } from './cidr.ts';

/** How a sub-query is analysed; given in, because a query holds filters and a filter holds queries. */
export type BindSubquery = (operand: SubqueryOperand) => BoundQuery;

/** A regular expression that is checked and translated, with the names of its groups. */
export function bindRegex(
  regex: RegexOperand,
  binder: Binder,
): BoundOperand & { readonly kind: 'regex'; readonly groups: readonly string[] } {
  if (regex.unknownFlags !== undefined) {
    throw binder.failure('J_REGEX', regex.span, `it has the flag ${regex.unknownFlags}`, [], {
      hint: 'The only flag is i.',
    });
  }
  try {
    const { pattern, groups } = translateGroups(regex.pattern);
    return { kind: 'regex', pattern, ignoreCase: regex.ignoreCase, groups };
  } catch (cause) {
    if (!(cause instanceof RegexFailure)) throw cause;
    const { offset, line, column } = regex.span;
    const shift = 1 + Math.max(0, cause.at);
    const span = { offset: offset + shift, length: 1, line, column: column + shift };
    throw binder.failure('J_REGEX', span, cause.message, [], { cause });
  }
}

/** A placeholder that holds a list is a list of alternatives. */
function bindListPlaceholder(operand: Operand, binder: Binder): BoundOperand | undefined {
  if (operand.kind !== 'placeholder') return undefined;
  const value = binder.variable(operand.name);
  if (typeof value !== 'object') return undefined;
  return {
    kind: 'list',
    connective: 'or',
    items: value.map((item) => ({ kind: 'value', value: { kind: 'literal', value: item } })),
  };
}

function bindOperand(
  operand: Operand,
  names: Names,
  binder: Binder,
  subquery: BindSubquery,
): BoundOperand {
  switch (operand.kind) {
    case 'regex':
      return bindRegex(operand, binder);
    case 'list':
      if (operand.mixedAt !== undefined) {
        throw binder.failure('J_LIST_MIXED', operand.mixedAt, 'a mixed list');
      }
      return {
        kind: 'list',
        connective: operand.connective,
        items: operand.items.map((item) => bindOperand(item, names, binder, subquery)),
      };
    case 'subquery':
      return { kind: 'subquery', query: subquery(operand) };
    default:
      return (
        bindListPlaceholder(operand, binder) ?? {
          kind: 'value',
          value: bindScalar(operand, names, binder),
        }
      );
  }
}

/** `a = b` and `a = undefined` between whole entities compare who they are. */
function isIdentity(comparison: Comparison): comparison is Comparison & { right: Expression } {
  const isAlias = ({ kind, ...rest }: { readonly kind: string }) =>
    kind === 'reference' && 'parts' in rest && (rest.parts as readonly string[]).length === 1;
  return (
    comparison.operator === '=' &&
    isAlias(comparison.left) &&
    (comparison.right.kind === 'absent' || isAlias(comparison.right))
  );
}

function identity(expression: Expression, names: Names, binder: Binder): Value {
  const value = bindValue(expression, names, binder);
  return value.kind === 'whole'
    ? { kind: 'property', variable: value.variable, property: '_id' }
    : value;
}

/** Who a whole entity or relationship is; nothing is both, though ids of the two can be alike. */
function bindIdentity(
  comparison: Comparison & { right: Expression },
  names: Names,
  binder: Binder,
): [Value, BoundOperand] {
  const left = identity(comparison.left, names, binder);
  const right = identity(comparison.right, names, binder);
  const isMixed =
    left.kind === 'property' &&
    right.kind === 'property' &&
    left.property === '_id' &&
    right.property === '_id' &&
    left.variable.kind !== right.variable.kind;
  return [left, { kind: 'value', value: isMixed ? { kind: 'literal', value: '' } : right }];
}

function bindComparison(
  comparison: Comparison,
  names: Names,
  binder: Binder,
  subquery: BindSubquery,
): Condition {
  const [left, right] = isIdentity(comparison)
    ? bindIdentity(comparison, names, binder)
    : [
        bindScalar(comparison.left, names, binder),
        bindOperand(comparison.right, names, binder, subquery),
      ];
  const { operator, negated } = comparison;
  if (comparison.right.kind === 'subquery' && operator !== '=') {
    throw binder.failure('J_VALUE', comparison.right.span, 'A sub-query', [
      "'=' or '!=' before it",
    ]);
  }
  if (left.kind === 'property' && left.variable.kind === 'node' && isConstant(right)) {
    const node = left.variable.index;
    if (KIND_PROPERTIES.has(left.property)) {
      const ids = kindsThatPass(left.property, operator, right, binder.catalog);
      return { kind: 'membership', node, of: 'kinds', ids, negated };
    }
    if (INSTANCE_PROPERTIES.has(left.property)) {
      const ids = instancesThatPass(left.property, operator, right, binder.instances);
      return { kind: 'membership', node, of: 'instances', ids, negated };
    }
  }
  return { kind: 'comparison', left, operator, negated, right };
}

function bindCidr(test: CidrTest, names: Names, binder: Binder): Condition {
  const range = parseCidr(test.range);
  if (range === undefined) {
    throw binder.failure('J_CIDR', test.rangeSpan, `'${test.range}'`, [
      'an IPv4 address, a slash and a number from 0 to 32',
    ]);
  }
  const value = bindScalar(test.property, names, binder);
  return { kind: 'cidr', value, ...range, negated: test.negated };
}

/** Resolves a filter. @throws J1qlError as {@link bindScalar}; J_REGEX, J_CIDR, J_LIST_MIXED. */
export function bindFilter(
  filter: Filter,
  names: Names,
  binder: Binder,
  subquery: BindSubquery,
): Condition {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        kind: filter.kind,
        parts: filter.parts.map((part) => bindFilter(part, names, binder, subquery)),
      };
    case 'cidr':
      return bindCidr(filter, names, binder);
    case 'comparison':
      return bindComparison(filter, names, binder, subquery);
  }
}
