import { rmSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { expect } from 'vitest';
import { type DataDir, dataDir, prepareDataDir } from '../../src/app/data-dir.ts';
import {
  type Accounts,
  type App,
  createServer,
  openAccounts,
  type ServerOptions,
} from '../../src/server/index.ts';
import { Passwords } from '../../src/server/security/passwords.ts';
import { csrfTokenOf } from '../../src/server/security/principal.ts';
import { SetupToken } from '../../src/server/security/setup-token.ts';
import { temporaryFolder } from '../support/cli.ts';

/** Passwords are not what these tests are about: the cheapest that scrypt knows. */
const CHEAP = { ln: 1, r: 1, p: 1 };

/** What an answer said. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly json: any;
}

/** A browser with a session. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}

/** What a request is made of besides method and path. */
export interface Ask {
  /** With the CSRF token of the session, unless `headers` has another one. */
  readonly as?: Browser | undefined;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  /** The answer is where a secret is handed out: it may show one. */
  readonly handsOut?: boolean;
  readonly signal?: AbortSignal;
}

/** The server on a port of its own and a folder of its own, with a clock that stands still. */
export class TestConsole {
  readonly app: App;
  readonly accounts: Accounts;
  readonly setup: SetupToken;
  readonly dir: DataDir;
  readonly log: string[];
  readonly port: number;
  readonly #answers: string[] = [];
  readonly #secrets = new Set<string>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #time: { now: number };

  private constructor(
    parts: Pick<TestConsole, 'app' | 'accounts' | 'setup' | 'dir' | 'log' | 'port'>,
    time: { now: number },
  ) {
    this.app = parts.app;
    this.accounts = parts.accounts;
    this.setup = parts.setup;
    this.dir = parts.dir;
    this.log = parts.log;
    this.port = parts.port;
    this.#time = time;
    if (this.setup.secret !== undefined) this.#secrets.add(this.setup.secret);
  }

  static async start(options: Partial<ServerOptions> = {}): Promise<TestConsole> {
    const dir = options.dataDir ?? dataDir(temporaryFolder('console'), {});
    await prepareDataDir(dir);
    const time = { now: Date.UTC(2026, 10, 24) };
    const clock = () => time.now;
    const accounts = openAccounts(dir, clock);
    const setup = new SetupToken(accounts.users, clock);
    const log: string[] = [];
    const app = await createServer({
      host: '127.0.0.1',
      dataDir: dir,
      accounts,
      setup,
      clock,
      passwordCost: CHEAP,
      log: { write: (line) => log.push(line) },
      ...options,
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const port = Number(new URL(url).port);
    return new TestConsole({ app, accounts, setup, dir, log, port }, time);
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.#time.now += ms;
  }

  now(): number {
    return this.#time.now;
  }

  /** Makes a user by a side door, who has `<name>-password` as password. */
  async user(name: string, role: 'administrator' | 'viewer') {
    const password = this.secret(`${name}-password`);
    const passwordHash = await new Passwords(CHEAP).hash(password);
    this.secret(passwordHash);
    const actor = { name: 'test', via: 'setup', address: '' } as const;
    return this.accounts.users.create({ name, role, passwordHash }, actor);
  }

  /** A session of a user, by a side door. */
  browser(name: string): Browser {
    const { user } = this.accounts.users.findLogin(name)!;
    const actor = { name, via: 'session', address: '' } as const;
    const secret = this.secret(this.accounts.sessions.begin(user, actor));
    return { cookie: `graph-qualys=${secret}`, csrf: this.secret(csrfTokenOf(secret)) };
  }

  /** An API token of a user, by a side door. */
  apiToken(name: string, scope: 'read' | 'write', lifetimeMs = 86_400_000): string {
    const { user } = this.accounts.users.findLogin(name)!;
    const actor = { name, via: 'session', address: '' } as const;
    const made = { name: 'test', scope, lifetimeMs };
    return this.secret(this.accounts.tokens.create(user, made, actor).secret);
  }

  /** Notes what must not come out. */
  secret(text: string): string {
    this.#secrets.add(text);
    return text;
  }

  /** Asks over a real socket. */
  async ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const { as, token, body, handsOut = false, signal } = ask;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      ...(as !== undefined && { cookie: as.cookie, 'x-csrf-token': as.csrf }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...ask.headers,
    };
    const answer = await new Promise<Answer>((resolve, reject) => {
      const { port } = this;
      const options = {
        port,
        method,
        path,
        headers,
        agent: this.#agent,
        ...(signal && { signal }),
      };
      const request = httpRequest(options, (response) => {
        if (response.headers['content-type'] === 'text/event-stream') {
          // It has no end: that it begins is what was asked.
          response.on('error', () => undefined).destroy();
          const status = response.statusCode ?? 0;
          resolve({ status, headers: response.headers, text: '', json: undefined });
          return;
        }
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const isJson = text !== '' && /[/+]json/.test(response.headers['content-type'] ?? '');
          const json = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(text);
    });
    if (!handsOut) this.#answers.push(`${JSON.stringify(answer.headers)}\n${answer.text}`);
    return answer;
  }

  /** Logs in as a browser does. */
  async logIn(name: string, password = `${name}-password`): Promise<Browser> {
    const body = { name, password: this.secret(password) };
    const answer = await this.ask('POST', '/api/session', { body, handsOut: true });
    expect(answer.status).toBe(201);
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    this.secret(cookie.split('=')[1]!);
    return { cookie, csrf: this.secret(answer.json.csrfToken) };
  }

  /** Ends the server, and makes sure that nothing it said or logged has a secret in it. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.app.close();
    rmSync(this.dir.path, { recursive: true, force: true });
    const said = [...this.log, ...this.#answers];
    for (const secret of this.#secrets) {
      expect(said.filter((text) => text.includes(secret))).toEqual([]);
    }
  }
}
