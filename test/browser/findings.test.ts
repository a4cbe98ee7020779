import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { entity, finding, GraphFixture, host, SCANNER } from '../../src/graph/testing/fixture.ts';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';
import { smallGraph } from './support/small-graph.ts';

const rowsOf = (page: Page) => page.getByRole('table', { name: 'Findings' }).locator('tbody tr');
const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Details' });

/** The number that the page says it has found. */
async function total(page: Page): Promise<number> {
  const text = page.getByText(/^[\d,]+ findings$/);
  await text.waitFor();
  return Number.parseInt((await text.innerText()).replaceAll(',', ''), 10);
}

describeInBrowser('the findings', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start({ dir: await smallGraph({ hosts: 40, webApps: 4 }) });
  });
  afterAll(() => site.stop());

  test('what needs attention is shown at first; a facet filters, stands in the address, and Back takes it away', async () => {
    const page = await site.page('/findings');
    const open = await total(page);
    await rowsOf(page)
      .nth(5)
      .getByText(/open|reopened/)
      .waitFor();
    await inspect(page, 'findings');
    await page.getByRole('checkbox', { name: 'critical', exact: true }).click();
    await page.waitForURL(/severity=critical/);
    await page.getByText(/^Export \d+ as CSV$/).waitFor();
    const critical = await total(page);
    expect(critical).toBeGreaterThan(0);
    expect(critical).toBeLessThan(open);
    expect(await rowsOf(page).first().innerText()).toContain('critical');
    await page.reload();
    expect(await total(page)).toBe(critical);
    await page.goBack();
    await page.getByText(`${open} findings`).waitFor();
    await page.close();
  });

  test('keys move through the list, open and close; the panel follows', async () => {
    const page = await site.page('/findings?state=open');
    await rowsOf(page).nth(3).getByRole('link').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    const second = await rowsOf(page).nth(1).getByRole('link').first().innerText();
    await panelOf(page).getByRole('heading', { level: 2, name: second }).waitFor();
    for (const part of ['Why it matters', 'Since when', 'What changed']) {
      await panelOf(page).getByRole('heading', { level: 3, name: part }).waitFor();
    }
    await panelOf(page).getByText('HAS ← ').first().waitFor();
    await inspect(page, 'finding-panel');
    await page.keyboard.press('j');
    const third = await rowsOf(page).nth(2).getByRole('link').first().innerText();
    await panelOf(page).getByRole('heading', { level: 2, name: third }).waitFor();
    // Keys that are typed into a field stay there.
    await page.getByRole('textbox', { name: 'QID, CVE or title' }).fill('');
    await page.getByRole('textbox', { name: 'QID, CVE or title' }).pressSequentially('jk');
    expect(await page.getByRole('textbox', { name: 'QID, CVE or title' }).inputValue()).toBe('jk');
    await page.getByRole('button', { name: 'Clear: QID, CVE or title' }).click();
    await page.keyboard.press('Escape');
    await panelOf(page).waitFor({ state: 'detached' });
    await page.close();
  });

  test('from a finding to its host, and from there to all of its findings', async () => {
    const page = await site.page('/findings?state=open');
    const link = rowsOf(page).first().getByRole('link').nth(1);
    const name = await link.innerText();
    await link.click();
    await panelOf(page).getByRole('heading', { level: 2, name }).waitFor();
    await panelOf(page)
      .getByText(/open findings$|Show it in the list/)
      .click();
    await page.waitForURL(/onId=\d+/);
    await page.getByText('on one host only').waitFor();
    await rowsOf(page).first().getByText(name).waitFor();
    await inspect(page, 'host-panel');
    await page.close();
  });

  test('a title is searched while it is typed; the file has the rows of the list', async () => {
    const page = await site.page('/findings?kind=host&sort=title');
    const all = await total(page);
    await page.getByRole('textbox', { name: 'QID, CVE or title' }).fill('windows');
    await page.waitForURL(/search=windows/);
    await page.getByText(`Export ${all} as CSV`).waitFor({ state: 'detached' });
    const some = await total(page);
    const loaded = page.waitForEvent('download');
    await page.getByText(`Export ${some} as CSV`).click();
    const file = await (await loaded).path();
    const records = parse(readFileSync(file, 'utf8'), { columns: true }) as { title: string }[];
    expect(records).toHaveLength(some);
    for (const { title } of records) expect(title.toLowerCase()).toContain('windows');
    await page
      .getByRole('textbox', { name: 'QID, CVE or title' })
      .fill('nothing is called like this');
    await page.getByRole('heading', { name: 'No finding matches' }).waitFor();
    await page.close();
  });

  test('a view is kept under a name, columns are chosen, and both are there after a reload', async () => {
    const page = await site.page('/findings?kind=host&severity=high');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('High ones');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'CVEs' }).click();
    await page.keyboard.press('Escape');
    await page.goto(`${site.url}/findings`);
    await page.getByRole('columnheader', { name: 'CVEs' }).waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'High ones' }).click();
    await page.waitForURL(/severity=high/);
    await page.close();
  });
});

const HOSTILE =
  '<p>Text<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><a href="javascript:window.pwned=1">bad</a> <a href="https://vendor.example/fix">good</a></p><style>*{display:none}</style><iframe src="https://elsewhere.example"></iframe><svg onload="window.pwned=1"></svg>';
const LONG = `very-long-${'x'.repeat(400)}.example.net`;
const RIGHT_TO_LEFT = 'שרת-\u202Egnp.exe<b>הנהלה</b>';

describeInBrowser('findings with names and texts of strangers', () => {
  const graph = new GraphFixture();
  let site: Site;
  beforeAll(async () => {
    await graph.apply({
      complete: ['qualys_host_finding', 'discovered_host'],
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.entity(
          entity('qualys_vuln', ['Vulnerability'], 'vuln-qid:38001', {
            qid: 38_001,
            displayName: '<img src=x onerror=alert(1)>',
            diagnosis: HOSTILE,
            solution: HOSTILE,
          }),
        );
        segment.target(host(1, { displayName: LONG }));
        segment.target(host(2, { displayName: RIGHT_TO_LEFT }));
        segment.finding(finding(1, 1, { severity: 'critical' }));
        segment.finding({
          ...finding(2, 2, { severity: 'high', qid: 38_001 }),
        });
      },
    });
    await graph.close();
    site = await Site.start({ dir: dataDir(graph.folder, {}) });
  });
  afterAll(() => site.stop());

  test('are shown as texts: nothing runs, nothing is loaded, nothing is lost', async () => {
    const page = await site.page('/findings');
    await rowsOf(page).nth(1).getByText('<img src=x onerror=alert(1)>').click();
    const solution = panelOf(page).getByRole('region', { name: 'Solution' });
    await solution.getByRole('link', { name: 'good' }).waitFor();
    expect(await solution.getByRole('link').count()).toBe(1);
    expect(await solution.locator('img, script, style, iframe, svg').count()).toBe(0);
    expect(await solution.innerText()).toContain('bad');
    expect(await page.evaluate<boolean>("'pwned' in window")).toBe(false);
    await panelOf(page).getByRole('link', { name: RIGHT_TO_LEFT }).waitFor();
    await inspect(page, 'hostile-texts');
    // Nothing is wider than its place.
    const isWide = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > innerWidth',
    );
    expect(isWide).toBe(false);
    await page.close();
  });
});
