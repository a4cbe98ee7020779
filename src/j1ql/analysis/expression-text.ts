import type { Expression } from '../ast/index.ts';

const POWER: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 3 };

/**
 * An expression as text: the header of a column without an alias. Spaces and the case of function names
 * are normalised, everything else is as written.
 */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return `'${expression.value}'`;
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'absent':
      return 'undefined';
    case 'date':
      return [
        expression.iso === undefined ? 'date.now' : `date(${expression.iso})`,
        ...expression.offsets.map(
          ({ sign, amount, unit }) => `${sign < 0 ? '-' : '+'} ${amount} ${unit}`,
        ),
      ].join(' ');
    case 'placeholder':
      return `\${${expression.name}}`;
    case 'reference':
      return [
        ...expression.parts,
        ...(expression.bracket === undefined ? [] : [`[${expression.bracket}]`]),
      ].join('.');
    case 'allProperties':
      return `${expression.name}.*`;
    case 'star':
      return '*';
    case 'call':
      return `${expression.name}(${expression.args.map(expressionText).join(', ')})`;
    case 'negation':
      return `-${inner(expression.operand, 4)}`;
    case 'arithmetic': {
      const power = POWER[expression.operator] ?? 0;
      const left = inner(expression.left, power);
      const right = inner(expression.right, power + 1);
      return `${left} ${expression.operator} ${right}`;
    }
  }
}

function inner(expression: Expression, power: number): string {
  const text = expressionText(expression);
  const own = expression.kind === 'arithmetic' ? (POWER[expression.operator] ?? 0) : 9;
  return own < power ? `(${text})` : text;
}
