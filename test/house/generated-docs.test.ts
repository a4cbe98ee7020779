import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGES } from '../../scripts/docs/pages.ts';

test.each(Object.entries(PAGES))('%s is what npm run docs writes', (path, page) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(page());
});
