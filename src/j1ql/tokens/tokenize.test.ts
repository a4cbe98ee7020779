import { describe, expect, it } from 'vitest';
import { J1qlError } from '../errors.ts';
import { tokenize } from './tokenize.ts';
import { placeholderName, splitRegex, unquoteText } from './unquote.ts';

const names = (text: string) => tokenize(text).map(({ tokenType }) => tokenType.name);
const images = (text: string) => tokenize(text).map(({ image }) => image);

function failure(text: string): J1qlError {
  try {
    tokenize(text);
  } catch (error) {
    if (error instanceof J1qlError) return error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('tokens', () => {
  it('takes keywords in any case and does not cut names that begin like one', () => {
    expect(names('find FIND Find finder order orders asset as')).toEqual([
      'Find',
      'Find',
      'Find',
      'Identifier',
      'Order',
      'Identifier',
      'Identifier',
      'As',
    ]);
  });

  it.each([
    ['date.now-7days', ['date.now', '-', '7', 'days']],
    ['date.now - 7 days', ['date.now', '-', '7', 'days']],
    ['date.now -7days', ['date.now', '-', '7', 'days']],
    ['date(2026-11-24T10:00Z)', ['date(2026-11-24T10:00Z)']],
    ['DATE.NOW', ['DATE.NOW']],
    ['date.nowhere', ['date', '.', 'nowhere']],
  ])('splits %s', (text, expected) => {
    expect(images(text)).toEqual(expected);
  });

  it('reads operators as long as they go', () => {
    expect(images('!~= !^= !$= != ~= ^= $= >= <= >> << > < = ! ^')).toEqual(
      '!~= !^= !$= != ~= ^= $= >= <= >> << > < = ! ^'.split(' '),
    );
  });

  it('reads a slash as a regular expression only where a value is due', () => {
    expect(names('a.x = /b/i')).toContain('Regex');
    expect(names("a.x = ('a' OR /b[/]c/)")).toContain('Regex');
    expect(names('RETURN a.x / 2 / b.y')).not.toContain('Regex');
    expect(names('RETURN a.or / 2 / b.y')).not.toContain('Regex');
    expect(names('(a.x) / 2 / 3')).not.toContain('Regex');
  });

  it('skips comments, also those of several lines', () => {
    expect(images('FIND /* a * b / c\n */ Host /**/')).toEqual(['FIND', 'Host']);
    expect(images('// all of them\nFIND Host # here too\n  LIMIT 3 //')).toEqual([
      'FIND',
      'Host',
      'LIMIT',
      '3',
    ]);
  });

  it('takes a hash for a smart class where a name follows, and slashes in a text for what they are', () => {
    expect(images("FIND #Production Host WITH webLink ^= 'https://x' # y")).toEqual([
      'FIND',
      '#',
      'Production',
      'Host',
      'WITH',
      'webLink',
      '^=',
      "'https://x'",
    ]);
    expect(images('WITH a = /b[/][/]c/i')).toContain('/b[/][/]c/i');
  });

  it('keeps what stands in brackets together', () => {
    expect(images('h.[tag.cost-centre]')).toEqual(['h', '.', '[tag.cost-centre]']);
  });

  it('unquotes texts: backslash before a quote or a backslash, and nothing else', () => {
    expect(unquoteText(String.raw`'it\'s'`)).toBe("it's");
    expect(unquoteText(String.raw`"a \"b\""`)).toBe('a "b"');
    expect(unquoteText(String.raw`'C:\Windows\\x'`)).toBe(String.raw`C:\Windows\x`);
  });

  it('takes placeholders and patterns apart', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    expect(placeholderName('${param.accounts}')).toBe('param.accounts');
    expect(placeholderName('{{ name }}')).toBe('name');
    expect(splitRegex('/a[/]b/i')).toEqual({ pattern: 'a[/]b', flags: 'i' });
  });

  it.each([
    ["FIND Host WITH a = 'x", 'The text is not closed.', 20],
    ['FIND Host /* x', 'The comment is not closed.', 11],
    ['FIND Host WITH a ~ 1', "The operator for `contains` is '~='.", 18],
    ['FIND Host WITH a = ‘x’', 'Write straight quotes.', 20],
    ['FIND Host;', 'A query does not end with a semicolon.', 10],
    ['FIND Host WITH [a = 1', 'A property in brackets is not closed.', 16],
  ])('says what is wrong with %s', (text, hint, column) => {
    const error = failure(text);
    expect(error.code).toBe('J_SYNTAX');
    expect(error.message).toContain(hint);
    expect(error.column).toBe(column);
  });
});

describe('limits', () => {
  it.each([
    ['J_LIMIT_LENGTH', `FIND Host WITH a = '${'x'.repeat(70_000)}'`],
    ['J_LIMIT_DEPTH', `FIND Host WITH ${'('.repeat(100)}a = 1${')'.repeat(100)}`],
    ['J_LIMIT_STEPS', `FIND Host ${'THAT HAS Host '.repeat(40)}`],
    [
      'J_LIMIT_LIST',
      `FIND Host WITH a = (${Array.from({ length: 3000 }, (_, i) => i).join(' OR ')})`,
    ],
    ['J_LIMIT_TERMS', `FIND Host AS h RETURN ${'1 + '.repeat(300)}1`],
    ['J_LIMIT_TERMS', `FIND Host AS h RETURN ${'-'.repeat(5_000)}1`],
    ['J_LIMIT_TERMS', `FIND Host WITH ${'a = b AND '.repeat(1_900)}a = b`],
  ])('refuses with %s what no person writes', (code, text) => {
    expect(failure(text).code).toBe(code);
  });
});
