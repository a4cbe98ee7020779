import type { Call, Expression } from '../../ast/index.ts';
import { canonical } from './canonical.ts';
import type { OracleEdge, OracleEntity, Value } from './graph.ts';
import { asNumber, type Cell, compareForSort, isWhole } from './values.ts';

const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max'];

/** True for a call of an aggregate. */
export function isAggregate(expression: Call): boolean {
  return AGGREGATES.includes(expression.name);
}

/** True if an aggregate is somewhere in the expression. */
export function hasAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'arithmetic':
      return hasAggregate(expression.left) || hasAggregate(expression.right);
    case 'negation':
      return hasAggregate(expression.operand);
    case 'call':
      return isAggregate(expression) || expression.args.some(hasAggregate);
    default:
      return false;
  }
}

/** What an aggregate sees of one row: its value, and the entities and relationships that it came from. */
export interface Sample {
  readonly cell: Cell;
  readonly sources: readonly (OracleEntity | OracleEdge | undefined)[];
}

function distinct<T>(items: readonly T[], identity: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [identity(item), item])).values()];
}

/**
 * The aggregates of reference 2.5: COUNT counts distinct entities or values, SUM and AVG take what every
 * entity (or pair of them) of a group says once, MIN and MAX look at numbers, where there are none at texts.
 */
export function aggregate(name: string, samples: readonly Sample[]): Value {
  const present = samples.filter(({ cell }) => cell !== undefined);
  if (name === 'count') return distinct(present, ({ cell }) => canonical(cell)).length;
  if (name === 'min' || name === 'max') {
    const values = present.map(({ cell }) => cell).filter((cell) => !isWhole(cell));
    const numbers = values.filter((value) => typeof value === 'number');
    const texts = values.filter((value) => typeof value === 'string');
    const [first] = (numbers.length > 0 ? numbers : texts).toSorted((left, right) =>
      compareForSort(left, right, name === 'max'),
    );
    return first;
  }
  const once = distinct(samples, ({ sources }) =>
    sources.map((source) => `${source?.kind} ${source?.id}`).join(' '),
  );
  const numbers = once.flatMap(({ cell }) => asNumber(cell) ?? []);
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  return name === 'sum' ? sum : sum / numbers.length;
}
