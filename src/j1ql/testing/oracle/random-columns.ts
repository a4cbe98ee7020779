import type { Choices } from './choices.ts';
import type { Named } from './random-condition.ts';
import { keyword, property, quoted } from './written.ts';

/** A column of RETURN. */
interface RandomColumn {
  readonly text: string;
  /** Under which ORDER BY and HAVING know it. */
  readonly name: string;
  readonly isNumber: boolean;
  /** Its values have an order. */
  readonly isOrdered: boolean;
}

/** RETURN with HAVING, and what ORDER BY may sort by. */
export interface RandomReturn {
  readonly text: string;
  readonly sortable: readonly string[];
}

/** Properties that hold no list on any entity: lists have no order. */
const ORDERED = [
  'name',
  'displayName',
  'os',
  'qid',
  '_key',
  '_createdOn',
  'missing',
  'lastScannedOn',
];
const NUMBERS = ['qid', 'cvssScoreV3', 'x', 'y', 'lastScannedOn', '_createdOn', 'since', 'port'];
const ANY = [
  ...ORDERED,
  'x',
  'y',
  'tags',
  'fqdn',
  'tag.Team',
  'cost-centre',
  'open',
  '_type',
  '_class',
];

/** Writes expressions and columns over the names of a query. */
export class RandomColumns {
  readonly #choices: Choices;
  readonly #names: readonly Named[];
  #count = 0;

  constructor(choices: Choices, names: readonly Named[]) {
    this.#choices = choices;
    this.#names = names;
  }

  /** A property of one of the names; of those that the thing has, most of the time. */
  #property(of: readonly string[]): string {
    const { name, thing } = this.#choices.pick(this.#names);
    const own = of.filter((each) => thing?.values.has(each) === true);
    const isOwn = own.length > 0 && this.#choices.chance(75);
    return property(this.#choices, name, this.#choices.pick(isOwn ? own : of));
  }

  /** A sort key that is a property. */
  orderedProperty(): string {
    return this.#property(ORDERED);
  }

  /** An expression that is a number, as far as its parts are. */
  number(depth = 0): string {
    const choices = this.#choices;
    const kind = choices.next(depth > 2 ? 3 : 12);
    const inner = () => this.number(depth + 1);
    switch (kind) {
      case 0:
      case 1:
        return this.#property(NUMBERS);
      case 2:
        return choices.pick(['2', '0.5', '10', '3', 'date.now', 'date(2026-11-24)']);
      case 3:
        return `${inner()} + ${inner()}`;
      case 4:
        return `${inner()} - ${inner()}`;
      case 5:
        return `${inner()} * ${inner()}`;
      case 6:
        return `(${inner()}) / ${inner()}`;
      case 7:
        return `(${inner()}) ^ ${choices.pick(['2', '0.5', '-1', '3'])}`;
      case 8:
        return `-${this.#property(NUMBERS)}`;
      case 9:
        return `(${inner()} - 2) * 2`;
      case 10:
        return `${this.#function('ROUND')}(${inner()}${choices.pick(['', ', 1', ', 2'])})`;
      default:
        return `${this.#function(choices.pick(['ABS', 'SQRT', 'CEIL', 'FLOOR']))}(${inner()})`;
    }
  }

  #function(name: string): string {
    return keyword(this.#choices, name);
  }

  #value(): string {
    const choices = this.#choices;
    const args = () => [this.#property(ANY), this.#property(ANY)].join(', ');
    switch (choices.next(5)) {
      case 0:
        return `${this.#function('CONCAT')}(${args()}, ': ', ${choices.pick(['5', '2.5', 'true', 'undefined'])})`;
      case 1:
        return `${this.#function('MERGE')}(${args()})`;
      case 2:
        return `${this.#function('COALESCE')}(${args()}, ${choices.pick(["'-'", '0', 'null'])})`;
      case 3:
        return choices.pick(["'text'", '5', 'true', 'undefined', 'date.now - 1 day']);
      default:
        return this.number();
    }
  }

  #aliased(expression: string, isNumber: boolean, isOrdered = isNumber): RandomColumn {
    this.#count += 1;
    const isQuoted = this.#choices.chance(15);
    const name = isQuoted ? `column ${this.#count}` : `c${this.#count}`;
    const alias = isQuoted ? quoted(this.#choices, name) : name;
    const text = `${expression} ${keyword(this.#choices, 'AS')} ${alias}`;
    // A quoted name cannot be written in ORDER BY; the expression can.
    return {
      text,
      name: isQuoted ? expression : name,
      isNumber,
      isOrdered: isOrdered && !isQuoted,
    };
  }

  /** One plain column. */
  plain(): RandomColumn {
    const choices = this.#choices;
    switch (choices.next(11)) {
      case 10: {
        const pattern = choices.pick([
          '(?<g>[ab]+)',
          '^(?<g>.).',
          '(?<g>\\d+)[.]\\d',
          '(?<g>\\w+)$',
        ]);
        const flag = choices.pick(['', 'i']);
        const text = this.#property(ORDERED);
        return this.#aliased(
          `${text} ${choices.pick(['=', '~='])} /${pattern}/${flag}`,
          false,
          true,
        );
      }
      case 0:
      case 1:
      case 2: {
        const expression = this.#property(choices.chance(50) ? ORDERED : ANY);
        const isOrdered = ORDERED.some((name) => expression.endsWith(name));
        return { text: expression, name: expression, isNumber: false, isOrdered };
      }
      case 3:
      case 4: {
        const expression = this.#property(ORDERED);
        return this.#aliased(expression, false, true);
      }
      case 5:
        return this.#aliased(this.#value(), false);
      case 6:
        return this.#aliased(this.number(), true);
      case 7: {
        const { name } = choices.pick(this.#names);
        return this.#aliased(name, false);
      }
      case 8:
        return this.#aliased(`${this.#function('UNWIND')}(${this.#property(ANY)})`, false);
      default:
        return this.#aliased(this.#property(ANY), false);
    }
  }

  #aggregate(): string {
    const choices = this.#choices;
    const { name } = choices.pick(this.#names);
    switch (choices.next(7)) {
      case 6:
        return `${this.#function('COUNT')}(*)`;
      case 0:
        return `${this.#function('COUNT')}(${name})`;
      case 1:
        return `${this.#function('COUNT')}(${this.#property(ANY)})`;
      case 2:
        return `${this.#function(choices.pick(['MIN', 'MAX']))}(${this.#property([...NUMBERS, ...ORDERED])})`;
      case 3:
        return `${this.#function(choices.pick(['SUM', 'AVG']))}(${this.#property(NUMBERS)})`;
      case 4:
        return `${this.#function('SUM')}(${this.#property(NUMBERS)} * ${choices.pick(['2', this.#property(NUMBERS)])})`;
      default:
        return `${this.#function('COUNT')}(${name}) * 10 + ${choices.pick(['1', `${this.#function('SUM')}(${this.#property(NUMBERS)})`])}`;
    }
  }

  /** `RETURN` with its columns, and HAVING where it makes sense. */
  returns(canFlatten: boolean): RandomReturn {
    const choices = this.#choices;
    const isGrouped = choices.chance(45);
    const hasFlat = canFlatten && !isGrouped && choices.chance(12);
    const plain = Array.from(
      { length: choices.next(isGrouped ? 3 : 4) + (isGrouped ? 0 : 1) },
      () => (hasFlat ? this.#aliased(this.#property(ANY), false) : this.plain()),
    );
    const aggregates = Array.from({ length: isGrouped ? 1 + choices.next(2) : 0 }, () =>
      choices.chance(30) ? this.#bare(this.#aggregate()) : this.#aliased(this.#aggregate(), true),
    );
    const columns = [...plain, ...aggregates];
    const { name } = choices.pick(this.#names);
    const texts = [...columns.map(({ text }) => text), ...(hasFlat ? [`${name}.*`] : [])];
    const numbers = columns.filter((column) => column.isNumber && /^c\d/.test(column.name));
    const having =
      numbers.length > 0 && choices.chance(30)
        ? ` ${keyword(choices, 'HAVING')} ${this.#having(numbers.map((column) => column.name))}`
        : '';
    return {
      text: `${keyword(choices, 'RETURN')} ${texts.join(', ')}${having}`,
      sortable: columns.filter(({ isOrdered }) => isOrdered).map((column) => column.name),
    };
  }

  #bare(expression: string): RandomColumn {
    return { text: expression, name: expression, isNumber: true, isOrdered: false };
  }

  #having(names: readonly string[]): string {
    const choices = this.#choices;
    const name = choices.pick(names);
    const condition = `${name} ${choices.pick(['>= 1', '!= 2', '> 0', '!= undefined', '< 1000', '* 2 >= 1'])}`;
    return choices.chance(20) ? `(${condition} OR ${choices.pick(names)} = 0)` : condition;
  }
}
