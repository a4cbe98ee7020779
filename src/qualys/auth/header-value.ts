import { QualysError } from '../errors.ts';
import type { SecretSetting } from './secret-from.ts';

/** Visible ASCII: what an HTTP header carries unchanged, and a token or a client secret consists of. */
const HEADER_VALUE = /^[\x21-\x7e]+$/;

/**
 * A secret that goes into a header as it is. Blanks around it are dropped, for no token begins or ends
 * with one. The HTTP layer would refuse others too, but might show them while it does.
 *
 * @throws {QualysError} Q_SECRET_UNUSABLE
 */
export function headerValue(setting: SecretSetting | 'QUALYS_CLIENT_ID', secret: string): string {
  const text = secret.trim();
  if (!HEADER_VALUE.test(text)) throw new QualysError('Q_SECRET_UNUSABLE', { values: { setting } });
  return text;
}
