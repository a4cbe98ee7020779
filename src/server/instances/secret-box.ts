import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ServerError } from '../errors.ts';
import type { SecretKey } from './secret-key.ts';

/** Where a secret belongs: sealed for one place it opens in no other. */
export interface SecretPlace {
  readonly instanceId: string;
  /** Name of the option. */
  readonly field: string;
}

const CIPHER = 'aes-256-gcm';
const FORM = 'v1';
/** Bytes: what the mode is made for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets for the file of the console (AES-256-GCM). What is sealed says with which key, so that a wrong
 * key is told from damage.
 */
export class SecretBox {
  readonly #key: SecretKey;

  constructor(key: SecretKey) {
    this.#key = key;
  }

  /**
   * Encrypts a secret.
   *
   * @param mayMakeKey whether a new key may be made when there is none: not while there is something that the
   *   missing one has sealed
   * @throws {ServerError} H_SECRET_KEY_MISSING, H_SECRET_KEY_INVALID
   */
  seal(secret: string, place: SecretPlace, mayMakeKey: boolean): string {
    const { bytes } = mayMakeKey ? this.#key.readOrMake() : this.#key.read();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(aad(place));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const parts = [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
    return [FORM, keyName(bytes), ...parts].join('.');
  }

  /**
   * Decrypts what {@link SecretBox.seal} gave for the same place.
   *
   * @throws {ServerError} H_SECRET_KEY_MISSING, H_SECRET_KEY_INVALID, H_SECRET_KEY_WRONG, H_SECRET_DAMAGED
   */
  open(sealed: string, place: SecretPlace): string {
    const { bytes, source } = this.#key.read();
    const [form, name, ...parts] = sealed.split('.');
    const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    if (form !== FORM || !nonce || !text || tag?.length !== TAG_BYTES) throw damaged(place);
    if (name !== keyName(bytes)) throw new ServerError('H_SECRET_KEY_WRONG', { source });
    try {
      const decipher = createDecipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(aad(place)).setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    } catch (error) {
      throw damaged(place, error);
    }
  }
}

function aad({ instanceId, field }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([instanceId, field]));
}

/** Tells keys apart without telling anything of them. */
function keyName(key: Buffer): string {
  return createHash('sha256')
    .update('name of the key')
    .update(key)
    .digest('base64url')
    .slice(0, 12);
}

function damaged({ field }: SecretPlace, cause?: unknown): ServerError {
  return new ServerError('H_SECRET_DAMAGED', { field }, { cause });
}
