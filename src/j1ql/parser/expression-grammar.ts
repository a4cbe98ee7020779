import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Call, DateLiteral, DateOffset, Expression, Reference } from '../ast/index.ts';
import { placeholderName, spanOf, TOKENS as t, unquoteText, VOCABULARY } from '../tokens/index.ts';
import { type Peek, startsDateOffset } from './lookahead.ts';
import { optional, type Rule } from './rule.ts';
import { spanBetween } from './spans.ts';
import { expectationMessages } from './syntax-error.ts';

/** The rules of everything that has a value. */
export abstract class ExpressionGrammar extends EmbeddedActionsParser {
  /** The tokens ahead, for the decisions that one token does not make. */
  protected readonly peek: Peek = (distance) => this.LA(distance);

  constructor() {
    super(VOCABULARY, {
      maxLookahead: 3,
      recoveryEnabled: false,
      errorMessageProvider: expectationMessages,
    });
  }

  readonly expression: Rule<Expression> = this.RULE('expression', (): Expression => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Plus) },
        { ALT: () => this.CONSUME(t.Minus) },
      ]);
      const right = this.SUBRULE1(this.product);
      const last = this.LA(0);
      left = this.ACTION(() => ({
        kind: 'arithmetic',
        operator: token.tokenType === t.Plus ? '+' : '-',
        left,
        right,
        span: spanBetween(first, last),
      }));
    });
    return left;
  });

  readonly product: Rule<Expression> = this.RULE('product', (): Expression => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.power);
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Star) },
        { ALT: () => this.CONSUME(t.Slash) },
      ]);
      const right = this.SUBRULE1(this.power);
      const last = this.LA(0);
      left = this.ACTION(() => ({
        kind: 'arithmetic',
        operator: token.tokenType === t.Star ? '*' : '/',
        left,
        right,
        span: spanBetween(first, last),
      }));
    });
    return left;
  });

  readonly power: Rule<Expression> = this.RULE('power', (): Expression => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.factor);
    this.MANY(() => {
      this.CONSUME(t.Caret);
      const right = this.SUBRULE1(this.factor);
      const last = this.LA(0);
      left = this.ACTION(() => ({
        kind: 'arithmetic',
        operator: '^',
        left,
        right,
        span: spanBetween(first, last),
      }));
    });
    return left;
  });

  readonly factor: Rule<Expression> = this.RULE(
    'factor',
    (): Expression =>
      this.OR({
        DEF: [
          {
            ALT: () => {
              const minus = this.CONSUME(t.Minus);
              const operand = this.SUBRULE(this.factor);
              const last = this.LA(0);
              return this.ACTION(() => ({
                kind: 'negation' as const,
                operand,
                span: spanBetween(minus, last),
              }));
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Open);
              const inner = this.SUBRULE(this.expression);
              this.CONSUME(t.Close);
              return inner;
            },
          },
          { ALT: () => this.SUBRULE(this.date) },
          {
            ALT: () => {
              const token = this.CONSUME(t.Placeholder);
              return this.ACTION(() => ({
                kind: 'placeholder' as const,
                name: placeholderName(token.image),
                span: spanOf(token),
              }));
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(t.TextToken);
              return this.ACTION(() => ({
                kind: 'text' as const,
                value: unquoteText(token.image),
                span: spanOf(token),
              }));
            },
          },
          {
            ALT: () => {
              const token = this.CONSUME(t.NumberToken);
              return this.ACTION(() => ({
                kind: 'number' as const,
                value: Number(token.image),
                span: spanOf(token),
              }));
            },
          },
          {
            GATE: () => this.LA(2).tokenType === t.Open && this.LA(1).tokenType === t.Identifier,
            ALT: () => this.SUBRULE(this.call),
          },
          {
            GATE: () => this.LA(2).tokenType !== t.Dot,
            ALT: () => this.SUBRULE(this.constant),
          },
          {
            GATE: () => this.LA(2).tokenType === t.Dot && this.LA(3).tokenType === t.Star,
            ALT: () => {
              const token = this.CONSUME(t.Word);
              this.CONSUME(t.Dot);
              const star = this.CONSUME(t.Star);
              return this.ACTION(() => ({
                kind: 'allProperties' as const,
                name: token.image,
                span: spanBetween(token, star),
              }));
            },
          },
          { ALT: () => this.SUBRULE(this.reference) },
        ],
        IGNORE_AMBIGUITIES: true,
        MAX_LOOKAHEAD: 1,
      }),
  );

  readonly constant: Rule<Expression> = this.RULE('constant', (): Expression => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.Undefined) },
      { ALT: () => this.CONSUME(t.Null) },
    ]);
    return this.ACTION((): Expression => {
      const span = spanOf(token);
      const isBoolean = token.tokenType === t.True || token.tokenType === t.False;
      return isBoolean
        ? { kind: 'boolean', value: token.tokenType === t.True, span }
        : { kind: 'absent', span };
    });
  });

  readonly date: Rule<DateLiteral> = this.RULE('date', (): DateLiteral => {
    const first = this.LA(1);
    let iso: string | undefined;
    this.OR([
      { ALT: () => this.CONSUME(t.DateNow) },
      {
        ALT: () => {
          const token = this.CONSUME(t.DateOf);
          iso = this.ACTION(() => token.image.slice(token.image.indexOf('(') + 1, -1).trim());
        },
      },
    ]);
    const offsets: DateOffset[] = [];
    this.MANY({
      GATE: () => startsDateOffset(this.peek),
      DEF: () => {
        const sign = this.OR1([
          { ALT: () => this.CONSUME(t.Plus) },
          { ALT: () => this.CONSUME(t.Minus) },
        ]);
        const amount = this.CONSUME(t.NumberToken);
        const unit = this.CONSUME(t.Identifier);
        this.ACTION(() => {
          offsets.push({
            sign: sign.tokenType === t.Minus ? -1 : 1,
            amount: Number(amount.image),
            unit: unit.image,
            unitSpan: spanOf(unit),
          });
        });
      },
    });
    const last = this.LA(0);
    return this.ACTION(() => ({
      kind: 'date',
      ...optional('iso', iso),
      offsets,
      span: spanBetween(first, last),
    }));
  });

  readonly call: Rule<Call> = this.RULE('call', (): Call => {
    const first = this.CONSUME(t.Identifier);
    this.CONSUME(t.Open);
    const args: Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        args.push(
          this.OR([
            {
              ALT: () => {
                const star = this.CONSUME(t.Star);
                return this.ACTION(() => ({ kind: 'star' as const, span: spanOf(star) }));
              },
            },
            { ALT: () => this.SUBRULE(this.expression) },
          ]),
        );
      },
    });
    const last = this.CONSUME(t.Close);
    return this.ACTION(() => ({
      kind: 'call',
      name: first.image.toLowerCase(),
      args,
      span: spanBetween(first, last),
    }));
  });

  readonly reference: Rule<Reference> = this.RULE('reference', (): Reference => {
    const first = this.LA(1);
    const parts: string[] = [];
    let bracket: string | undefined;
    const inBrackets = (token: IToken) => {
      bracket = this.ACTION(() => token.image.slice(1, -1).trim());
    };
    this.OR([
      { ALT: () => inBrackets(this.CONSUME(t.Bracketed)) },
      {
        ALT: () => {
          parts.push(this.CONSUME(t.Word).image);
          this.MANY({
            GATE: () => bracket === undefined,
            DEF: () => {
              this.CONSUME(t.Dot);
              this.OR1([
                { ALT: () => inBrackets(this.CONSUME1(t.Bracketed)) },
                {
                  ALT: () => {
                    parts.push(this.CONSUME1(t.Word).image);
                  },
                },
              ]);
            },
          });
        },
      },
    ]);
    const last = this.LA(0);
    return this.ACTION(() => ({
      kind: 'reference',
      parts,
      ...optional('bracket', bracket),
      span: spanBetween(first, last),
    }));
  });
}
