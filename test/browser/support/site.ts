import { rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type DataDir, prepareDataDir } from '../../../src/app/data-dir.ts';
import { type Accounts, type App, createServer, openAccounts } from '../../../src/server/index.ts';
import { hasPages } from '../../../src/server/pages/index.ts';
import { Passwords } from '../../../src/server/security/passwords.ts';
import { SetupToken } from '../../../src/server/security/setup-token.ts';
import { temporaryDataDir } from '../../support/collected-graph.ts';
import { launchBrowser } from './chromium.ts';
import { DESKTOP } from './look.ts';
import { PageWatch } from './page-watch.ts';

/** Passwords are not what these tests are about: the cheapest that scrypt knows. */
const CHEAP = { ln: 1, r: 1, p: 1 };
const HOST = '127.0.0.1';
const COOKIE = 'graph-qualys';

type Role = 'administrator' | 'viewer';

/**
 * The console on a free port, and a browser that looks at it. One per file: begin it in `beforeAll`, end it with `stop`, which
 * fails when a page did what no page may.
 *
 * @example
 * const site = await Site.start({ dir: await smallGraph() });
 * const page = await site.page('/findings');
 * await page.getByRole('row').first().click();
 * await site.stop();
 */
export class Site {
  readonly url: string;
  readonly dir: DataDir;
  readonly watch: PageWatch;
  /** Makes the first administrator, for tests of the first start. */
  readonly setupToken: string | undefined;
  readonly #app: App;
  readonly #accounts: Accounts;
  readonly #browser: Browser;
  readonly #contexts = new Map<Role, BrowserContext>();

  private constructor(
    parts: Pick<Site, 'url' | 'dir' | 'setupToken'>,
    app: App,
    accounts: Accounts,
    browser: Browser,
  ) {
    this.url = parts.url;
    this.dir = parts.dir;
    this.setupToken = parts.setupToken;
    this.watch = new PageWatch(parts.url);
    this.#app = app;
    this.#accounts = accounts;
    this.#browser = browser;
  }

  /** @param options.dir a data folder with a graph; without one there is nothing collected yet */
  static async start(
    options: { readonly dir?: DataDir; readonly port?: number } = {},
  ): Promise<Site> {
    if (!hasPages()) throw new Error('The pages were not built: run "npm run build" first.');
    const dir = options.dir ?? temporaryDataDir('browser');
    await prepareDataDir(dir);
    const accounts = openAccounts(dir, Date.now);
    const setup = new SetupToken(accounts.users);
    const log = { write: () => undefined };
    const app = await createServer({
      host: HOST,
      dataDir: dir,
      accounts,
      setup,
      passwordCost: CHEAP,
      log,
    });
    const url = await app.listen({ host: HOST, port: options.port ?? 0 });
    const browser = await launchBrowser();
    return new Site({ url, dir, setupToken: setup.secret }, app, accounts, browser);
  }

  /** Makes a user, who has `<name>-password` as password. */
  async user(name: string, role: Role): Promise<void> {
    if (this.#accounts.users.findLogin(name) !== undefined) return;
    const passwordHash = await new Passwords(CHEAP).hash(`${name}-password`);
    const actor = { name: 'test', via: 'setup', address: '' } as const;
    this.#accounts.users.create({ name, role, passwordHash }, actor);
  }

  /** Ends every session: what a page does next meets a login. */
  endSessions(): void {
    for (const user of this.#accounts.users.list()) {
      const actor = { name: user.name, via: 'session', address: '' } as const;
      const passwordHash = this.#accounts.users.findLogin(user.name)?.passwordHash;
      this.#accounts.users.change(user.id, { passwordHash }, 'any', actor, '');
    }
  }

  /** A page of the console in front of somebody who is logged in: "admin", or "viewer". */
  async page(path: string, role: Role = 'administrator'): Promise<Page> {
    const context = this.#contexts.get(role) ?? (await this.#logIn(role));
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** A page in front of a stranger. */
  async strangersPage(path: string): Promise<Page> {
    const page = await (await this.#context()).newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#app.close();
    rmSync(this.dir.path, { recursive: true, force: true });
    expect(this.watch.take()).toEqual([]);
  }

  async #context(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: DESKTOP });
    context.setDefaultTimeout(60_000);
    this.watch.attach(context);
    return context;
  }

  async #logIn(role: Role): Promise<BrowserContext> {
    const name = role === 'administrator' ? 'admin' : 'viewer';
    await this.user(name, role);
    const login = this.#accounts.users.findLogin(name);
    if (login === undefined) throw new Error(`there is no ${name}`);
    const actor = { name, via: 'session', address: '' } as const;
    const value = this.#accounts.sessions.begin(login.user, actor);
    const context = await this.#context();
    await context.addCookies([
      { name: COOKIE, value, url: this.url, sameSite: 'Strict', httpOnly: true },
    ]);
    this.#contexts.set(role, context);
    return context;
  }
}
