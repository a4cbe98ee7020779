import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { collectInto, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';

describeInBrowser('integrations', () => {
  let simulator: Simulator;
  let url: string;
  let site: Site;
  beforeAll(async () => {
    simulator = createSimulator({ hosts: 4, detections: 2, webApps: 1, limits: 'generous' });
    ({ url } = await simulator.listen());
    const dir = temporaryDataDir('browser-integrations');
    await collectInto(dir, settingsFor(simulator, url), { instance: 'Production EU' });
    site = await Site.start({ dir });
    // The line that the browser writes for an answer that is an error.
    site.watch.expect(/status of (?:409|412|422)/);
  });
  afterAll(async () => {
    await site.stop();
    await simulator.close();
  });

  test('one is added: what is wrong is told, nothing typed is lost, credentials are tried', async () => {
    const page = await site.page('/integrations');
    await page.getByText('Nothing is configured yet.').waitFor();
    await inspect(page, 'integrations-empty');
    await page.getByRole('link', { name: 'Add configuration' }).click();
    await page.getByLabel('Account name *').fill('Production EU');
    await page.getByLabel('Description').fill('All hosts of Europe');
    // By the clock a first run would begin at once.
    await page.getByRole('combobox', { name: 'Polling interval' }).click();
    await page.getByRole('option', { name: /^Disabled/ }).click();
    await page.getByRole('button', { name: 'Add integration' }).click();
    await page.getByText('“API URL” is not set').first().waitFor();

    await page.getByRole('combobox', { name: 'Platform' }).click();
    await page.getByRole('option', { name: /Private platform/ }).click();
    await page.getByLabel('API URL').fill(url);
    await page.getByLabel('Username', { exact: true }).fill(simulator.username);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Test credentials' }).click();
    await page.getByText('Unusable: with these answers a run would fail.').waitFor();
    await page.getByRole('button', { name: 'Test credentials' }).click();
    await page.getByText(/Nothing was sent: Qualys refused this login/).waitFor();

    await page.getByLabel('Password', { exact: true }).fill(simulator.password);
    await page.getByRole('button', { name: 'Test credentials' }).click();
    await page.getByText('All good: every endpoint answers.').waitFor();
    await inspect(page, 'integration-new');

    site.watch.expect(/status of 401/);
    site.endSessions();
    await page.getByRole('button', { name: 'Add integration' }).click();
    const login = page.getByRole('dialog', { name: 'Your session has ended' });
    await login.getByLabel('Password *').fill('admin-password');
    await login.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.waitForURL(/\/integrations\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { level: 1, name: 'Production EU' }).waitFor();
    await page.getByText('All hosts of Europe').waitFor();
    expect(await page.content()).not.toContain(simulator.password);
    await inspect(page, 'integration');
    // Pages that stay open ask for what is deleted later.
    await page.close();
  });

  test('of two administrators who edit it, the second sees both states and decides', async () => {
    const first = await site.page('/integrations');
    await first.getByRole('link', { name: 'Production EU', exact: true }).click();
    await first.getByRole('button', { name: 'Edit configuration' }).click();
    await first.getByLabel('Description').fill('First');
    const second = await site.page(`${new URL(first.url()).pathname}?edit=1`);
    await second.getByLabel('Description').fill('Second');
    await second.getByRole('button', { name: 'Save changes' }).click();
    await second.getByRole('button', { name: 'Edit configuration' }).waitFor();
    await first.getByRole('button', { name: 'Save changes' }).click();
    await first.getByText('Somebody else has changed this integration').waitFor();
    await inspect(first, 'integration-conflict');
    expect(await first.getByLabel('Description').inputValue()).toBe('First');
    await first.getByRole('button', { name: 'Save mine over it' }).click();
    await first.getByRole('button', { name: 'Edit configuration' }).waitFor();
    await first.getByRole('cell', { name: 'First' }).waitFor();
    // The password was not typed again: it is still there.
    await first.getByRole('row', { name: 'Password set' }).waitFor();
    await Promise.all([first.close(), second.close()]);
  });

  test('what is typed is not left without a question', async () => {
    const page = await site.page('/integrations/new');
    await page.getByLabel('Account name *').fill('production eu');
    await page.getByRole('link', { name: 'Findings' }).first().click();
    await page.getByText('Leave without saving?').waitFor();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    await page.getByRole('combobox', { name: 'Platform' }).click();
    await page.getByRole('option', { name: /^EU1/ }).click();
    await page.getByLabel('Username', { exact: true }).fill('reader');
    await page.getByLabel('Password', { exact: true }).fill('secret');
    await page.getByRole('button', { name: 'Add integration' }).click();
    await page
      .getByText('There is an integration with the name production eu already.')
      .first()
      .waitFor();
    expect(await page.getByLabel('Username', { exact: true }).inputValue()).toBe('reader');
    await page.close({ runBeforeUnload: false });
  });

  test('a viewer sees it and can do nothing to it', async () => {
    const page = await site.page('/integrations', 'viewer');
    await page.getByRole('link', { name: 'Production EU', exact: true }).click();
    await page.getByRole('heading', { name: 'Configuration' }).waitFor();
    expect(await page.getByRole('button', { name: /Edit|Delete|Run now|Disable/ }).count()).toBe(0);
    await page.goto(`${site.url}/integrations/new`);
    await page.getByText('Only administrators add integrations').waitFor();
    await page.close();
  });

  test('it is deleted with its data, after its name was typed', async () => {
    const page = await site.page('/integrations');
    await page.getByRole('row', { name: /Production EU/ }).waitFor();
    await inspect(page, 'integrations');
    await page.getByRole('link', { name: 'Production EU', exact: true }).click();
    await page.getByRole('button', { name: 'Delete …' }).click();
    await page.getByLabel(/Remove the data/).check();
    const button = page.getByRole('button', { name: /Delete with its \d+ entities/ });
    await page.getByRole('cell', { name: 'qualys_host_finding' }).waitFor();
    await inspect(page, 'integration-delete');
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel(/to confirm/).fill('Production EU');
    await button.click();
    await page.getByText('Nothing is configured yet.').waitFor();
    const answer = await page.request.post(`${site.url}/api/query`, {
      headers: { 'x-csrf-token': await csrf(page) },
      data: { query: 'FIND * AS e RETURN COUNT(e) AS n' },
    });
    expect((await answer.json()).rows).toEqual([{ n: 0 }]);
  });

  async function csrf(page: Awaited<ReturnType<Site['page']>>): Promise<string> {
    const session = await page.request.get(`${site.url}/api/session`);
    return (await session.json()).csrfToken;
  }
});
