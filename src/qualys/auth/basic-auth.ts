import type { AuthProvider } from './auth-provider.ts';

/**
 * HTTP Basic login, which works on every endpoint of the API server (reference 3.1). Name and password
 * are encoded as UTF-8. They live in private fields, so that neither a log nor an inspection shows them.
 */
export class BasicAuth implements AuthProvider {
  readonly #username: string;
  readonly #password: string;
  readonly #token: string;

  constructor(username: string, password: string) {
    this.#username = username;
    this.#password = password;
    this.#token = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  }

  /** The header of HTTP Basic. */
  headers(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({ authorization: `Basic ${this.#token}` });
  }

  /** Name, password and the encoded pair. */
  secrets(): readonly string[] {
    return [this.#token, this.#password, this.#username];
  }
}
