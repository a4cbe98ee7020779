import { isIPv4, isIPv6 } from 'node:net';
import { PLATFORMS } from '../../qualys/index.ts';
import {
  EMAIL,
  FILE_ENDING,
  HOME_FOLDER,
  HOST_NAME,
  HTTP_LOGIN,
  JWT,
  MAC,
  MACHINE_NAME,
  MAYBE_IPV4,
  MAYBE_IPV6,
  NO_MACHINE,
  PAGE_SCOPE,
  PEM,
  SECRET_FIELD,
  URL_HOST,
  URL_LOGIN,
  USER_FIELD,
  UUID,
} from './private-patterns.ts';

/** What a placeholder stands for: `[host-3]`. */
export type PrivateKind = 'secret' | 'user' | 'name' | 'email' | 'mac' | 'ip' | 'host' | 'id';

/** Something that is known to be private, wherever it stands. */
export interface PrivateValue {
  readonly kind: PrivateKind;
  readonly value: string;
}

/** A shorter secret cannot be told from ordinary text: it is left out by its place only. */
const SHORTEST_SECRET = 4;
const SHORTEST_NAME = 2;

const PUBLIC_HOSTS: ReadonlySet<string> = new Set(
  PLATFORMS.flatMap(({ apiHost, gatewayHost, uiHost }) => [apiHost, gatewayHost, uiHost]),
);

/**
 * While a text is worked on, a placeholder is one character of a private range between two others: no
 * pattern takes it for a name. Such characters of the text itself are dropped first.
 */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const FIRST_NUMBER = 0xf0000;
const MOST_VALUES = 0xfffd;
const TOKEN = /\uE000([\u{F0000}-\u{FFFFF}])\uE001/gu;
const RESERVED = /[\uE000\uE001\u{F0000}-\u{FFFFF}]/gu;

/** What may be a name: letters, digits, and between them dots and hyphens. */
const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/gu;

interface Known extends PrivateValue {
  readonly find: RegExp;
}

/**
 * Takes what is private out of texts: secrets, users, e-mail addresses, names and addresses of machines.
 * The same value becomes the same placeholder wherever it stands, so that a reader still sees what
 * belongs together. Rather too much than too little: some words that are no names go as well.
 */
export class Redactor {
  readonly #known: readonly Known[];
  readonly #names: ReadonlyMap<string, PrivateKind>;
  readonly #tokens = new Map<string, string>();
  readonly #placeholders: string[] = [];
  readonly #counts = new Map<PrivateKind, number>();

  /**
   * @param known values in use here, few of them; found in every spelling
   * @param names names in lower case, any number of them; found where they stand as a word
   */
  constructor(known: readonly PrivateValue[], names: ReadonlyMap<string, PrivateKind> = new Map()) {
    this.#names = names;
    this.#known = known
      .filter(({ kind, value }) => value.trim().length >= shortest(kind))
      .flatMap(({ kind, value }) => spellings(value).map((spelling) => ({ kind, value, spelling })))
      // What stands inside of a longer value must not leave parts of that.
      .sort((a, b) => b.spelling.length - a.spelling.length)
      .map(({ kind, value, spelling }) => ({ kind, value, find: finder(kind, spelling) }));
  }

  /** A text without what is private. */
  text(text: string): string {
    let result = text.replace(RESERVED, '');
    for (const { kind, value, find } of this.#known) {
      result = result.replace(find, () => this.#token(kind, value));
    }
    return this.#shown(this.#byName(this.#byPattern(result)));
  }

  /** A value that is private as a whole. */
  whole(kind: PrivateKind, value: string): string {
    return this.#shown(this.#token(kind, value));
  }

  /** A JSON value whose texts are all redacted, names of members included. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [this.text(name), this.value(member)]),
    );
  }

  #byPattern(text: string): string {
    const whole = (kind: PrivateKind) => (found: string) => this.#token(kind, found);
    const behind = (kind: PrivateKind) => (_: string, head: string, found: string) =>
      `${head}${this.#field(kind, found)}`;
    return text
      .replace(PEM, whole('secret'))
      .replace(JWT, whole('secret'))
      .replace(HTTP_LOGIN, (_, scheme: string, blank: string, login: string) => {
        return `${scheme}${blank}${this.#token('secret', login)}`;
      })
      .replace(URL_LOGIN, (_, scheme: string, login: string) => {
        return `${scheme}${this.#field('secret', login)}@`;
      })
      .replace(SECRET_FIELD, behind('secret'))
      .replace(USER_FIELD, behind('user'))
      .replace(HOME_FOLDER, behind('user'))
      .replace(EMAIL, whole('email'))
      .replace(UUID, whole('id'))
      .replace(MAYBE_IPV6, (found) => this.#ipv6(found))
      .replace(MAC, (found) => this.#token('mac', found.replace(/[:.-]/g, '')))
      .replace(MAYBE_IPV4, (found) => (isIPv4(found) ? this.#token('ip', found) : found))
      .replace(URL_HOST, (_, head: string, host: string) => `${head}${this.#host(host)}`)
      .replace(HOST_NAME, (found) => this.#host(found))
      .replace(MACHINE_NAME, (found) =>
        NO_MACHINE.test(found) ? found : this.#token('host', found),
      );
  }

  #byName(text: string): string {
    if (this.#names.size === 0) return text;
    return text.replace(WORD, (word) => {
      const kind = this.#names.get(word.toLowerCase());
      return kind === undefined ? word : this.#token(kind, word.toLowerCase());
    });
  }

  #host(host: string): string {
    const name = host.toLowerCase();
    const isPublic = PUBLIC_HOSTS.has(name) || name === 'localhost';
    const isNone = FILE_ENDING.test(name) || PAGE_SCOPE.test(name) || name.includes(OPEN);
    return isPublic || isNone ? host : this.#token('host', name);
  }

  /** What has colons and cannot be a time of the day goes, even when it is no whole address. */
  #ipv6(found: string): string {
    const [address = ''] = (/^.*?(?=[.]*$|(?<!:):$)/.exec(found) ?? [found]) as [string];
    const rest = found.slice(address.length);
    const [bare = ''] = address.split('%');
    if (isIPv6(bare)) {
      const canonical = URL.parse(`http://[${bare}]`)?.hostname ?? bare;
      return `${this.#token('ip', canonical)}${rest}`;
    }
    const isCutOff = bare.split(':').length > 7 || bare.includes('::');
    return isCutOff ? `${this.#token('ip', bare)}${rest}` : found;
  }

  /** The value of a field, in its quotes; what is a placeholder already stays. */
  #field(kind: PrivateKind, found: string): string {
    const [, quote = '', bare = '', end = ''] =
      /^(\\?["'])?([\s\S]*?)(\\?["'])?$/.exec(found) ?? [];
    if (bare === '' || isToken(bare)) return found;
    return `${quote}${this.#token(kind, bare)}${end}`;
  }

  /** One for each value of a kind; the case of a secret matters, that of a name does not. */
  #token(kind: PrivateKind, value: string): string {
    const key = `${kind} ${kind === 'secret' ? value : value.toLowerCase()}`;
    let token = this.#tokens.get(key);
    if (token === undefined) {
      const number = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, number);
      const position = Math.min(this.#placeholders.length, MOST_VALUES);
      this.#placeholders[position] = position === MOST_VALUES ? '[more]' : `[${kind}-${number}]`;
      token = `${OPEN}${String.fromCodePoint(FIRST_NUMBER + position)}${CLOSE}`;
      this.#tokens.set(key, token);
    }
    return token;
  }

  #shown(text: string): string {
    return text.replace(
      TOKEN,
      (_, number: string) => this.#placeholders[(number.codePointAt(0) ?? 0) - FIRST_NUMBER] ?? '',
    );
  }
}

function isToken(text: string): boolean {
  return text.length === `${OPEN}\u{F0000}${CLOSE}`.length && text.startsWith(OPEN);
}

function shortest(kind: PrivateKind): number {
  return kind === 'secret' ? SHORTEST_SECRET : SHORTEST_NAME;
}

/** A value as it stands in text, in an address or a form, in XML, and in JSON that is a text. */
function spellings(value: string): readonly string[] {
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const json = JSON.stringify(value).slice(1, -1);
  return [
    ...new Set([
      value,
      encodeURIComponent(value),
      new URLSearchParams([['', value]]).toString().slice(1),
      xml,
      xml.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
      json,
      JSON.stringify(json).slice(1, -1),
      Buffer.from(value, 'utf8').toString('base64'),
    ]),
  ];
}

/** Secrets are found inside of words too; names only as whole words, whatever their case. */
function finder(kind: PrivateKind, spelling: string): RegExp {
  const literal = spelling.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return kind === 'secret'
    ? new RegExp(literal, 'g')
    : new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}
