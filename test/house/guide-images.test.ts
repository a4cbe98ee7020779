import { readdirSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
const FOLDER = 'docs/guide/images';
const STORY = 'test/browser/story.test.ts';
const PNG = '89504e470d0a1a0a';
/** Every clone of the repository has them. */
const MOST_BYTES = 200_000;
const MOST_IMAGES = 8;

const read = (path: string) => readFileSync(join(ROOT, path));

/** Paths of the images that a page shows, from the root of the repository. */
function imagesOf(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !link.startsWith('https:'))
    .map((link) => relative(ROOT, join(ROOT, dirname(page), link)));
}

test('finds the images of a page, so that the next test can fail', () => {
  expect(imagesOf('docs/guide/a.md', 'b ![c d](images/e.png)\n![](https://f/g.svg)')).toEqual([
    'docs/guide/images/e.png',
  ]);
});

test('the docs show every image that there is, small ones only, and no other', async () => {
  const shown = new Set<string>();
  for await (const page of glob('{README.md,docs/**/*.md}', { cwd: ROOT })) {
    for (const image of imagesOf(page, read(page).toString())) shown.add(image);
  }
  const there = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
  expect([...shown].sort()).toEqual(there.sort());
  expect(there.length).toBeLessThanOrEqual(MOST_IMAGES);
  for (const image of there) {
    const bytes = read(image);
    expect(bytes.subarray(0, 8).toString('hex'), image).toBe(PNG);
    expect(bytes.length, image).toBeLessThan(MOST_BYTES);
  }
});

test('the story in the browser takes each of them anew', () => {
  const story = read(STORY).toString();
  const taken = [...story.matchAll(/portrayForGuide\(page, '([\w-]+)'/g)].map(
    ([, name]) => `${name}.png`,
  );
  expect(taken.sort()).toEqual(readdirSync(join(ROOT, FOLDER)).sort());
});
