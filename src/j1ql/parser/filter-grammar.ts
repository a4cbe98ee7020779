import type { IToken, TokenType } from 'chevrotain';
import type {
  Comparison,
  Filter,
  ListOperand,
  Operand,
  Operator,
  Query,
  RegexOperand,
} from '../ast/index.ts';
import { spanOf, splitRegex, TOKENS as t, unquoteText } from '../tokens/index.ts';
import { ExpressionGrammar } from './expression-grammar.ts';
import { operandKind, startsCidr, startsFilterGroup } from './lookahead.ts';
import { optional, type Rule } from './rule.ts';
import { spanBetween } from './spans.ts';

const OPERATORS = new Map<TokenType, { operator: Operator; negated: boolean }>([
  [t.Equals, { operator: '=', negated: false }],
  [t.NotEquals, { operator: '=', negated: true }],
  [t.Greater, { operator: '>', negated: false }],
  [t.GreaterEqual, { operator: '>=', negated: false }],
  [t.Less, { operator: '<', negated: false }],
  [t.LessEqual, { operator: '<=', negated: false }],
  [t.Contains, { operator: '~=', negated: false }],
  [t.NotContains, { operator: '~=', negated: true }],
  [t.Starts, { operator: '^=', negated: false }],
  [t.NotStarts, { operator: '^=', negated: true }],
  [t.Ends, { operator: '$=', negated: false }],
  [t.NotEnds, { operator: '$=', negated: true }],
]);

function junction(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

/** The rules of what follows WITH, WHERE and HAVING. */
export abstract class FilterGrammar extends ExpressionGrammar {
  /** A sub-query is a whole query. */
  abstract readonly query: Rule<Query>;

  readonly condition: Rule<Filter> = this.RULE('condition', (): Filter => {
    const parts: Filter[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Or,
      DEF: () => {
        parts.push(this.SUBRULE(this.conjunction));
      },
    });
    return this.ACTION(() => junction('or', parts));
  });

  readonly conjunction: Rule<Filter> = this.RULE('conjunction', (): Filter => {
    const parts: Filter[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.And,
      DEF: () => {
        parts.push(this.SUBRULE(this.predicate));
      },
    });
    return this.ACTION(() => junction('and', parts));
  });

  readonly predicate: Rule<Filter> = this.RULE(
    'predicate',
    (): Filter =>
      this.OR({
        DEF: [
          {
            GATE: () => startsFilterGroup(this.peek),
            ALT: () => {
              this.CONSUME(t.Open);
              const filter = this.SUBRULE(this.condition);
              this.CONSUME(t.Close);
              return filter;
            },
          },
          {
            GATE: () => startsCidr(this.peek),
            ALT: () => this.SUBRULE(this.cidr),
          },
          { ALT: () => this.SUBRULE(this.comparison) },
        ],
        IGNORE_AMBIGUITIES: true,
        MAX_LOOKAHEAD: 1,
      }),
  );

  readonly cidr: Rule<Filter> = this.RULE('cidr', (): Filter => {
    const not = this.OPTION(() => this.CONSUME(t.Not));
    const first = this.CONSUME(t.Identifier);
    this.CONSUME(t.Open);
    const property = this.SUBRULE(this.reference);
    this.CONSUME(t.Comma);
    const range = this.CONSUME(t.TextToken);
    const last = this.CONSUME(t.Close);
    return this.ACTION(() => ({
      kind: 'cidr',
      negated: not !== undefined,
      property,
      range: unquoteText(range.image),
      rangeSpan: spanOf(range),
      span: spanBetween(not ?? first, last),
    }));
  });

  readonly comparison: Rule<Comparison> = this.RULE('comparison', (): Comparison => {
    const first = this.LA(1);
    const left = this.SUBRULE(this.expression);
    const operator = this.SUBRULE(this.operator);
    const right = this.SUBRULE(this.operand);
    const last = this.LA(0);
    return this.ACTION(() => ({
      kind: 'comparison',
      left,
      operator: operator.operator,
      negated: operator.negated,
      right,
      span: spanBetween(first, last),
    }));
  });

  readonly operator: Rule<{ operator: Operator; negated: boolean }> = this.RULE(
    'operator',
    (): { operator: Operator; negated: boolean } => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Equals) },
        { ALT: () => this.CONSUME(t.NotEquals) },
        { ALT: () => this.CONSUME(t.Greater) },
        { ALT: () => this.CONSUME(t.GreaterEqual) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.LessEqual) },
        { ALT: () => this.CONSUME(t.Contains) },
        { ALT: () => this.CONSUME(t.NotContains) },
        { ALT: () => this.CONSUME(t.Starts) },
        { ALT: () => this.CONSUME(t.NotStarts) },
        { ALT: () => this.CONSUME(t.Ends) },
        { ALT: () => this.CONSUME(t.NotEnds) },
      ]);
      return OPERATORS.get(token.tokenType) ?? { operator: '=', negated: false };
    },
  );

  readonly operand: Rule<Operand> = this.RULE(
    'operand',
    (): Operand =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.regex) },
          {
            GATE: () => operandKind(this.peek) === 'subquery',
            ALT: () => {
              const first = this.CONSUME(t.Open);
              const query = this.SUBRULE(this.query);
              const last = this.CONSUME(t.Close);
              return this.ACTION(() => ({
                kind: 'subquery' as const,
                query,
                span: spanBetween(first, last),
              }));
            },
          },
          {
            GATE: () => operandKind(this.peek) === 'list',
            ALT: () => this.SUBRULE(this.list),
          },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true,
        MAX_LOOKAHEAD: 1,
      }),
  );

  readonly list: Rule<ListOperand> = this.RULE('list', (): ListOperand => {
    const first = this.CONSUME(t.Open);
    const items: Operand[] = [];
    const connectives: IToken[] = [];
    items.push(this.SUBRULE(this.listItem));
    this.MANY(() => {
      connectives.push(
        this.OR([{ ALT: () => this.CONSUME(t.Or) }, { ALT: () => this.CONSUME(t.And) }]),
      );
      items.push(this.SUBRULE1(this.listItem));
    });
    const last = this.CONSUME(t.Close);
    return this.ACTION(() => {
      const connective = connectives[0]?.tokenType === t.And ? 'and' : 'or';
      const odd = connectives.find(
        (token) => (token.tokenType === t.And ? 'and' : 'or') !== connective,
      );
      return {
        kind: 'list' as const,
        connective,
        items,
        ...optional('mixedAt', odd === undefined ? undefined : spanOf(odd)),
        span: spanBetween(first, last),
      };
    });
  });

  readonly listItem: Rule<Operand> = this.RULE(
    'listItem',
    (): Operand =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.regex) },
          {
            GATE: () => operandKind(this.peek) === 'list',
            ALT: () => this.SUBRULE(this.list),
          },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true,
        MAX_LOOKAHEAD: 1,
      }),
  );

  readonly regex: Rule<RegexOperand> = this.RULE('regex', (): RegexOperand => {
    const token = this.CONSUME(t.RegexToken);
    return this.ACTION(() => {
      const { pattern, flags } = splitRegex(token.image);
      return {
        kind: 'regex' as const,
        pattern,
        ignoreCase: flags.toLowerCase().includes('i'),
        ...optional('unknownFlags', flags.replace(/i/gi, '') || undefined),
        span: spanOf(token),
      };
    });
  });
}
