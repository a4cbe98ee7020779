import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { check } from '../../src/j1ql/index.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Its examples are not only read but run, several in a block. */
const RUN_ELSEWHERE = ['docs/reference/j1ql*.md'];

/** Queries in fenced blocks: they begin with FIND, indented or not. */
function queriesOf(page: string): readonly string[] {
  return [...page.matchAll(/^ *```[a-z0-9]*\n([\s\S]*?)^ *```/gm)]
    .map(([, block = '']) => block.trim())
    .filter((block) => /^FIND\b/.test(block));
}

test('finds queries in blocks, so that the next test can fail', () => {
  expect(queriesOf('a\n\n   ```\n   FIND Host\n   ```\n\n```sh\nls\n```\n')).toEqual(['FIND Host']);
});

test('every query of the docs is J1QL', async () => {
  const found: string[] = [];
  for await (const file of glob('{README.md,docs/**/*.md}', {
    cwd: ROOT,
    exclude: RUN_ELSEWHERE,
  })) {
    for (const query of queriesOf(readFileSync(ROOT + file, 'utf8'))) {
      found.push(query);
      expect(() => check(query), `${file}: ${query}`).not.toThrow();
    }
  }
  expect(found.length).toBeGreaterThan(2);
});
