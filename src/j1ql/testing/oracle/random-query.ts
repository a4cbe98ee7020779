import type { Choices } from './choices.ts';
import type { OracleEdge, OracleEntity, OracleGraph } from './graph.ts';
import { RandomColumns } from './random-columns.ts';
import { type Named, RandomConditions, type Variables } from './random-condition.ts';
import { elements } from './values.ts';
import { keyword, quoted } from './written.ts';

/** A query and the values of its placeholders. */
export interface RandomQuery {
  readonly text: string;
  readonly variables: Variables;
}

const NAMES = [
  'Asset',
  'Thing',
  'widget',
  'Host',
  'Finding',
  'Vulnerability',
  'User',
  '*',
  'cve',
  'Nothing',
];
const VERBS = ['HAS', 'USES', 'OWNS', 'LINKS', 'IS', 'KNOWS'];

/**
 * Writes one query while it walks a real path through the graph and takes real values from it, so that most
 * queries have an answer; now and then it writes something else.
 */
export function randomQuery(choices: Choices, graph: OracleGraph): RandomQuery {
  return new QueryWriter(choices, graph).write();
}

function unbind(names: Named[], from: number): void {
  const inside = names.splice(from);
  names.push(...inside.map(({ name }) => ({ name, thing: undefined })));
}

class QueryWriter {
  readonly #choices: Choices;
  readonly #graph: OracleGraph;
  readonly #variables: Variables = {};
  readonly #conditions: RandomConditions;
  readonly #aliased: Named[] = [];
  readonly #unaliased: Named[] = [];

  constructor(choices: Choices, graph: OracleGraph) {
    this.#choices = choices;
    this.#graph = graph;
    this.#conditions = new RandomConditions(choices, graph, this.#variables);
  }

  write(): RandomQuery {
    const choices = this.#choices;
    const result = choices.next(10);
    const find = choices.chance(95) ? `${this.#word('FIND')} ` : '';
    const unique = choices.chance(15) ? `${this.#word('UNIQUE')} ` : '';
    const start = choices.pick(this.#graph.entities);
    const parts = [this.#selector(start, false)];
    let at = start;
    for (let left = choices.next(4); left > 0; left -= 1) {
      const step = this.#step(at, 0);
      parts.push(step.text);
      at = step.at;
    }
    const names = this.#names();
    if (names.length > 0 && choices.chance(35)) parts.push(this.#where(names));
    const columns = new RandomColumns(choices, names);
    let sortable: readonly string[] = [];
    let isOpen = names.length > 0;
    if (names.length > 0 && result > 3) {
      const returned = columns.returns(true);
      parts.push(returned.text);
      sortable = returned.sortable;
      isOpen = unique === '' && !/\b(count|sum|avg|min|max)\(/i.test(returned.text);
    } else if (result === 1) parts.push(`${this.#word('RETURN')} ${this.#word('TREE')}`);
    parts.push(...this.#page(sortable, isOpen ? columns : undefined));
    if (choices.chance(8)) {
      parts.splice(1, 0, choices.pick(['/* a comment */', '// one\n', '# one\n']));
    }
    const text = `${find}${unique}${parts.join(choices.chance(10) ? '\n  ' : ' ')}`;
    return { text, variables: this.#variables };
  }

  #word(word: string): string {
    return keyword(this.#choices, word);
  }

  /** Names that stand for one thing only. */
  #names(): readonly Named[] {
    const isSingle = ({ name }: Named) =>
      this.#unaliased.filter((other) => other.name.toUpperCase() === name.toUpperCase()).length ===
      1;
    return [...this.#aliased, ...this.#unaliased.filter(isSingle)];
  }

  #alias(thing: Named['thing'], prefix: string): string {
    const name = `${prefix}${this.#aliased.length}`;
    this.#aliased.push({ name, thing });
    return ` ${this.#word('AS')} ${name}`;
  }

  #selector(entity: OracleEntity, isExcluded: boolean): string {
    const choices = this.#choices;
    const { text, names } = this.#target(entity);
    const filter = choices.chance(45)
      ? ` ${this.#word('WITH')} ${this.#conditions.filter('', entity)}`
      : '';
    if (isExcluded) {
      return `${text}${filter}${choices.chance(30) ? this.#alias(undefined, 'n') : ''}`;
    }
    if (choices.chance(75)) return `${text}${filter}${this.#alias(entity, 'n')}`;
    this.#unaliased.push(...names.map((name) => ({ name, thing: entity })));
    return `${text}${filter}`;
  }

  #target(entity: OracleEntity): { readonly text: string; readonly names: readonly string[] } {
    const choices = this.#choices;
    const named = (...names: string[]) => ({
      text: names.length === 1 ? (names[0] ?? '') : `(${names.join('|')})`,
      names: names.filter((name) => name !== '*' && !name.startsWith('#')),
    });
    const own = () => choices.pick([entity.type, ...entity.classes]);
    const tags = elements(entity.values.get('tags')).filter(
      (tag) => typeof tag === 'string' && /^[A-Za-z]\w*$/.test(tag),
    );
    const texts = [...entity.values].flatMap(([name, value]) =>
      name.startsWith('_') ? [] : elements(value).filter((each) => typeof each === 'string'),
    );
    switch (choices.next(12)) {
      case 0:
        return named('*');
      case 1:
        return named(...new Set([own(), choices.pick(NAMES)]));
      case 2: {
        if (tags.length === 0) return named(own());
        const smart = `#${choices.pick(tags)}`;
        if (choices.chance(30)) return named(smart, choices.pick(NAMES));
        if (choices.chance(50)) return { text: smart, names: [] };
        const name = own();
        return { text: `${smart} ${name}`, names: [name] };
      }
      case 3: {
        if (texts.length === 0) return named(own());
        const characters = Array.from(choices.pick(texts));
        const text = characters.slice(choices.next(characters.length + 1)).join('');
        return { text: quoted(choices, choices.chance(20) ? text.toUpperCase() : text), names: [] };
      }
      case 4:
        return named(choices.pick(NAMES));
      default:
        return named(own());
    }
  }

  #step(at: OracleEntity, depth: number): { readonly text: string; readonly at: OracleEntity } {
    const choices = this.#choices;
    const kind = choices.next(10);
    const edges = this.#graph.edges.filter(({ from, to }) => from === at || to === at);
    if (kind === 9 || edges.length === 0) return { text: this.#absence(at), at };
    if (kind > 6 && depth < 2) return this.#optional(at, depth);
    return kind === 6 ? this.#somehow(at) : this.#hop(at, choices.pick(edges));
  }

  #hop(at: OracleEntity, edge: OracleEdge): { readonly text: string; readonly at: OracleEntity } {
    const choices = this.#choices;
    const other = edge.from === at ? edge.to : edge.from;
    const arrow = choices.chance(60) ? '' : edge.from === at ? ' >>' : ' <<';
    const spot = choices.next(4);
    const place = (index: number) => (spot === index ? arrow : '');
    const verbs = this.#verbs(edge.class);
    const to = choices.chance(10) || verbs.text === 'RELATES' ? ` ${this.#word('TO')}` : '';
    const alias = choices.chance(35) ? this.#alias(edge, 'r') : '';
    if (alias === '') this.#unaliased.push(...verbs.names.map((name) => ({ name, thing: edge })));
    const lead = `${this.#word('THAT')}${place(3)} ${verbs.text}`;
    // TO may stand behind the arrow only where no alias follows.
    const toFirst = alias !== '' || choices.chance(70);
    const tail = `${toFirst ? to : ''}${place(0)}${toFirst ? '' : to}${place(1)}${alias}${place(2)}`;
    return { text: `${lead}${tail} ${this.#selector(other, false)}`, at: other };
  }

  /** SOMEHOW to what two random steps reach. */
  #somehow(at: OracleEntity): { readonly text: string; readonly at: OracleEntity } {
    const choices = this.#choices;
    let end = at;
    const walked = new Set<string>();
    for (let left = 2; left > 0; left -= 1) {
      const edges = this.#graph.edges.filter(({ from, to }) => from === end || to === end);
      if (edges.length === 0) break;
      const edge = choices.pick(edges);
      walked.add(edge.class);
      end = edge.from === end ? edge.to : edge.from;
    }
    const verbs = choices.chance(50) ? `${this.#word('RELATES')} TO` : `(${[...walked].join('|')})`;
    // Which relationship such a verb stands for is not for sure: its name is used by nobody.
    const unsure = [...walked].map((name) => ({ name, thing: undefined }));
    this.#unaliased.push(...unsure, ...unsure);
    const depth = choices.pick(['', ' 1', ' 2', ' 3', ' 10']);
    const not = choices.chance(15) ? '!' : '';
    const arrow = choices.pick(['', '', '', ' >>', ' <<']);
    const selector = this.#selector(end, not !== '');
    const text = `${this.#word('THAT')} ${this.#word('SOMEHOW')}${depth} ${not}${verbs}${arrow} ${selector}`;
    return { text, at: not === '' ? end : at };
  }

  #verbs(verb: string): { readonly text: string; readonly names: readonly string[] } {
    const choices = this.#choices;
    switch (choices.next(6)) {
      case 0:
        return { text: 'RELATES', names: [] };
      case 1: {
        const names = [...new Set([verb, choices.pick(VERBS)])];
        const isAny = choices.chance(10);
        return {
          text: `(${[...names, ...(isAny ? ['RELATES'] : [])].join('|')})`,
          names: isAny ? [] : names,
        };
      }
      case 2:
        return { text: verb.toLowerCase(), names: [verb] };
      default:
        return { text: verb, names: [verb] };
    }
  }

  /** A negated verb; of a few tries the first that holds. */
  #absence(at: OracleEntity): string {
    const choices = this.#choices;
    let verb = 'KNOWS';
    for (let tries = 0; tries < 3; tries += 1) {
      verb = choices.pick(VERBS);
      const isThere = this.#graph.edges.some(
        (edge) => edge.class === verb && (edge.from === at || edge.to === at),
      );
      if (!isThere) break;
    }
    const arrow = choices.pick(['', '', ' >>', ' <<']);
    const verbs = choices.pick([verb, verb, `(${verb}|KNOWS)`]);
    const target = this.#selector(choices.pick(this.#graph.entities), true);
    return `${this.#word('THAT')} !${verbs}${arrow} ${target}`;
  }

  #optional(at: OracleEntity, depth: number): { readonly text: string; readonly at: OracleEntity } {
    const choices = this.#choices;
    const aliases = this.#aliased.length;
    const unaliased = this.#unaliased.length;
    const first = this.#step(at, depth + 1);
    const second = choices.chance(30) ? this.#step(first.at, depth + 1) : undefined;
    const reached = (second ?? first).at;
    const isTaken = choices.chance(60);
    // On the path that goes on without the group nothing inside it is bound.
    if (!isTaken) {
      unbind(this.#aliased, aliases);
      unbind(this.#unaliased, unaliased);
    }
    const end = isTaken ? reached : at;
    const alias = choices.chance(25) ? this.#alias(end, 'x') : '';
    const inner = [first.text, ...(second === undefined ? [] : [second.text])].join(' ');
    return { text: `(${inner})?${alias}`, at: end };
  }

  #where(names: readonly Named[]): string {
    const choices = this.#choices;
    const columns = new RandomColumns(choices, names);
    const condition = this.#conditions.junction(() => {
      const { name, thing } = choices.pick(names);
      const other = choices.pick(names);
      switch (choices.next(8)) {
        case 0:
          return `(${columns.number()}) ${choices.pick(['!=', '>', '<='])} ${columns.number()}`;
        case 1:
          return `${name}.x ${choices.pick(['=', '!=', '<', '~='])} ${other.name}.${choices.pick(['x', 'y', 'tags'])}`;
        case 2:
          return thing === undefined
            ? `${name} = ${this.#word('undefined')}`
            : `${name} != ${this.#word('undefined')}`;
        case 3:
          return `${name} ${other.thing?.id === thing?.id ? '=' : '!='} ${other.name}`;
        default:
          return this.#conditions.comparison(name, thing, 0);
      }
    });
    return `${this.#word('WHERE')} ${condition}`;
  }

  /** ORDER BY, SKIP and LIMIT in any order. */
  #page(sortable: readonly string[], columns: RandomColumns | undefined): readonly string[] {
    const choices = this.#choices;
    const parts: string[] = [];
    const key = () => {
      const expression =
        sortable.length > 0 && (columns === undefined || choices.chance(60))
          ? choices.pick(sortable)
          : columns?.orderedProperty();
      return `${expression}${choices.pick(['', ` ${this.#word('ASC')}`, ` ${this.#word('DESC')}`])}`;
    };
    if ((sortable.length > 0 || columns !== undefined) && choices.chance(35)) {
      const keys = Array.from({ length: 1 + choices.next(3) }, key);
      parts.push(`${this.#word('ORDER')} ${this.#word('BY')} ${keys.join(', ')}`);
    }
    if (choices.chance(8)) parts.push(`${this.#word('SKIP')} ${choices.next(3)}`);
    if (choices.chance(20)) parts.push(`${this.#word('LIMIT')} ${1 + choices.next(5)}`);
    return choices.chance(20) ? parts.toReversed() : parts;
  }
}
