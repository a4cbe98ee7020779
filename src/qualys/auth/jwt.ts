/** What a token says about itself, as far as it says it. Times are epoch milliseconds. */
export interface JwtClaims {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly issuedAt?: number;
  readonly expiresAt?: number;
}

/**
 * Reads the claims of a JWT, or undefined where a token is none. The signature is not checked: that is
 * for Qualys to do; here it only matters when the token ends and whose it is.
 */
export function jwtClaims(token: string): JwtClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined; // three parts, but no JWT
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const claims = new Map(Object.entries(payload));
  const issuer = textOf(claims.get('iss'));
  const subject = textOf(claims.get('sub'));
  const audience = textOf(claims.get('aud'));
  const issuedAt = timeOf(claims.get('iat'));
  const expiresAt = timeOf(claims.get('exp'));
  return {
    ...(issuer !== undefined && { issuer }),
    ...(subject !== undefined && { subject }),
    ...(audience !== undefined && { audience }),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function textOf(claim: unknown): string | undefined {
  if (Array.isArray(claim)) return claim.map(String).join(' ');
  return typeof claim === 'string' || typeof claim === 'number' ? String(claim) : undefined;
}

/** Year 9999; what lies behind it is no date. */
const LAST_SECOND = 253_402_300_799;

function timeOf(claim: unknown): number | undefined {
  const isTime = typeof claim === 'number' && claim > 0 && claim <= LAST_SECOND;
  return isTime ? Math.floor(claim * 1000) : undefined;
}
