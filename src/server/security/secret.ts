import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret of 256 random bits, as text that fits headers and links. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is kept of a secret. A plain hash is enough: nobody guesses 256 random bits, so nothing has to
 * be made slow, unlike with passwords.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A second secret that belongs to the first and does not give it away; the purpose tells several apart. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  const digests = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(digests[0] as Buffer, digests[1] as Buffer);
}
