import { isIPv6 } from 'node:net';
import { ServerError } from '../errors.ts';
import { Allowance } from './allowance.ts';

/** Failed logins to one account from one address: five at once, then one a minute. */
const PAIR = { burst: 5, everyMs: 60_000 };
/** Failed logins from one address, which may be a whole office: twenty at once, then two a minute. */
const ADDRESS = { burst: 20, everyMs: 30_000 };
/** Failed logins to one account from everywhere: a hundred at once, then a hundred an hour. */
const ACCOUNT = { burst: 100, everyMs: 36_000 };

/** Addresses from which an account has been logged in to that are remembered, over all accounts. */
const MOST_KNOWN = 1_000;

/**
 * Slows down whoever guesses passwords, without shutting the owner out: the address that guesses is stopped long before the
 * account is, and an address from which the account was logged in to is not held to what others do to it.
 */
export class LoginThrottle {
  readonly #pairs: Allowance;
  readonly #addresses: Allowance;
  readonly #accounts: Allowance;
  readonly #known = new Set<string>();

  constructor(clock: () => number) {
    this.#pairs = new Allowance(PAIR, clock);
    this.#addresses = new Allowance(ADDRESS, clock);
    this.#accounts = new Allowance(ACCOUNT, clock);
  }

  /**
   * Tries a login. It counts as failed from its begin on, so that many at once do not slip through together.
   *
   * @returns what `attempt` gives; undefined means that it failed
   * @throws {ServerError} H_TOO_MANY_LOGINS, before anything is tried
   */
  async attempt<Result>(
    account: string,
    address: string,
    attempt: () => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    const key = account.normalize('NFKC').toLowerCase();
    const network = networkOf(address);
    const pair = `${network} ${key}`;
    const buckets: readonly (readonly [Allowance, string])[] = [
      [this.#pairs, pair],
      [this.#addresses, network],
      ...(this.#known.has(pair) ? [] : [[this.#accounts, key] as const]),
    ];
    const waitMs = Math.max(...buckets.map(([allowance, each]) => allowance.waitMs(each)));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      const context = { seconds: String(seconds) };
      throw new ServerError('H_TOO_MANY_LOGINS', context, { retryAfterSeconds: seconds });
    }
    const giveBack = () => {
      for (const [allowance, each] of buckets) allowance.giveBack(each);
    };
    for (const [allowance, each] of buckets) allowance.take(each);
    const result = await attempt().catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (result !== undefined) {
      giveBack();
      this.#remember(pair);
    }
    return result;
  }

  #remember(pair: string): void {
    this.#known.delete(pair);
    this.#known.add(pair);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Who has one IPv6 address has at least 2^64 of them: they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const gap = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...gap, ...last].slice(0, 4).join(':');
}
