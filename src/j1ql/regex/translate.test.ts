import { describe, expect, it } from 'vitest';
import { translateRegex } from './translate.ts';

describe('translateRegex', () => {
  it.each([
    ['a.c', 'a[^\\n]c'],
    ['\\w+\\W', '[0-9A-Za-z_]+[^0-9A-Za-z_]'],
    ['\\d{1,3}\\D', '[0-9]{1,3}[^0-9]'],
    ['log4j[ ]?shell', 'log4j[ ]?shell'],
    ['[\\w.-]+', '[0-9A-Za-z_\\.\\-]+'],
    ['[^a-z]', '[^a-z]'],
    ['(ab)*?', '(?:ab)*?'],
    ['(?<name>a)', '(a)'],
    ['^a|b$', '^a|b$'],
    ['a\\.b\\/c', 'a\\.b\\/c'],
    ['a]b{', 'a\\]b\\{'],
    ["it's", "it's"],
  ])('%s', (pattern, expected) => {
    expect(translateRegex(pattern)).toBe(expected);
  });

  it.each([
    ['a(?=b)', 'look-around'],
    ['(?<!b)a', 'look-around'],
    ['(?>a)', 'atomic'],
    ['a++', 'possessive'],
    ['(a)\\1', 'back-references'],
    ['[[:alpha:]]', 'POSIX'],
    ['a{256}', '255'],
    ['((a{100}){100})', 'grow too large'],
    ['*a', 'nothing to repeat'],
    ['(a', 'without a )'],
    ['a)', 'without a ('],
    ['[a', 'without a ]'],
    ['[z-a]', 'out of order'],
    ['\\pL', 'not supported'],
    [`${'('.repeat(50)}a${')'.repeat(50)}`, 'too deep'],
  ])('refuses %s', (pattern, reason) => {
    expect(() => translateRegex(pattern)).toThrow(reason);
  });
});
