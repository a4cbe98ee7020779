import type { SimulatorOptions } from '../options.ts';
import { Draws, seedNumber } from '../random.ts';

/** Who may come in: one user with a password, and the session cookies that were given out. */
export class Credentials {
  readonly username: string;
  readonly #sessions = new Set<string>();
  readonly #draws: Draws;
  #password: string;
  #isExpired = false;

  constructor(options: SimulatorOptions) {
    this.username = options.username ?? 'demo_ab1';
    this.#password = options.password ?? 'demo-password';
    this.#draws = new Draws(seedNumber(`session ${options.seed ?? 1}`));
  }

  /** The password that counts, expired or not. */
  get password(): string {
    return this.#password;
  }

  /** Refuses the password, and ends all sessions. */
  expirePassword(): void {
    this.#isExpired = true;
    this.#sessions.clear();
  }

  /** Takes another password, and ends all sessions. */
  changePassword(password: string): void {
    this.#password = password;
    this.#isExpired = false;
    this.#sessions.clear();
  }

  /** Whether a Basic header names the user; UTF-8. */
  isBasic(header: string | undefined): boolean {
    const match = /^Basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(header ?? '');
    if (match?.[1] === undefined) return false;
    return this.isLogin(...split(Buffer.from(match[1], 'base64').toString('utf8')));
  }

  /** Whether user and password are right. */
  isLogin(username: string, password: string): boolean {
    return !this.#isExpired && username === this.username && password === this.#password;
  }

  /** Opens a session; returns its id. */
  login(): string {
    const id = this.#draws.hex(32);
    this.#sessions.add(id);
    return id;
  }

  /** Ends a session. */
  logout(cookie: string | undefined): void {
    const id = sessionId(cookie);
    if (id !== undefined) this.#sessions.delete(id);
  }

  /** Whether a cookie header belongs to an open session. */
  isSession(cookie: string | undefined): boolean {
    const id = sessionId(cookie);
    return id !== undefined && this.#sessions.has(id);
  }
}

function split(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
}

function sessionId(cookie: string | undefined): string | undefined {
  return /(?:^|;\s*)QualysSession=([^;\s]+)/.exec(cookie ?? '')?.[1];
}
