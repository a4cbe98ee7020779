/**
 * Proves who we are. One per endpoint family, because the families take different proofs (reference
 * 3.5). Headers are asked for before each attempt, so that a provider can renew what expires.
 */
export interface AuthProvider {
  /** Headers for the next request, names in lower case. */
  headers(signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Everything that must never appear in a capture: user name, password, encoded forms. */
  secrets(): readonly string[];
}
