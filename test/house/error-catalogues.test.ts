import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CATALOGUES } from '../../scripts/docs/errors.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const CODES = Object.values(CATALOGUES).flatMap((catalogue) => Object.keys(catalogue));

test('no code stands in two catalogues', () => {
  expect(CODES.filter((code, index) => CODES.indexOf(code) !== index)).toEqual([]);
});

test('every entry says what happened and what to do, in sentences', () => {
  for (const catalogue of Object.values(CATALOGUES)) {
    for (const [code, entry] of Object.entries(catalogue)) {
      expect(`${code} ${entry.message}`).toMatch(/^\w+ \S/);
      expect(`${code} ${entry.whatToDo}`).toMatch(/[.!?]$/);
    }
  }
});

test('every code is thrown somewhere', async () => {
  let source = '';
  for await (const file of glob('src/**/*.ts', { cwd: ROOT })) {
    if (/\.test\.ts$|error-catalogue\.ts$/.test(file)) continue;
    const text = readFileSync(ROOT + file, 'utf8');
    // In the catalogue itself a code is a key, or the value of `code`.
    source += /errors\.ts$/.test(file) ? text.replace(/^\s+\w+: (\{|entry\().*$/gm, '') : text;
  }
  const unused = CODES.filter((code) => !new RegExp(`['".]${code}\\b`).test(source));
  expect(unused).toEqual([]);
});
