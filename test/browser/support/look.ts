import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../artifacts/screenshots/', import.meta.url));
/** Size of a window, unless a test has another. */
export const DESKTOP = { width: 1440, height: 900 };
const LAPTOP = { width: 1024, height: 768 };

/**
 * Fails when axe finds something serious or critical on the page as it is.
 *
 * @param rules only these; all of them unless given
 */
export async function axe(page: Page, rules: readonly string[] = []): Promise<void> {
  const builder = new AxeBuilder({ page });
  if (rules.length > 0) builder.withRules([...rules]);
  const { violations } = await builder.analyze();
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
    }));
  expect(found).toEqual([]);
}

/**
 * Writes `artifacts/screenshots/<name>-light.png` and `-dark.png`, as on a desktop, and `<name>-laptop.png`; makes sure with
 * {@link axe} that nothing serious is wrong with the page, and that its colours have contrast in both themes.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const shoot = (suffix: string) =>
    page.screenshot({ path: `${FOLDER}${name}-${suffix}.png`, animations: 'disabled' });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await axe(page, ['color-contrast']);
  await shoot('dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await axe(page);
  await shoot('light');
  await page.setViewportSize(LAPTOP);
  await shoot('laptop');
  await page.setViewportSize(DESKTOP);
}
