import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './support/chromium.ts';
import { inspect } from './support/look.ts';
import { Site } from './support/site.ts';
import { smallGraph } from './support/small-graph.ts';

const RAIL = ['Overview', 'Findings', 'Graph', 'Query', 'Questions', 'Integrations', 'Settings'];

describeInBrowser('the frame', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start({ dir: await smallGraph() });
  });
  afterAll(() => site.stop());

  test('the link of the first start makes the administrator, who is led in', async () => {
    const page = await site.strangersPage(`/setup#token=${site.setupToken}`);
    await page.getByLabel('Name').fill('ada');
    expect(page.url()).not.toContain(site.setupToken);
    await page.getByLabel('Password *', { exact: true }).fill('too short');
    await page.getByLabel('Password again').fill('too short');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page.getByText('Use at least 12 characters.').waitFor();
    await inspect(page, 'setup');
    await page.getByLabel('Password *', { exact: true }).fill('ada-password');
    await page.getByLabel('Password again').fill('ada-password');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page.waitForURL('**/overview');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  test('a stranger logs in and comes to the page that was asked for; a refused login keeps the name', async () => {
    await site.user('ada', 'administrator');
    site.watch.expect(/status of 401/);
    const page = await site.strangersPage('/settings?tab=about#x');
    await page.waitForURL('**/login?next=**');
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password *').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('The name and the password do not belong together.').waitFor();
    await inspect(page, 'login');
    expect(await page.getByLabel('Name').inputValue()).toBe('ada');
    await page.getByLabel('Password *').fill('ada-password');
    await page.getByLabel('Password *').press('Enter');
    await page.waitForURL('**/settings?tab=about#x');
    await page.getByRole('button', { name: 'Account of ada' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL('**/login');
  });

  test('every page of the rail opens, in both themes, and axe finds nothing serious', async () => {
    const page = await site.page('/');
    for (const title of RAIL) {
      await page
        .getByRole('navigation', { name: 'Pages' })
        .getByRole('link', { name: title })
        .click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.waitForLoadState('networkidle');
      await inspect(page, title.toLowerCase());
    }
    await page.close();
  });

  test('a session that ends in mid-form is begun anew over the form, and what was sent goes through', async () => {
    site.watch.expect(/status of 401/);
    const page = await site.page('/overview');
    await page.getByRole('button', { name: 'Account of admin' }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await page.getByLabel('Current password').fill('admin-password');
    await page.getByLabel('New password *', { exact: true }).fill('another-password');
    await page.getByLabel('New password again').fill('another-password');
    site.endSessions();
    await page.getByRole('button', { name: 'Change password' }).click();
    const login = page.getByRole('dialog', { name: 'Your session has ended' });
    await login.getByLabel('Password *').fill('admin-password');
    await inspect(page, 'session-ended');
    await login.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('The password was changed').waitFor();
    await page.close();
  });

  test('an address without a page says so, within the frame', async () => {
    const page = await site.page('/settings/../runs/../findings');
    await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor();
    await page.goto(`${site.url}/questions/no/such/page`);
    await page.getByText('There is no page at this address').waitFor();
    await page.close();
  });
});
