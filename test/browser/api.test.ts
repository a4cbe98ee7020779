import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';

describeInBrowser('the page of the HTTP API', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start();
  });
  afterAll(() => site.stop());

  test('leads from a search to an operation, with what it needs, takes and answers', async () => {
    const page = await site.page('/settings/about', 'viewer');
    await page.getByRole('link', { name: 'The HTTP API' }).click();
    await page.waitForURL('**/api/docs');
    await page.getByRole('heading', { level: 1, name: 'HTTP API' }).waitFor();
    await page.getByRole('heading', { name: 'How to ask' }).waitFor();
    await inspect(page, 'api');
    const operations = page.getByRole('region', { name: 'Operations' });
    expect(await operations.getByRole('link').count()).toBeGreaterThan(50);
    await page.getByLabel('Search in the API').fill('retention put');
    await page.getByRole('heading', { name: /^1 of \d+ operations$/ }).waitFor();
    await operations.getByRole('link').click();
    await page
      .getByRole('heading', { name: 'Change how long run records and history are kept' })
      .waitFor();
    await page.getByText('Needs an administrator; an API token needs the scope write.').waitFor();
    await page.getByRole('table', { name: 'In the headers' }).getByText('if-match').waitFor();
    const body = page.getByRole('table', { name: 'Body of the request' });
    await body.getByRole('row', { name: /^historyDays integer, 7 to 3650 or null/ }).waitFor();
    const answer = page.getByRole('table', { name: 'Answer 200' });
    await answer.getByRole('row', { name: /^last\.versions/ }).waitFor();
    const problem = page.getByRole('table', { name: 'Answer of any other status' });
    await problem.getByRole('row', { name: /^whatToDo/ }).waitFor();
    await inspect(page, 'api-operation');
    await page.close();
  });

  test('an operation has an address of its own, and an unknown one is named as such', async () => {
    const page = await site.page('/api/docs?operation=GET+%2Fapi%2Fevents');
    await page.getByRole('heading', { name: 'Listen to what happens' }).waitFor();
    await page.getByText('text/event-stream').waitFor();
    const current = page.getByRole('link', { name: 'GET /api/events' });
    expect(await current.getAttribute('aria-current')).toBe('true');
    await page.goto(`${site.url}/api/docs?operation=GET+%2Fapi%2Fnothing`);
    await page.getByRole('heading', { name: 'There is no such operation' }).waitFor();
    await page.getByLabel('Search in the API').fill('zzz');
    await page.getByText('No operation fits').waitFor();
    await page.close();
  });
});
