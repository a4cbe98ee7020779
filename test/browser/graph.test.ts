import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';
import { smallGraph } from './support/small-graph.ts';

describeInBrowser('the graph explorer', () => {
  let site: Site;
  /** The host with the most findings, and its worst finding. */
  let host: { readonly id: string; readonly name: string; readonly findings: number };
  let finding: { readonly id: string; readonly qid: number };

  beforeAll(async () => {
    site = await Site.start({ dir: await smallGraph({ hosts: 12, detections: 40 }) });
    const page = await site.page('/graph');
    const [most] = await rows(
      page,
      'FIND discovered_host AS h THAT HAS qualys_host_finding AS f RETURN h._id AS id, h.displayName AS name, count(f) AS findings ORDER BY findings DESC LIMIT 1',
    );
    host = most as typeof host;
    const [worst] = await rows(
      page,
      `FIND discovered_host WITH _id = '${host.id}' THAT HAS qualys_host_finding AS f THAT IS qualys_vuln RETURN f._id AS id, f.qid AS qid ORDER BY f.numericSeverity DESC LIMIT 1`,
    );
    finding = worst as typeof finding;
    await page.close();
  });
  afterAll(() => site.stop());

  /** Rows of a query, asked by the page itself. */
  async function rows(page: Page, query: string): Promise<readonly unknown[]> {
    return page.evaluate(async (text) => {
      const session = await fetch('/api/session');
      const { csrfToken } = (await session.json()) as { csrfToken: string };
      const answer = await fetch('/api/query', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
        body: JSON.stringify({ query: text }),
      });
      return ((await answer.json()) as { rows: readonly unknown[] }).rows;
    }, query);
  }

  const nodes = (page: Page) => page.getByRole('listbox', { name: 'Nodes' }).getByRole('option');
  const node = (page: Page, name: string | RegExp) => nodes(page).filter({ hasText: name });
  const chosen = (page: Page) => page.getByRole('region', { name: 'Chosen node' });

  test('one walks from a finding to its host and to its other findings, and Back walks back', async () => {
    const page = await site.page(`/graph?entity=${finding.id}`);
    await node(page, `QID ${finding.qid})`).waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await node(page, host.name).click();
    await chosen(page)
      .getByRole('button', { name: /^Expand \d+ host findings?$/ })
      .click();
    // The one that is drawn already is not counted again.
    await node(page, `${host.findings - 1} host findings`).waitFor();
    const link = page.url();
    await node(page, 'host findings').click();
    await page.getByRole('button', { name: 'Open by Severity' }).click();
    await node(page, /host findings?, critical|host findings?, high/)
      .first()
      .waitFor();
    await inspect(page, 'graph-groups');
    await page.goBack();
    await node(page, `${host.findings - 1} host findings`).waitFor();

    // The link shows the same to somebody else.
    const other = await site.page(link.slice(site.url.length), 'viewer');
    await node(other, `${host.findings - 1} host findings`).waitFor();
    expect(await nodes(other).count()).toBe(await nodes(page).count());
    await other.close();
    await page.close();
  });

  test('everything can be done with the keyboard, in the list beside the picture', async () => {
    const page = await site.page('/graph');
    await page.getByText('What is connected to what?').waitFor();
    await inspect(page, 'graph-empty');
    const search = page.getByLabel('Add an entity to the picture');
    await search.focus();
    await page.keyboard.type(host.name.slice(0, -1));
    await page.getByRole('option', { name: host.name }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await node(page, host.name).waitFor();
    const list = page.getByRole('listbox', { name: 'Nodes' });
    await list.focus();
    await page.keyboard.press('End');
    await chosen(page)
      .getByRole('heading', { name: /host findings/ })
      .waitFor();
    // A disc opens by severity, and a part of it one by one.
    await page.keyboard.press('Enter');
    await node(page, /host findings, (critical|high)/)
      .first()
      .waitFor();
    await list.focus();
    const before = await nodes(page).count();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await node(page, /QID \d+\)/)
      .first()
      .waitFor();
    expect(await nodes(page).count()).toBeGreaterThan(before);
    await list.focus();
    const all = await nodes(page).count();
    await page.keyboard.press('End');
    await page.keyboard.press('Delete');
    await nodes(page)
      .nth(all - 1)
      .waitFor({ state: 'detached' });
    await page.keyboard.press('Home');
    await chosen(page).getByRole('link', { name: host.name }).waitFor();
    await page.getByRole('button', { name: /^Collapse \d+ below$/ }).press('Enter');
    await nodes(page).nth(1).waitFor({ state: 'detached' });
    expect(await page.getByRole('status').last().textContent()).toContain('removed');
    await page.close();
  });

  test('a query is drawn, filtered by the legend, and saved as picture and as query', async () => {
    const query = 'FIND discovered_host THAT HAS qualys_host_finding THAT IS qualys_vuln LIMIT 20';
    const page = await site.page(`/graph?q=${encodeURIComponent(query)}`);
    await nodes(page).first().waitFor();
    const all = await nodes(page).count();
    expect(all).toBeLessThanOrEqual(300);
    await inspect(page, 'graph-query');
    await page.getByRole('button', { name: /^finding \d/ }).click();
    await node(page, 'host finding').first().waitFor({ state: 'detached' });
    expect(page.url()).toContain('hide=finding');
    expect(await nodes(page).count()).toBeLessThan(all);
    await page.getByRole('button', { name: /^finding \d/ }).click();
    await page.getByLabel('Layout').selectOption('concentric');
    await page.waitForURL(/layout=concentric/);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
    const file = await (await saved).path();
    const png = readFileSync(file);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(400);

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save as query' }).click();
    const text = await page.getByRole('textbox', { name: 'Query' }).inputValue();
    expect(text).toMatch(/^FIND \w+ WITH _key = .*\nRETURN TREE$/s);
    expect(await rows(page, text)).toHaveLength(1);
    await page.close();
  });

  test('a query with an error and an entity that is not there are told', async () => {
    site.watch.expect(/status of (404|422)/);
    const page = await site.page(`/graph?q=${encodeURIComponent('FIND Host THAT')}`);
    await page.getByRole('alert').getByText('J_SYNTAX').waitFor();
    await page.goto(`${site.url}/graph?s=1+zzzz`);
    await page.getByText('1 of the entities in this link').waitFor();
    await page.close();
  });
});
