import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A symmetric key: `id` travels with what it encrypts, `key` is 32 random bytes. */
export interface EncryptionKey {
  id: string;
  key: Uint8Array;
}

/** What a key is used for. Each purpose has its own sub-key, so that nothing sealed for one opens as another. */
export type KeyPurpose = 'payload' | 'credentials';

/** Nothing is known under this key id: the key was removed before everything it had sealed was gone. */
export class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';

  constructor(readonly keyId: string) {
    super(
      `No key with the id "${keyId}" is configured. Add it to JARVIS_ENCRYPTION_KEYS again, after the key that encrypts.`,
    );
  }
}

/** The configured keys, derived for one purpose (HKDF-SHA256, RFC 5869). The first encrypts, all decrypt. */
export class Keyring {
  private readonly keys: ReadonlyMap<string, KeyObject>;
  readonly current: { id: string; key: KeyObject };

  /** @throws Error when there is no key, or one that is not 32 bytes long */
  constructor(keys: readonly EncryptionKey[], purpose: KeyPurpose) {
    const derived = keys.map(({ id, key }) => {
      if (key.byteLength !== 32) throw new Error(`The encryption key "${id}" is not 32 bytes long.`);
      // A KeyObject: ciphers open with it in half the time they take with bytes.
      const bytes = Buffer.from(hkdfSync('sha256', key, '', `jarvis/${purpose}/v1`, 32));
      return { id, key: createSecretKey(bytes) };
    });
    const [first] = derived;
    if (!first) throw new Error('No encryption key is configured. Set JARVIS_ENCRYPTION_KEYS.');
    this.current = first;
    this.keys = new Map(derived.map(({ id, key }) => [id, key]));
  }

  /** @throws UnknownKeyError */
  get(id: string): KeyObject {
    const key = this.keys.get(id);
    if (!key) throw new UnknownKeyError(id);
    return key;
  }
}
