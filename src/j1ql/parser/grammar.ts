import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import type {
  Call,
  Column,
  Comparison,
  DateLiteral,
  DateOffset,
  Direction,
  Expression,
  Filter,
  ListOperand,
  Name,
  Operand,
  Operator,
  OptionalSteps,
  OrderKey,
  Query,
  Reference,
  RegexOperand,
  Return,
  Selector,
  Span,
  Step,
  Target,
  Traversal,
} from '../ast/index.ts';
import {
  placeholderName,
  spanOf,
  splitRegex,
  TOKENS as t,
  unquoteText,
  VOCABULARY,
} from '../tokens/index.ts';
import {
  operandKind,
  type Peek,
  startsCidr,
  startsDateOffset,
  startsFilterGroup,
} from './lookahead.ts';
import { spanBetween } from './spans.ts';
import { expectationMessages } from './syntax-error.ts';

type Rule<T> = ParserMethod<[], T>;

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

/** Whole numbers behind SKIP and LIMIT are checked by the caller of the parser, which knows the text. */
export interface CountClause {
  readonly value: number;
  /** Smallest number that makes sense: 1 for LIMIT, 0 for SKIP. */
  readonly least: number;
  readonly span: Span;
}

function name(token: IToken): Name {
  return { text: token.image, span: spanOf(token) };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

/**
 * The grammar of J1QL (reference 2.2). Its rules build read-only nodes and do nothing else; the places
 * where one token of look-ahead is not enough ask `lookahead.ts`.
 */
export class J1qlGrammar extends EmbeddedActionsParser {
  /** Behind SKIP and LIMIT, in the order met. Emptied by the caller before each query. */
  counts: CountClause[] = [];

  constructor() {
    super(VOCABULARY, {
      maxLookahead: 3,
      recoveryEnabled: false,
      errorMessageProvider: expectationMessages,
    });
    this.performSelfAnalysis();
  }

  readonly #peek: Peek = (distance) => this.LA(distance);

  /** A whole query, or a sub-query. */
  readonly query: Rule<Query> = this.RULE('query', (): Query => {
    const first = this.LA(1);
    this.OPTION(() => this.CONSUME(t.Find));
    const unique = this.OPTION1(() => this.CONSUME(t.Unique)) !== undefined;
    const start = this.SUBRULE(this.selector);
    const steps: Step[] = [];
    this.MANY(() => {
      steps.push(this.SUBRULE(this.step));
    });
    const where = this.OPTION2(() => {
      this.CONSUME(t.Where);
      return this.SUBRULE(this.condition);
    });
    const returned = this.OPTION3(() => this.SUBRULE(this.returns));
    const order: OrderKey[] = [];
    let skip: number | undefined;
    let limit: number | undefined;
    this.MANY1(() => {
      this.OR([
        {
          GATE: () => order.length === 0,
          ALT: () => {
            this.CONSUME(t.Order);
            this.CONSUME(t.By);
            this.AT_LEAST_ONE_SEP({
              SEP: t.Comma,
              DEF: () => {
                order.push(this.SUBRULE(this.orderKey));
              },
            });
          },
        },
        {
          GATE: () => skip === undefined,
          ALT: () => {
            this.CONSUME(t.Skip);
            skip = this.SUBRULE(this.count);
          },
        },
        {
          GATE: () => limit === undefined,
          ALT: () => {
            this.CONSUME(t.Limit);
            limit = this.SUBRULE1(this.count);
          },
        },
      ]);
    });
    const last = this.LA(0);
    return this.ACTION(() => ({
      unique,
      start,
      steps,
      ...optional('where', where),
      ...optional('returns', returned?.returns),
      ...optional('having', returned?.having),
      order,
      ...optional('skip', skip),
      ...optional('limit', limit),
      span: spanBetween(first, last),
    }));
  });

  readonly count: Rule<number> = this.RULE('count', (): number => {
    const keyword = this.LA(0);
    const token = this.CONSUME(t.NumberToken);
    return this.ACTION(() => {
      const value = Number(token.image);
      const least = keyword.tokenType === t.Limit ? 1 : 0;
      this.counts.push({ value, least, span: spanOf(token) });
      return value;
    });
  });

  readonly selector: Rule<Selector> = this.RULE('selector', (): Selector => {
    const target = this.SUBRULE(this.target);
    const filter = this.OPTION(() => {
      this.CONSUME(t.With);
      return this.SUBRULE(this.condition);
    });
    const alias = this.OPTION1(() => this.SUBRULE(this.alias));
    return this.ACTION(() => ({
      target,
      ...optional('filter', filter),
      ...optional('alias', alias),
    }));
  });

  readonly alias: Rule<Name> = this.RULE('alias', (): Name => {
    this.CONSUME(t.As);
    const token = this.CONSUME(t.Word);
    return this.ACTION(() => name(token));
  });

  readonly target: Rule<Target> = this.RULE('target', (): Target => {
    const first = this.LA(1);
    let fullText: Name | undefined;
    let smart: Name | undefined;
    let names: readonly Name[] = [];
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(t.TextToken);
          this.ACTION(() => {
            fullText = { text: unquoteText(token.image), span: spanOf(token) };
          });
        },
      },
      {
        ALT: () => {
          smart = this.SUBRULE(this.smart);
          names = this.OPTION(() => this.SUBRULE(this.names)) ?? [];
        },
      },
      {
        ALT: () => {
          names = this.SUBRULE1(this.names);
        },
      },
    ]);
    const last = this.LA(0);
    return this.ACTION(() => ({
      ...optional('fullText', fullText),
      ...optional('smart', smart),
      names,
      span: spanBetween(first, last),
    }));
  });

  readonly smart: Rule<Name> = this.RULE('smart', (): Name => {
    const hash = this.CONSUME(t.Hash);
    const token = this.CONSUME(t.Noun);
    return this.ACTION(() => ({ text: token.image, span: spanBetween(hash, token) }));
  });

  readonly names: Rule<readonly Name[]> = this.RULE('names', (): readonly Name[] => {
    const names: Name[] = [];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Open);
          this.AT_LEAST_ONE_SEP({
            SEP: t.Bar,
            DEF: () => {
              names.push(this.SUBRULE(this.targetName));
            },
          });
          this.CONSUME(t.Close);
        },
      },
      {
        ALT: () => {
          names.push(this.SUBRULE1(this.plainName));
        },
      },
    ]);
    return names;
  });

  readonly targetName: Rule<Name> = this.RULE(
    'targetName',
    (): Name =>
      this.OR([
        { ALT: () => this.SUBRULE(this.plainName) },
        {
          ALT: () => {
            const smart = this.SUBRULE(this.smart);
            return this.ACTION(() => ({ text: `#${smart.text}`, span: smart.span }));
          },
        },
      ]),
  );

  readonly plainName: Rule<Name> = this.RULE('plainName', (): Name => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t.Noun) },
      { ALT: () => this.CONSUME(t.Star) },
    ]);
    return this.ACTION(() => name(token));
  });

  readonly step: Rule<Step> = this.RULE(
    'step',
    (): Step =>
      this.OR([
        { ALT: () => this.SUBRULE(this.traversal) },
        { ALT: () => this.SUBRULE(this.optionalSteps) },
      ]),
  );

  readonly optionalSteps: Rule<OptionalSteps> = this.RULE('optionalSteps', (): OptionalSteps => {
    const first = this.CONSUME(t.Open);
    const steps: Step[] = [];
    this.AT_LEAST_ONE(() => {
      steps.push(this.SUBRULE(this.step));
    });
    this.CONSUME(t.Close);
    const last = this.CONSUME(t.Question);
    const alias = this.OPTION(() => this.SUBRULE(this.alias));
    return this.ACTION(() => ({
      kind: 'optional',
      steps,
      ...optional('alias', alias),
      span: spanBetween(first, last),
    }));
  });

  readonly traversal: Rule<Traversal> = this.RULE('traversal', (): Traversal => {
    const first = this.CONSUME(t.That);
    const somehow = this.OPTION(() => {
      const token = this.CONSUME(t.Somehow);
      const depth = this.OPTION1(() => this.CONSUME(t.NumberToken));
      return this.ACTION(() => ({
        ...optional('depth', depth === undefined ? undefined : Number(depth.image)),
        span: spanOf(token),
      }));
    });
    const negated = this.OPTION2(() => this.CONSUME(t.Not)) !== undefined;
    let direction: Direction = 'any';
    const arrow = (found: Direction | undefined) => {
      if (found !== undefined) direction = found;
    };
    arrow(this.OPTION3(() => this.SUBRULE(this.arrow)));
    const verbs = this.SUBRULE(this.verbs);
    this.OPTION4(() => this.CONSUME(t.To));
    arrow(this.OPTION5(() => this.SUBRULE1(this.arrow)));
    const alias = this.OPTION6(() => this.SUBRULE(this.alias));
    arrow(this.OPTION7(() => this.SUBRULE2(this.arrow)));
    this.OPTION8(() => this.CONSUME1(t.To));
    const last = this.LA(0);
    const selector = this.SUBRULE(this.selector);
    return this.ACTION(() => ({
      kind: 'traversal',
      negated,
      ...optional('somehow', somehow),
      direction,
      verbs,
      ...optional('alias', alias),
      selector,
      span: spanBetween(first, last),
    }));
  });

  readonly arrow: Rule<Direction> = this.RULE(
    'arrow',
    (): Direction =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.ArrowOut);
            return 'out' as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.ArrowIn);
            return 'in' as const;
          },
        },
      ]),
  );

  readonly verbs: Rule<readonly Name[]> = this.RULE('verbs', (): readonly Name[] => {
    const verbs: Name[] = [];
    let isAny = false;
    const add = (verb: Name | undefined) => {
      if (verb === undefined) isAny = true;
      else verbs.push(verb);
    };
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Open);
          this.AT_LEAST_ONE_SEP({
            SEP: t.Bar,
            DEF: () => {
              add(this.SUBRULE(this.verb));
            },
          });
          this.CONSUME(t.Close);
        },
      },
      {
        ALT: () => {
          add(this.SUBRULE1(this.verb));
        },
      },
    ]);
    return isAny ? [] : verbs;
  });

  /** A verb, or undefined for RELATES. */
  readonly verb: Rule<Name | undefined> = this.RULE('verb', (): Name | undefined =>
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(t.Noun);
          return this.ACTION(() => name(token));
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Relates);
          return undefined;
        },
      },
    ]),
  );

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
            GATE: () => startsFilterGroup(this.#peek),
            ALT: () => {
              this.CONSUME(t.Open);
              const filter = this.SUBRULE(this.condition);
              this.CONSUME(t.Close);
              return filter;
            },
          },
          {
            GATE: () => startsCidr(this.#peek),
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
            GATE: () => operandKind(this.#peek) === 'subquery',
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
            GATE: () => operandKind(this.#peek) === 'list',
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
            GATE: () => operandKind(this.#peek) === 'list',
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

  readonly returns: Rule<{ returns: Return; having: Filter | undefined }> = this.RULE(
    'returns',
    (): { returns: Return; having: Filter | undefined } => {
      const first = this.CONSUME(t.Return);
      const columns: Column[] = [];
      let isTree = false;
      this.OR({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType !== t.Dot && this.LA(2).tokenType !== t.Open,
            ALT: () => {
              this.CONSUME(t.Tree);
              isTree = true;
            },
          },
          {
            ALT: () =>
              this.AT_LEAST_ONE_SEP({
                SEP: t.Comma,
                DEF: () => {
                  columns.push(this.SUBRULE(this.column));
                },
              }),
          },
        ],
        IGNORE_AMBIGUITIES: true,
        MAX_LOOKAHEAD: 1,
      });
      const last = this.LA(0);
      const having = this.OPTION(() => {
        this.CONSUME(t.Having);
        return this.SUBRULE(this.condition);
      });
      return this.ACTION(() => {
        const span = spanBetween(first, last);
        return {
          returns: isTree ? { kind: 'tree', span } : { kind: 'columns', columns, span },
          having,
        };
      });
    },
  );

  readonly column: Rule<Column> = this.RULE('column', (): Column => {
    const expression = this.SUBRULE(this.expression);
    const alias = this.OPTION(() => {
      this.CONSUME(t.As);
      return this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Word);
            return this.ACTION(() => name(token));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.TextToken);
            return this.ACTION(() => ({ text: unquoteText(token.image), span: spanOf(token) }));
          },
        },
      ]);
    });
    return this.ACTION(() => ({ expression, ...optional('alias', alias) }));
  });

  readonly orderKey: Rule<OrderKey> = this.RULE('orderKey', (): OrderKey => {
    const expression = this.SUBRULE(this.expression);
    let descending = false;
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(t.Asc) },
        {
          ALT: () => {
            this.CONSUME(t.Desc);
            descending = true;
          },
        },
      ]),
    );
    return this.ACTION(() => ({ expression, descending }));
  });

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
      GATE: () => startsDateOffset(this.#peek),
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

function junction(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}
