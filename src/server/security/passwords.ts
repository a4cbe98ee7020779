import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ServerError } from '../errors.ts';

/** What one look at a password costs; kept with every hash. */
export interface PasswordCost {
  /** Logarithm of scrypt's N: memory is 128 · r · 2^ln bytes. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a third of a second: one of the settings that OWASP recommends for scrypt (2026). */
export const PASSWORD_COST: PasswordCost = { ln: 15, r: 8, p: 3 };

const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** Hashes at once. They run on Node's four threads, which files need too. */
const AT_ONCE = 2;
/** Hashes that may wait for their turn; more logins at once are an attack, or hopeless. */
const MOST_WAITING = 20;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Hashes passwords and compares them, a few at a time. */
export class Passwords {
  readonly #cost: PasswordCost;
  /** The hash of no password, at the cost of any. */
  readonly #nobody: string;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost: PasswordCost = PASSWORD_COST) {
    this.#cost = cost;
    this.#nobody = stored(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  }

  /** The text that is kept of a password. @throws {ServerError} H_BUSY */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return stored(this.#cost, salt, await this.#derive(password, salt, this.#cost));
  }

  /**
   * Whether a password belongs to a hash. Without a hash – there is no such user – the answer is no and takes as
   * long as any, so that the time does not tell which names exist.
   *
   * @throws {ServerError} H_BUSY
   */
  async isRight(password: string, hash: string | undefined): Promise<boolean> {
    const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(
      hash ?? this.#nobody,
    );
    if (match === null) throw new Error('a stored password hash has an unknown form');
    const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
    const [salt, expected] = match.slice(4).map((part) => Buffer.from(part, 'base64')) as [
      Buffer,
      Buffer,
    ];
    const found = await this.#derive(password, salt, { ln, r, p });
    return timingSafeEqual(found, expected) && hash !== undefined;
  }

  async #derive(password: string, salt: Buffer, { ln, r, p }: PasswordCost): Promise<Buffer> {
    await this.#enter();
    try {
      const N = 2 ** ln;
      // One password has one form, whatever keyboard it was typed on. Node's own ceiling is 32 MiB exactly.
      return await derive(password.normalize('NFKC'), salt, HASH_BYTES, {
        N,
        r,
        p,
        maxmem: 256 * r * (N + p),
      });
    } finally {
      // The place goes to the next one, if somebody waits: it is never free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) {
      throw new ServerError('H_BUSY', {}, { retryAfterSeconds: 5 });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** Parameters, salt and hash in the form of PHC. */
function stored({ ln, r, p }: PasswordCost, salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${key.toString('base64')}`;
}
