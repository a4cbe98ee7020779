import { Draws, seedNumber } from '../../random.ts';
import type { GatewayOptions } from './gateway-options.ts';

const FOUR_HOURS = 4 * 3600;

/** The bearer tokens of a platform: those its gateway gave out, until they expire, and external ones. */
export class GatewayTokens {
  readonly #options: GatewayOptions;
  readonly #clock: () => number;
  readonly #draws: Draws;
  /** Epoch milliseconds of the end, by token. */
  readonly #given = new Map<string, number>();

  constructor(options: GatewayOptions, seed: number | string, clock: () => number) {
    this.#options = options;
    this.#clock = clock;
    this.#draws = new Draws(seedNumber(`tokens ${seed}`));
  }

  /** Gives out a token for a user or a client. */
  give(subject: string): string {
    const issuedAt = Math.floor(this.#clock() / 1000);
    const expiresAt = issuedAt + (this.#options.tokenSeconds ?? FOUR_HOURS);
    const token = [
      encoded(JSON.stringify({ alg: 'HS512', typ: 'JWT' })),
      encoded(
        JSON.stringify({ sub: subject, iss: 'simulated gateway', iat: issuedAt, exp: expiresAt }),
      ),
      encoded(this.#draws.hex(64)),
    ].join('.');
    this.#given.set(token, expiresAt * 1000);
    return token;
  }

  /** Whether these are the client credentials of the subscription. */
  isClient(id: string, secret: string): boolean {
    const { clientId = 'demo-client', clientSecret = 'demo-client-secret' } = this.#options;
    return id === clientId && secret === clientSecret;
  }

  /** Whether an `Authorization` header carries a token that is valid now. */
  isBearer(header: string | undefined): boolean {
    const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return false;
    if (this.#options.externalTokens?.includes(token)) return true;
    return (this.#given.get(token) ?? 0) > this.#clock();
  }

  /** The same for the portal API, which may be closed to tokens. */
  isPortalBearer(header: string | undefined): boolean {
    return this.#options.isPortalOpen !== false && this.isBearer(header);
  }
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
