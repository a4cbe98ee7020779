import type { GraphCatalog } from '../../graph/index.ts';
import type { Operator } from '../ast/index.ts';
import type { BoundOperand } from './bound.ts';
import type { InstanceFacts } from './instance-facts.ts';

/** Metadata properties that follow from the kind of an entity. */
export const KIND_PROPERTIES: ReadonlySet<string> = new Set(['_type', '_class']);
/** Metadata properties that follow from the owner of an entity. */
export const INSTANCE_PROPERTIES: ReadonlySet<string> = new Set([
  '_integrationType',
  '_integrationInstanceId',
  '_integrationName',
  '_scope',
]);

/**
 * True if the operand holds only texts and patterns, so that it can be answered here. Absence cannot: an
 * entity that an optional group did not reach has no kind, and no row to look at.
 */
export function isConstant(operand: BoundOperand): boolean {
  switch (operand.kind) {
    case 'value':
      return operand.value.kind === 'literal';
    case 'regex':
      return true;
    case 'list':
      return operand.items.every(isConstant);
    case 'subquery':
      return false;
  }
}

/** The comparison, without its negation, for the values that a property has (none: it is absent). */
function holds(values: readonly string[], operator: Operator, operand: BoundOperand): boolean {
  switch (operand.kind) {
    case 'list':
      return operand.connective === 'or'
        ? operand.items.some((item) => holds(values, operator, item))
        : operand.items.every((item) => holds(values, operator, item));
    case 'regex': {
      const anchored =
        operator === '^='
          ? `^(?:${operand.pattern})`
          : operator === '$='
            ? `(?:${operand.pattern})$`
            : operand.pattern;
      const regex = new RegExp(anchored, operand.ignoreCase ? 'i' : '');
      return values.some((value) => regex.test(value));
    }
    case 'value': {
      const wanted = operand.value.kind === 'literal' ? operand.value.value : undefined;
      if (typeof wanted !== 'string') return false;
      return values.some((value) => holdsText(value, operator, wanted));
    }
    case 'subquery':
      return false;
  }
}

function holdsText(value: string, operator: Operator, wanted: string): boolean {
  switch (operator) {
    case '=':
      return value === wanted;
    case '~=':
      return value.includes(wanted);
    case '^=':
      return value.startsWith(wanted);
    case '$=':
      return value.endsWith(wanted);
    default:
      return false;
  }
}

/** Ids of the kinds whose `_type` or `_class` passes the comparison. */
export function kindsThatPass(
  property: string,
  operator: Operator,
  operand: BoundOperand,
  catalog: GraphCatalog,
): readonly number[] {
  return catalog.kinds
    .filter(({ type, classes }) =>
      holds(property === '_type' ? [type] : classes, operator, operand),
    )
    .map(({ id }) => id);
}

/** Ids of the owners whose facts pass the comparison. */
export function instancesThatPass(
  property: string,
  operator: Operator,
  operand: BoundOperand,
  facts: ReadonlyMap<number, InstanceFacts>,
): readonly number[] {
  return [...facts]
    .filter(([, fact]) => {
      const value = new Map<string, string>(Object.entries(fact)).get(property);
      return holds(value === undefined ? [] : [value], operator, operand);
    })
    .map(([id]) => id);
}
