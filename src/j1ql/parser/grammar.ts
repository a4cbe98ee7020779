import type {
  Column,
  Direction,
  Filter,
  Name,
  OptionalSteps,
  OrderKey,
  Query,
  Return,
  Selector,
  Span,
  Step,
  Target,
  Traversal,
} from '../ast/index.ts';
import { spanOf, TOKENS as t, unquoteText } from '../tokens/index.ts';
import { FilterGrammar } from './filter-grammar.ts';
import { name, optional, type Rule } from './rule.ts';
import { spanBetween } from './spans.ts';

/** Whole numbers behind SKIP and LIMIT are checked by the caller of the parser, which knows the text. */
export interface CountClause {
  readonly value: number;
  /** Smallest number that makes sense: 1 for LIMIT, 0 for SKIP. */
  readonly least: number;
  readonly span: Span;
}

/**
 * The grammar of J1QL (reference 2.2). Its rules build read-only nodes and do nothing else; the places
 * where one token of look-ahead is not enough ask `lookahead.ts`.
 */
export class J1qlGrammar extends FilterGrammar {
  /** Behind SKIP and LIMIT, in the order met. Emptied by the caller before each query. */
  counts: CountClause[] = [];

  constructor() {
    super();
    this.performSelfAnalysis();
  }

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
          names =
            this.OPTION({
              // `#Production (THAT HAS Finding)?`: a group follows, no union.
              GATE: () =>
                this.LA(1).tokenType !== t.Open ||
                (this.LA(2).tokenType !== t.That && this.LA(2).tokenType !== t.Open),
              DEF: () => this.SUBRULE(this.names),
            }) ?? [];
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
          this.OPTION(() => this.CONSUME(t.To));
          return undefined;
        },
      },
    ]),
  );

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
    const extraction = this.OPTION1(() => {
      this.OR1([{ ALT: () => this.CONSUME(t.Equals) }, { ALT: () => this.CONSUME(t.Contains) }]);
      return this.SUBRULE(this.regex);
    });
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
    return this.ACTION(() => ({
      expression,
      ...optional('extraction', extraction),
      ...optional('alias', alias),
    }));
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
}
