import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { type ServedConsole, serveConsole } from '../support/served-console.ts';
import { describeInBrowser, launchBrowser } from './support/chromium.ts';
import { PageWatch } from './support/page-watch.ts';
import { portray, portrayForGuide } from './support/portrait.ts';

const HOUR_MS = 3_600_000;
const NAME = 'Production EU';
const PASSWORD = 'a-long-password';

describeInBrowser('the life of a console', () => {
  const folder = temporaryFolder('story');
  let simulator: Simulator;
  let qualys: string;
  let server: ServedConsole;
  let origin: string;
  let browser: Browser;
  let watch: PageWatch;

  beforeAll(async () => {
    // The pages show days and hours: the platform lives now.
    const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    simulator = createSimulator({ hosts: 60, webApps: 4, now, limits: 'generous' });
    ({ url: qualys } = await simulator.listen());
    server = await serveConsole(folder);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.end('SIGTERM');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A browser of somebody else. */
  async function stranger(): Promise<Page> {
    const context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    watch.attach(context);
    return context.newPage();
  }

  const go = (page: Page, title: string) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title }).click();
  const state = (page: Page, name: string) =>
    page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  const panel = (page: Page) => page.getByRole('complementary', { name: 'Details' });

  async function createAdministrator(page: Page, link: string): Promise<void> {
    await page.goto(link);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password *', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill(PASSWORD);
    await portray(page, 'setup');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page.getByText('Nothing has been collected yet').waitFor();
    await portray(page, 'overview-empty');
  }

  async function addIntegration(page: Page): Promise<void> {
    await go(page, 'Integrations');
    await page.getByText('Nothing is configured yet.').waitFor();
    await portray(page, 'integrations-empty');
    await page.getByRole('link', { name: 'Add configuration' }).click();
    await page.getByLabel('Account name *').fill(NAME);
    await page.getByRole('combobox', { name: 'Polling interval' }).click();
    await page.getByRole('option', { name: /^Disabled/ }).click();
    await page.getByRole('combobox', { name: 'Platform' }).click();
    await page.getByRole('option', { name: /Private platform/ }).click();
    await page.getByLabel('API URL').fill(qualys);
    await page.getByLabel('Username', { exact: true }).fill(simulator.username);
    await page.getByLabel('Password', { exact: true }).fill(simulator.password);
    await page.getByRole('button', { name: 'Test credentials' }).click();
    await page.getByText('All good: every endpoint answers.').waitFor();
    await portray(page, 'integration-new');
    await page.getByRole('button', { name: 'Add integration' }).click();
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await portray(page, 'integration-never-run');
  }

  async function watchFirstRun(page: Page): Promise<void> {
    // Long enough to be watched.
    simulator.setFaults([{ kind: 'conflict', endpoint: 'host-detections', at: 1, seconds: 3 }]);
    await page.getByRole('button', { name: 'Run now' }).click();
    await state(page, 'Running');
    await page.getByText(/^Waiting until .* for host detections: /).waitFor();
    await state(page, 'Complete');
    await page.getByText('No page is missing.').waitFor();
    await portrayForGuide(page, 'run');
  }

  async function readOverview(page: Page): Promise<void> {
    await go(page, 'Overview');
    // It was looked at before the run, and knows of it all the same.
    await page
      .getByRole('list', { name: 'Completeness' })
      .getByText(/complete\. Last/)
      .waitFor();
    await page.getByText('This is the first day of the graph.').waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
    await portrayForGuide(page, 'overview');
  }

  async function filterFindings(page: Page): Promise<void> {
    await go(page, 'Findings');
    await page.getByText(/^[\d,]+ findings$/).waitFor();
    await portray(page, 'findings');
    const all = await page.getByText(/^[\d,]+ findings$/).innerText();
    await page.getByRole('checkbox', { name: 'critical', exact: true }).click();
    await page.waitForURL(/severity=critical/);
    await page.getByText(all).waitFor({ state: 'detached' });
    await page.getByText(/^[\d,]+ findings$/).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await panel(page).getByRole('heading', { level: 3, name: 'Why it matters' }).waitFor();
    await panel(page).getByText('HAS ← ').first().waitFor();
    await portrayForGuide(page, 'findings-panel');
  }

  async function exploreGraph(page: Page): Promise<void> {
    const place = panel(page).getByRole('region', { name: 'Where it is' });
    const host = await place.getByRole('link').first().innerText();
    await panel(page).getByRole('link', { name: 'Open in graph' }).click();
    const nodes = page.getByRole('listbox', { name: 'Nodes' }).getByRole('option');
    await nodes
      .filter({ hasText: /QID \d+/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await nodes.filter({ hasText: host }).click();
    const chosen = page.getByRole('region', { name: 'Chosen node' });
    await chosen.getByRole('button', { name: /^Expand \d+ host findings?$/ }).click();
    await nodes.nth(5).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await portrayForGuide(page, 'graph');
  }

  async function writeQuery(page: Page): Promise<void> {
    await go(page, 'Query');
    await page.getByRole('textbox', { name: 'Query in J1QL' }).click();
    await page.keyboard.type('FIND Host AS h THAT HAS Fi');
    await page
      .getByRole('option', { name: /^Finding/ })
      .first()
      .click();
    await page.keyboard.type(' WITH severity = ');
    await page
      .getByRole('option', { name: /^'critical'/ })
      .first()
      .waitFor();
    await portray(page, 'query-completion');
    await page
      .getByRole('option', { name: /^'critical'/ })
      .first()
      .click();
    await page.keyboard.type(
      ' AS f RETURN h.displayName AS host, count(f) AS critical ORDER BY critical DESC',
    );
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await page.getByText('all of them').waitFor();
    await portrayForGuide(page, 'query');
    await page.getByRole('button', { name: 'Save as question' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save a question' });
    await dialog.getByLabel('Title').fill('Which hosts have most critical findings?');
    await portray(page, 'question-form');
    await dialog.getByRole('button', { name: 'Save the question' }).click();
    await dialog.waitFor({ state: 'detached' });
    await go(page, 'Questions');
    await page.getByRole('textbox', { name: 'Search in the questions' }).fill('most critical');
    await page.getByRole('link', { name: /Which hosts have most critical/ }).click();
    await page.getByRole('button', { name: 'Run it here' }).click();
    await page.getByText('all of them').waitFor();
    await portrayForGuide(page, 'questions');
  }

  async function cancelRun(page: Page): Promise<void> {
    simulator.setFaults([{ kind: 'conflict', endpoint: 'host-detections', at: 1, seconds: 600 }]);
    await go(page, 'Integrations');
    await page.getByRole('link', { name: NAME, exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText(/^Waiting until .* for host detections: /).waitFor();
    await portray(page, 'run-live');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
    await portray(page, 'run-cancel');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await state(page, 'Cancelled');
    await page.getByText('The run ended before everything was asked for.').waitFor();
    await portray(page, 'run-cancelled');
  }

  async function retryMissingPage(page: Page): Promise<void> {
    simulator.setFaults([
      { kind: 'wrongStatus', status: 400, endpoint: 'web-app-findings', from: 1 },
    ]);
    await page.getByRole('button', { name: 'Go on with this run' }).click();
    await state(page, 'Partial');
    await page.getByText(/pages? of web application findings missing since/).waitFor();
    await portray(page, 'run-partial');
    await go(page, 'Overview');
    await page
      .getByText(/missing since/)
      .first()
      .waitFor();
    await portray(page, 'overview-partial');
    await page.goBack();
    simulator.setFaults([]);
    await page.getByRole('button', { name: 'Retry the missing pages now' }).click();
    await state(page, 'Complete');
    await go(page, 'Integrations');
    await page.getByRole('row', { name: /Production EU/ }).waitFor();
    await portray(page, 'integrations');
  }

  async function addViewer(page: Page): Promise<void> {
    await go(page, 'Settings');
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add user' });
    await dialog.getByLabel('Name').fill('vera');
    await dialog.getByLabel('Password *').fill(PASSWORD);
    await portray(page, 'settings-new-user');
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('row', { name: /vera/ }).waitFor();
    await portray(page, 'settings-users');
    for (const tab of ['API tokens', 'Smart classes', 'Retention', 'Audit log', 'About']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
      await portray(page, `settings-${tab.toLowerCase().replace(' ', '-')}`);
    }
  }

  async function lookAround(page: Page): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Search and actions' }).fill('cve-2');
    await page.getByRole('button', { name: /^CVE-/ }).first().waitFor();
    await portrayForGuide(page, 'palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL('**/overview');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await portray(page, 'keys');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Now' }).click();
    await portrayForGuide(page, 'time-travel');
    // Nothing was collected a week ago.
    watch.expect(/status of 422 .*at=20/);
    await page.getByRole('button', { name: 'A week ago' }).click();
    await page.getByText('Nothing had been collected by then').waitFor();
    await page.waitForURL(/at=20/);
    await portray(page, 'time-travel-past');
    await page.getByRole('button', { name: 'Look at now' }).click();
    await page.waitForURL(/overview$/);
  }

  async function isRefused(page: Page): Promise<void> {
    await page.goto(`${origin}/integrations`);
    await page.waitForURL('**/login?next=**');
    await page.getByLabel('Name').fill('vera');
    await page.getByLabel('Password *').fill(PASSWORD);
    await portray(page, 'login');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('link', { name: NAME, exact: true }).click();
    await page.getByRole('heading', { name: 'Configuration' }).waitFor();
    expect(await page.getByRole('button', { name: /Edit|Delete|Run now|Disable/ }).count()).toBe(0);
    await portray(page, 'viewer-integration');
    await go(page, 'Settings');
    await page.getByRole('tab', { name: 'API tokens' }).waitFor();
    expect(await page.getByRole('tab', { name: /Users|Audit log|Retention/ }).count()).toBe(0);
    // Not only are the buttons missing: the server refuses what they would do.
    const session = await (await page.request.get(`${origin}/api/session`)).json();
    const headers = { 'x-csrf-token': session.csrfToken };
    const { instances } = await (await page.request.get(`${origin}/api/instances`)).json();
    const integration = `${origin}/api/instances/${instances[0].id}`;
    const started = await page.request.post(`${integration}/runs`, { headers, data: {} });
    const deleted = await page.request.delete(integration, { headers });
    const made = await page.request.post(`${origin}/api/users`, {
      headers,
      data: { name: 'eve', role: 'administrator', password: PASSWORD },
    });
    expect([started.status(), deleted.status(), made.status()]).toEqual([403, 403, 403]);
    await page.close();
  }

  async function deleteEverything(page: Page): Promise<void> {
    await go(page, 'Integrations');
    await page.getByRole('link', { name: NAME, exact: true }).click();
    await page.getByRole('button', { name: 'Delete …' }).click();
    await page.getByLabel(/Remove the data/).check();
    await page.getByRole('cell', { name: 'qualys_host_finding' }).waitFor();
    await page.getByLabel(/to confirm/).fill(NAME);
    await portray(page, 'integration-delete');
    await page.getByRole('button', { name: /Delete with its [\d,]+ entities/ }).click();
    await page.getByText('Nothing is configured yet.').waitFor();
    await go(page, 'Findings');
    await page.getByText('0 findings', { exact: true }).waitFor();
    await go(page, 'Overview');
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
    await portray(page, 'overview-deleted');
  }

  test('from the first start to the last deletion', async () => {
    const [link = ''] = /^\S+\/setup#token=\S+$/m.exec(server.printed) ?? [];
    origin = new URL(link).origin;
    watch = new PageWatch(origin);
    // Before the first run there is nothing to look at.
    watch.expect(/status of 409 .*\/api\/overview/);
    const page = await stranger();
    await createAdministrator(page, link);
    await addIntegration(page);
    await watchFirstRun(page);
    await readOverview(page);
    await filterFindings(page);
    await exploreGraph(page);
    await writeQuery(page);
    await cancelRun(page);
    await retryMissingPage(page);
    await lookAround(page);
    await addViewer(page);
    await isRefused(await stranger());
    await deleteEverything(page);
    expect(watch.take()).toEqual([]);
    const { code, log } = await server.end('SIGTERM');
    expect(code).toBe(0);
    expect(log).not.toMatch(/"level":(50|60)/);
  });
});
