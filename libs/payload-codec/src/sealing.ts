import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** 96 random bits, as NIST SP 800-38D recommends; safe for 2^32 messages of one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed was changed, truncated, or sealed with another key or for another context. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';

  constructor(options?: ErrorOptions) {
    super('This cannot be decrypted: it was changed, or sealed with another key.', options);
  }
}

/** `nonce | tag | ciphertext`. `context` is authenticated but not stored: unsealing needs the same. */
export function seal(plain: Uint8Array, key: KeyObject, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context));
  const sealed = [cipher.update(plain), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
}

/** @throws UnsealError */
export function unseal(sealed: Uint8Array, key: KeyObject, context: string): Buffer {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw new UnsealError();
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new UnsealError({ cause });
  }
}
