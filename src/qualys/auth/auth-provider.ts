/**
 * Proves who we are. One per endpoint family, because the families take different proofs (reference
 * 3.5). Headers are asked for before each attempt, so that a provider can renew what expires.
 */
export interface AuthProvider {
  /** Headers for the next request, names in lower case. */
  headers(signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /**
   * Gets another proof in place of one that was refused. False when there is none: the refusal is final
   * then. A provider whose proof never changes, such as a password, does not have it.
   */
  renew?(refused: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<boolean>;
  /** Everything that must never appear in a capture: user name, password, encoded forms, tokens so far. */
  secrets(): readonly string[];
}
