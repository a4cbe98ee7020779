import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe } from './look.ts';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const FOLDER = root('artifacts/screenshots/story/');
const GUIDE = root('docs/guide/images/');

/** The windows that most people have. */
const LAPTOP = { width: 1366, height: 768 };
const DESKTOP = { width: 1920, height: 1080 };
/** Small enough to be read beside text. */
const FIGURE = { width: 1366, height: 640 };

/** Whether the pictures of the guide are made anew: `npm run docs:pictures` asks for it. */
const isForGuide = process.env['GUIDE_PICTURES'] === '1';

/**
 * Writes the page to `artifacts/screenshots/story/` in both themes, as on a laptop and on a large screen, and makes sure that
 * axe finds nothing serious in either theme and that nothing is wider than its window.
 */
export async function portray(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of [DESKTOP, LAPTOP]) {
      await page.setViewportSize(size);
      await assertFits(page, name);
      const path = `${FOLDER}${name}-${colorScheme}-${size.width}.png`;
      await page.screenshot({ path, animations: 'disabled' });
    }
    await axe(page);
  }
}

/** The same, for a page that the guide shows: a picture goes there as well, when it is asked for. */
export async function portrayForGuide(page: Page, name: string): Promise<void> {
  await portray(page, name);
  if (!isForGuide) return;
  mkdirSync(GUIDE, { recursive: true });
  await page.setViewportSize(FIGURE);
  await assertFits(page, name);
  await page.screenshot({ path: `${GUIDE}${name}.png`, animations: 'disabled' });
  await page.setViewportSize(LAPTOP);
}

/** What floats over the page finds its place only after a window has changed. */
async function assertFits(page: Page, name: string): Promise<void> {
  const isWide = () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  await expect
    .poll(isWide, { message: `the page ${name} is wider than its window`, timeout: 10_000 })
    .toBe(false);
}
