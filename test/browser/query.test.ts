import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';
import { smallGraph } from './support/small-graph.ts';

describeInBrowser('queries and questions', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start({ dir: await smallGraph() });
    site.watch.expect(/status of 422/);
  });
  afterAll(() => site.stop());

  const editor = (page: Page) => page.getByRole('textbox', { name: 'Query in J1QL' });
  const status = (page: Page) => page.getByRole('status').filter({ hasText: /rows|entities|ms/ });
  const option = (page: Page, name: RegExp) => page.getByRole('option', { name }).first();

  test('a query is written with completion, its mistake marked in place, run, kept as a question and run from there', async () => {
    const page = await site.page('/query');
    await editor(page).click();
    await page.keyboard.type('FIND Fi');
    await option(page, /^Finding/).click();
    await page.keyboard.type(' WTIH ');
    // The mistake is marked where it stands.
    await page.locator('.cm-lintRange-error', { hasText: 'WTIH' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('Did you mean WITH?').waitFor();
    for (let n = 0; n < 6; n += 1) await page.keyboard.press('Backspace');
    await page.keyboard.type(' WITH seve');
    await option(page, /^severity/).click();
    await page.keyboard.type(' = ');
    // Values come from the graph.
    await option(page, /^'high'/).click();
    await page.keyboard.type(' AS f RETURN f.disp');
    await option(page, /^displayName/).click();
    await page.keyboard.type(', f.qid ORDER BY f.qid');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await status(page).getByText('all of them').waitFor();
    await page.getByRole('columnheader', { name: 'f.qid' }).waitFor();
    await inspect(page, 'query-table');

    await page.getByRole('button', { name: 'Save as question' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save a question' });
    await dialog.getByLabel('Title').fill('Which findings are high?');
    await inspect(page, 'question-form');
    await dialog.getByRole('button', { name: 'Save the question' }).click();
    await dialog.waitFor({ state: 'detached' });

    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Questions' })
      .click();
    await page.getByRole('textbox', { name: 'Search in the questions' }).fill('findings are high');
    await page.getByRole('link', { name: /Which findings are high/ }).click();
    await page.getByRole('button', { name: 'Run it here' }).click();
    await status(page).getByText('all of them').waitFor();
    await inspect(page, 'questions-own');
    await page.close();
  });

  test('the address of a query asks the same again, in every view', async () => {
    const query =
      'FIND Host AS h THAT HAS Finding AS f RETURN h.displayName AS host, count(f) AS findings';
    const page = await site.page(`/query?q=${encodeURIComponent(query)}`);
    await status(page).getByText('all of them').waitFor();
    const rows = page.getByRole('table', { name: 'Answer' }).getByRole('row');
    const before = await rows.count();
    expect(before).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'findings' }).click();
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByText('"findings":').waitFor();
    await page.getByRole('tab', { name: 'Plan' }).click();
    await page.getByText('follow from h').waitFor();
    await page.reload();
    await page.getByText('follow from h').waitFor();

    await page.goto(
      `${site.url}/query?q=${encodeURIComponent('FIND qualys_account THAT HAS Service THAT SCANS Host RETURN TREE')}`,
    );
    await status(page)
      .getByText(/entities and \d+ relationships/)
      .waitFor();
    await page
      .getByRole('button', { name: /^Open / })
      .first()
      .click();
    await inspect(page, 'query-tree');
    await page.close();
  });

  test('what was typed is there after a reload, and pages of rows load when they are wanted', async () => {
    const page = await site.page('/query');
    await editor(page).click();
    await page.keyboard.type('FIND * AS x RETURN x._key');
    await page.reload();
    await editor(page).getByText('FIND * AS x RETURN x._key').waitFor();
    await page.getByRole('button', { name: 'Run the query' }).click();
    await status(page).getByText('250 rows so far').waitFor();
    await page.getByRole('button', { name: 'Load all rows' }).click();
    await status(page).getByText('all of them').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'CSV' }).click()),
    ]);
    expect(download.suggestedFilename()).toMatch(/^answer-.*\.csv$/);
    await page.getByRole('button', { name: 'History' }).click();
    await page
      .getByRole('menuitem', { name: /FIND \* AS x/ })
      .first()
      .waitFor();
    await page.close();
  });

  test('a viewer asks, and saves nothing', async () => {
    const page = await site.page(
      '/questions?question=managed-question-qualys-age-of-open-findings',
      'viewer',
    );
    await page.getByRole('button', { name: 'Run it here' }).click();
    await status(page).getByText('all of them').waitFor();
    expect(await page.getByRole('button', { name: 'Save a copy' }).count()).toBe(0);
    await page.close();
  });
});
