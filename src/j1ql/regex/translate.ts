import { LIMITS } from '../limits.ts';

/** Most repetitions that one quantifier may ask for, and that nested ones may multiply to. */
const MOST_REPETITIONS = 255;
const MOST_PRODUCT = 1_000;
const MOST_DEPTH = 32;

/** A pattern that cannot be translated. `at` is the offset in the pattern. */
export class RegexFailure extends Error {
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.name = 'RegexFailure';
    this.at = at;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[ \\t\\n\\r\\f\\v]',
  S: '[^ \\t\\n\\r\\f\\v]',
};
const INSIDE_CLASS: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: ' \\t\\n\\r\\f\\v',
};
const CONTROL: Readonly<Record<string, string>> = {
  t: '\\t',
  n: '\\n',
  r: '\\r',
  f: '\\f',
  v: '\\v',
};

/** Escapes a character that stands for itself. */
function plain(character: string): string {
  return /[\\^$.|?*+()[\]{}/-]/.test(character) ? `\\${character}` : character;
}

/** One pass over a pattern; what it writes is understood by RE2, PostgreSQL and JavaScript alike. */
class Translator {
  readonly #source: string;
  #at = 0;
  /** Names of the groups that have one, in the order of their numbers. */
  readonly groups: string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  translate(): string {
    const { text } = this.#sequence(0);
    if (this.#at < this.#source.length) throw this.#failure('a ) without a (');
    return text;
  }

  #failure(reason: string): RegexFailure {
    return new RegexFailure(reason, Math.min(this.#at, this.#source.length - 1));
  }

  #peek(ahead = 0): string {
    return this.#source.charAt(this.#at + ahead);
  }

  /** Terms up to the end or a closing parenthesis; `product` is the number of copies it can grow to. */
  #sequence(depth: number): { text: string; product: number } {
    if (depth > MOST_DEPTH) throw this.#failure('groups are nested too deep');
    let text = '';
    let product = 1;
    while (this.#at < this.#source.length && this.#peek() !== ')') {
      if (this.#peek() === '|') {
        this.#at += 1;
        text += '|';
        continue;
      }
      const atom = this.#atom(depth);
      const quantifier = this.#quantifier();
      if (quantifier !== undefined && !atom.isRepeatable) {
        throw this.#failure('nothing to repeat');
      }
      const grown = atom.product * (quantifier?.most ?? 1);
      if (grown > MOST_PRODUCT) throw this.#failure('repetitions inside each other grow too large');
      product = Math.max(product, grown);
      text += atom.text + (quantifier?.text ?? '');
    }
    return { text, product };
  }

  #atom(depth: number): { text: string; product: number; isRepeatable: boolean } {
    const character = this.#peek();
    if (character === '(') return { ...this.#group(depth), isRepeatable: true };
    if (character === '[') return { text: this.#class(), product: 1, isRepeatable: true };
    if (character === '\\') return { text: this.#escape(), product: 1, isRepeatable: true };
    if (/[*+?]/.test(character)) throw this.#failure('nothing to repeat');
    this.#at += 1;
    if (character === '^' || character === '$') {
      return { text: character, product: 1, isRepeatable: false };
    }
    return {
      text: character === '.' ? '[^\\n]' : plain(character),
      product: 1,
      isRepeatable: true,
    };
  }

  #group(depth: number): { text: string; product: number } {
    this.#at += 1;
    let open = '(?:';
    if (this.#peek() === '?') {
      const rest = this.#source.slice(this.#at);
      const named = /^\?P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(rest);
      if (rest.startsWith('?:')) {
        this.#at += 2;
      } else if (named !== null) {
        const [, name = ''] = named;
        if (this.groups.includes(name)) throw this.#failure(`two groups have the name ${name}`);
        this.groups.push(name);
        this.#at += named[0].length;
        open = '(';
      } else if (/^\?<?[=!]/.test(rest)) {
        throw this.#failure('look-around is not supported');
      } else if (rest.startsWith('?>')) {
        throw this.#failure('atomic groups are not supported');
      } else {
        throw this.#failure('this kind of group is not supported');
      }
    }
    const inner = this.#sequence(depth + 1);
    if (this.#peek() !== ')') throw this.#failure('a ( without a )');
    this.#at += 1;
    return { text: `${open}${inner.text})`, product: inner.product };
  }

  #escape(): string {
    const character = this.#peek(1);
    if (character === '') throw this.#failure('a backslash at the end');
    if (/[1-9]/.test(character)) throw this.#failure('back-references are not supported');
    const found = CLASSES[character] ?? CONTROL[character];
    if (found === undefined && /[A-Za-z0]/.test(character)) {
      throw this.#failure(`\\${character} is not supported`);
    }
    this.#at += 2;
    return found ?? plain(character);
  }

  #class(): string {
    const start = this.#at;
    this.#at += 1;
    let text = '[';
    if (this.#peek() === '^') {
      text += '^';
      this.#at += 1;
    }
    let members = 0;
    while (this.#peek() !== ']' || members === 0) {
      if (this.#at >= this.#source.length) {
        this.#at = start;
        throw this.#failure('a [ without a ]');
      }
      if (this.#source.startsWith('[:', this.#at)) {
        throw this.#failure('POSIX classes are not supported');
      }
      const first = this.#classMember();
      members += 1;
      const isRange =
        first.isSingle && this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== '';
      if (!isRange) {
        text += first.text;
        continue;
      }
      this.#at += 1;
      const last = this.#classMember();
      if (!last.isSingle || last.character < first.character) {
        throw this.#failure('a range that is out of order');
      }
      text += `${first.text}-${last.text}`;
    }
    this.#at += 1;
    return `${text}]`;
  }

  #classMember(): { text: string; character: string; isSingle: boolean } {
    const point = this.#source.codePointAt(this.#at);
    const character = point === undefined ? '' : String.fromCodePoint(point);
    if (character !== '\\') {
      this.#at += character.length;
      return { text: plain(character), character, isSingle: true };
    }
    const escaped = this.#peek(1);
    const inside = INSIDE_CLASS[escaped];
    const control = CONTROL[escaped];
    if (escaped === '' || (inside ?? control) === undefined) {
      if (escaped === '' || /[A-Za-z0-9]/.test(escaped)) {
        throw this.#failure(`\\${escaped} in a class is not supported`);
      }
    }
    this.#at += 2;
    return {
      text: inside ?? control ?? plain(escaped),
      character: escaped,
      isSingle: inside === undefined,
    };
  }

  #quantifier(): { text: string; most: number } | undefined {
    const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\?|\+)?/.exec(this.#source.slice(this.#at));
    if (match === null) return undefined;
    const [text, least, comma, most, suffix] = match;
    if (suffix === '+') throw this.#failure('possessive repetitions are not supported');
    if (least === undefined) {
      this.#at += text.length;
      return { text, most: 1 };
    }
    const from = Number(least);
    const to = comma === undefined || most === '' || most === undefined ? from : Number(most);
    if (from > MOST_REPETITIONS || to > MOST_REPETITIONS) {
      throw this.#failure(`more than ${MOST_REPETITIONS} repetitions`);
    }
    if (to < from) throw this.#failure('a repetition that is out of order');
    this.#at += text.length;
    return { text, most: Math.max(1, to) };
  }
}

/**
 * Translates the regular expressions of J1QL to a form that every engine reads alike: `\w` is
 * `[0-9A-Za-z_]`, `.` is everything but a line break, groups do not capture unless they have a name.
 *
 * Anchors, alternatives and `\s` are understood although JupiterOne lists them as unsupported; what no
 * engine without back-tracking can do (look-around, back-references) is not.
 *
 * @throws RegexFailure with the reason and the offset.
 */
export function translateRegex(pattern: string): string {
  return translateGroups(pattern).pattern;
}

/**
 * As {@link translateRegex}, with the names of the groups in the order in which they are numbered.
 *
 * @throws RegexFailure also for a name that two groups have.
 */
export function translateGroups(pattern: string): {
  readonly pattern: string;
  readonly groups: readonly string[];
} {
  if (pattern.length > LIMITS.regexLength) {
    throw new RegexFailure(`it is longer than ${LIMITS.regexLength} characters`, 0);
  }
  const translator = new Translator(pattern);
  return { pattern: translator.translate(), groups: translator.groups };
}
