import { NOW } from '../memory-graph.ts';
import type { Choices } from './choices.ts';
import type { OracleEdge, OracleEntity, OracleGraph, Scalar, Value } from './graph.ts';
import { elements } from './values.ts';
import { escaped, keyword, literal, property, quoted } from './written.ts';

/** A name of the query and, on the path that the generator walks, what it stands for. */
export interface Named {
  readonly name: string;
  readonly thing: OracleEntity | OracleEdge | undefined;
}

/** Values for placeholders, filled while queries are written. */
export type Variables = Record<string, Scalar | readonly Scalar[]>;

const POOL: readonly Scalar[] = ['a', '', 5, true, 'zzz', -7, 'null', 0, 'ab'];
const ANY_PROPERTIES = ['x', 'y', 'tags', 'os', 'fqdn', 'missing', 'tag.Team', 'qid', '_type'];

/** Writes conditions that hold on the path that the generator walks, most of the time. */
export class RandomConditions {
  readonly #choices: Choices;
  readonly #graph: OracleGraph;
  readonly #variables: Variables;

  constructor(choices: Choices, graph: OracleGraph, variables: Variables) {
    this.#choices = choices;
    this.#graph = graph;
    this.#variables = variables;
  }

  /** A filter on one thing, whose properties stand behind `prefix`. */
  filter(prefix: string, thing: Named['thing'], depth = 0): string {
    return this.junction(() => this.comparison(prefix, thing, depth), depth);
  }

  /** One part, or several joined by AND and OR and in parentheses. */
  junction(part: () => string, depth = 0): string {
    const choices = this.#choices;
    const kind = choices.next(8);
    if (kind < 5 || depth > 1) return part();
    const word = keyword(choices, kind === 5 ? 'AND' : 'OR');
    const joined = `${this.junction(part, depth + 1)} ${word} ${this.junction(part, depth + 1)}`;
    return choices.chance(40) ? `(${joined})` : joined;
  }

  /** A comparison of a property. */
  comparison(prefix: string, thing: Named['thing'], depth: number): string {
    const choices = this.#choices;
    const own = thing === undefined ? [] : [...thing.values.keys()];
    const isOwn = own.length > 0 && choices.chance(75);
    const name = isOwn ? choices.pick(own) : choices.pick(ANY_PROPERTIES);
    const value = thing?.values.get(name);
    const left = property(choices, prefix, name);
    if (choices.chance(10))
      return `${left} ${this.#anyOperator()} ${this.#operand(choices.pick(POOL))}`;
    if (value === undefined) return this.#onAbsence(left);
    if (depth === 0 && choices.chance(8)) return this.#withSubquery(left, value);
    return this.#onValue(left, value);
  }

  #anyOperator(): string {
    return this.#choices.pick([
      '=',
      '!=',
      '>',
      '>=',
      '<',
      '<=',
      '~=',
      '!~=',
      '^=',
      '!^=',
      '$=',
      '!$=',
    ]);
  }

  #onAbsence(left: string): string {
    const choices = this.#choices;
    switch (choices.next(4)) {
      case 0:
        return `${left} = ${keyword(choices, choices.pick(['undefined', 'null']))}`;
      case 1:
        return `${left} ${choices.pick(['!=', '!~=', '!^=', '!$='])} ${this.#operand(choices.pick(POOL))}`;
      case 2:
        return `!cidr(${left}, '10.0.0.0/8')`;
      default:
        return `${left} != ${this.#list(choices.pick(['zzz', 7]), 'OR')}`;
    }
  }

  /** Comparisons that the value passes. */
  #onValue(left: string, value: Value): string {
    const choices = this.#choices;
    const [first] = elements(value);
    if (first === undefined) return `${left} != ${keyword(choices, 'undefined')}`;
    const item = choices.pick(elements(value));
    switch (choices.next(9)) {
      case 0:
        return `${left} != ${this.#operand('zzz')}`;
      case 1:
        return `${left} = ${this.#list(item, 'OR')}`;
      case 2:
        return `${left} = (${elements(value)
          .map((each) => literal(choices, each))
          .join(` ${keyword(choices, 'AND')} `)})`;
      case 3:
        return `${left} != ${keyword(choices, choices.pick(['undefined', 'null']))}`;
      case 4:
      case 5:
        if (typeof item === 'string') return this.#onText(left, item);
        return typeof item === 'number' ? this.#onNumber(left, item) : `${left} = ${item}`;
      default:
        return `${left} = ${this.#operand(item)}`;
    }
  }

  #onText(left: string, text: string): string {
    const choices = this.#choices;
    const characters = Array.from(text);
    const from = choices.next(characters.length + 1);
    const part = (start: number, end?: number) => characters.slice(start, end).join('');
    switch (choices.next(8)) {
      case 0:
        return `${left} ~= ${quoted(choices, part(from, from + 2))}`;
      case 1:
        return `${left} ^= ${quoted(choices, part(0, from))}`;
      case 2:
        return `${left} $= ${quoted(choices, part(from))}`;
      case 3:
        return `${left} ${choices.pick(['!~=', '!^=', '!$='])} 'zzz'`;
      case 4:
        if (/^\d+\.\d+\.\d+\.\d+$/.test(text) && !text.startsWith('256')) {
          return `cidr(${left}, '${text}/${choices.pick([32, 24, 8, 1, 0])}')`;
        }
        return `!cidr(${left}, '192.0.2.0/24')`;
      case 5:
        return text === ''
          ? `${left} = /^a|^$/`
          : `${left} ${choices.pick(['=', '~=', '^='])} /${escaped(part(0, from + 1))}/${choices.pick(['', 'i'])}`;
      case 6:
        return `${left} ${choices.pick(['=', '!='])} /${choices.pick(['[ab]+', '\\d', '\\w{2}', '^.$', 'Z(ü|Ü)r', '[^a-z]', '\\s', 'x?$'])}/${choices.pick(['', 'i'])}`;
      default:
        return `${left} = (/zzz/ OR ${quoted(choices, text)})`;
    }
  }

  #onNumber(left: string, number: number): string {
    const choices = this.#choices;
    const days = Math.floor((NOW - number) / 86_400_000);
    if (days >= 0 && days < 1000 && choices.chance(60)) {
      return choices.pick([
        `${left} <= date.now - ${days}days`,
        `${left} > date.now-${days + 1} ${choices.pick(['day', 'days'])}`,
        `${left} > date(2026-01-01)`,
        `${left} >= date(2025-11-02T10:00Z) + 1 month`,
        `${left} < date.now + 1 ${choices.pick(['year', 'hour', 'hrs', 'mins', 'weeks'])}`,
      ]);
    }
    const operator = choices.pick(['>', '>=', '<', '<=']);
    const off = operator === '>' ? -1 : operator === '<' ? 1 : 0;
    return `${left} ${operator} ${number + off}`;
  }

  #list(item: Scalar, word: string): string {
    const choices = this.#choices;
    const items = [item, ...choices.some(POOL, 20)].map((each) => literal(choices, each));
    if (choices.chance(15)) items.push(keyword(choices, 'undefined'));
    if (choices.chance(15)) items.push(`('zz' OR 'zzz')`);
    return items.length === 1
      ? `(${items[0]} ${word} ${items[0]})`
      : `(${items.join(` ${keyword(choices, word)} `)})`;
  }

  /** A literal, or a placeholder that holds it. */
  #operand(value: Scalar): string {
    const choices = this.#choices;
    if (!choices.chance(12)) return literal(choices, value);
    const name = `p${Object.keys(this.#variables).length}`;
    this.#variables[name] = choices.chance(40) ? [value, 'zzz'] : value;
    return choices.chance(50) ? `\${${name}}` : `{{${name}}}`;
  }

  #withSubquery(left: string, value: Value): string {
    const choices = this.#choices;
    const wanted = elements(value);
    const holder = choices.pick(this.#graph.entities);
    const names = [...holder.values].filter(([, other]) =>
      elements(other).some((each) => wanted.includes(each)),
    );
    const [name] = names.length > 0 ? choices.pick(names) : ['x'];
    const unique = choices.chance(30) ? `${keyword(choices, 'UNIQUE')} ` : '';
    const filter = choices.chance(30) ? ` WITH ${this.filter('', holder, 2)}` : '';
    const column = property(choices, 's', name);
    const operator = choices.pick(['=', '=', '!=']);
    return `${left} ${operator} (FIND ${unique}${holder.type}${filter} AS s RETURN ${column})`;
  }
}
