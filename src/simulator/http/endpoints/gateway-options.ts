/** What the gateway of a simulated platform knows. */
export interface GatewayOptions {
  /** Client credentials that `/auth/oauth` and `/auth/oidc` take. Default `demo-client`. */
  readonly clientId?: string;
  /** Default `demo-client-secret`. */
  readonly clientSecret?: string;
  /** Tokens that the identity provider of the customer gave out; accepted as long as they are listed. */
  readonly externalTokens?: readonly string[];
  /** How long a token of the gateway is valid, seconds. Default 4 hours. */
  readonly tokenSeconds?: number;
  /** False: the portal API wants Basic (nobody has documented whether it takes tokens). Default true. */
  readonly isPortalOpen?: boolean;
}
