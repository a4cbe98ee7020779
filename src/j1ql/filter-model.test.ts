import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MemoryGraph, memoryGraph } from './testing/memory-graph.ts';

/** Values that a property can have in the test; lists are multi-valued properties. */
type Stored = string | number | boolean | readonly (string | number | boolean)[] | undefined;

const STORED: readonly Stored[] = [
  undefined,
  'a',
  'ab',
  'b',
  '',
  0,
  5,
  -1.5,
  true,
  false,
  ['a'],
  ['a', 'b'],
  ['ab', 'ba'],
  [5, 'a', true],
  [],
];
const TEXTS: readonly Stored[] = [undefined, 'a', 'ab', 'b', ''];
const NUMBERS: readonly Stored[] = [undefined, 0, 5, 1000];
const LISTS: readonly Stored[] = [undefined, ['a'], ['a', 'b'], ['ba'], []];

/** One entity per combination that a seed gives: typed columns and the JSON rest side by side. */
const ENTITIES = Array.from({ length: 60 }, (_, index) => ({
  key: `e${index}`,
  type: 'discovered_host',
  properties: {
    x: STORED[index % STORED.length],
    y: STORED[(index * 7 + 3) % STORED.length],
    os: TEXTS[(index * 3) % TEXTS.length],
    lastScannedOn: NUMBERS[(index * 5) % NUMBERS.length],
    tags: LISTS[(index * 11) % LISTS.length],
  } as Readonly<Record<string, Stored>>,
}));

const PROPERTIES = ['x', 'y', 'os', 'lastScannedOn', 'tags', 'missing'] as const;

type Literal = string | number | boolean | undefined;
type Operand = Literal | { readonly connective: 'AND' | 'OR'; readonly items: readonly Literal[] };

interface Comparison {
  readonly property: string;
  readonly operator: '=' | '>' | '>=' | '<' | '<=' | '~=' | '^=' | '$=';
  readonly negated: boolean;
  readonly operand: Operand;
}

type Filter = Comparison | { readonly connective: 'AND' | 'OR'; readonly parts: readonly Filter[] };

/** The language as the reference tells it, over plain values. */
function holds(value: Stored, operator: Comparison['operator'], operand: Operand): boolean {
  if (typeof operand === 'object') {
    const test = (item: Literal) => holds(value, operator, item);
    return operand.connective === 'OR' ? operand.items.some(test) : operand.items.every(test);
  }
  if (operand === undefined) return operator === '=' && value === undefined;
  const elements = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return elements.some((element) => {
    if (operator === '=') return element === operand;
    if (typeof element === 'string' && typeof operand === 'string') {
      if (operator === '~=') return element.includes(operand);
      if (operator === '^=') return element.startsWith(operand);
      if (operator === '$=') return element.endsWith(operand);
      return false;
    }
    if (typeof element !== 'number' || typeof operand !== 'number') return false;
    if (operator === '>') return element > operand;
    if (operator === '>=') return element >= operand;
    if (operator === '<') return element < operand;
    return operator === '<=' && element <= operand;
  });
}

function passes(filter: Filter, properties: Readonly<Record<string, Stored>>): boolean {
  if ('connective' in filter) {
    const test = (part: Filter) => passes(part, properties);
    return filter.connective === 'AND' ? filter.parts.every(test) : filter.parts.some(test);
  }
  const value = properties[filter.property];
  return holds(value, filter.operator, filter.operand) !== filter.negated;
}

function written(operand: Operand): string {
  if (typeof operand === 'object') {
    return `(${operand.items.map(written).join(` ${operand.connective} `)})`;
  }
  return typeof operand === 'string' ? `'${operand}'` : String(operand);
}

function text(filter: Filter): string {
  if ('connective' in filter) return `(${filter.parts.map(text).join(` ${filter.connective} `)})`;
  const not = { '=': '!=', '~=': '!~=', '^=': '!^=', '$=': '!$=' } as const;
  const operator =
    filter.negated && filter.operator in not
      ? not[filter.operator as keyof typeof not]
      : filter.operator;
  return `${filter.property} ${operator} ${written(filter.operand)}`;
}

const LITERAL: fc.Arbitrary<Literal> = fc.constantFrom(
  'a',
  'b',
  'ab',
  '',
  0,
  5,
  -1.5,
  1000,
  true,
  false,
  undefined,
);
const COMPARISON: fc.Arbitrary<Filter> = fc
  .record({
    property: fc.constantFrom(...PROPERTIES),
    operator: fc.constantFrom('=', '=', '>', '>=', '<', '<=', '~=', '^=', '$=' as const),
    negated: fc.boolean(),
    operand: fc.oneof(
      LITERAL,
      fc.record({
        connective: fc.constantFrom('AND' as const, 'OR' as const),
        items: fc.array(LITERAL, { minLength: 2, maxLength: 3 }),
      }),
    ),
  })
  .map((comparison) => ({
    ...comparison,
    negated: comparison.negated && ['=', '~=', '^=', '$='].includes(comparison.operator),
  }));
const FILTER: fc.Arbitrary<Filter> = fc.oneof(
  COMPARISON,
  fc.record({
    connective: fc.constantFrom('AND' as const, 'OR' as const),
    parts: fc.array(COMPARISON, { minLength: 2, maxLength: 3 }),
  }),
);

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await memoryGraph(ENTITIES);
});

afterAll(() => graph.close());

it('answers every filter as a plain reading of the reference does', async () => {
  let nonEmpty = 0;
  await fc.assert(
    fc.asyncProperty(FILTER, async (filter) => {
      const expected = ENTITIES.filter(({ properties }) => passes(filter, properties))
        .map(({ key }) => key)
        .sort();
      if (expected.length > 0) nonEmpty += 1;
      const written = text(filter);
      expect(await graph.keys(`FIND discovered_host WITH ${written}`), written).toEqual(expected);
      expect(
        await graph.keys(
          `FIND * AS e WHERE ${written.replace(/\b(x|y|os|lastScannedOn|tags|missing) (?=[!=<>~^$])/g, 'e.$1 ')}`,
        ),
      ).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(nonEmpty).toBeGreaterThan(30);
});
