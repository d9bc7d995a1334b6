import { z } from 'zod';

/** One symmetric key: `id` travels with what it encrypts, `key` is 32 bytes. */
export interface EncryptionKey {
  id: string;
  key: Buffer;
}

const entryPattern = /^(?<id>[A-Za-z0-9_-]{1,32}):(?<key>[A-Za-z0-9+/]{43}=)$/;

/** `kid:base64(32 bytes)`, comma separated, unique ids; the first one encrypts. */
export const EncryptionKeys = z.string().transform((text, context): EncryptionKey[] => {
  const keys: EncryptionKey[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const groups = entryPattern.exec(entry.trim())?.groups;
    const id = groups?.['id'];
    const key = groups?.['key'];
    if (id === undefined || key === undefined) {
      // The entry itself may be a mistyped secret, so only its position is named.
      context.addIssue(`has an entry (number ${index + 1}) that is not id:base64-of-32-bytes`);
    } else if (keys.some((known) => known.id === id)) {
      context.addIssue(`uses the key id "${id}" twice`);
    } else {
      keys.push({ id, key: Buffer.from(key, 'base64') });
    }
  }
  return keys;
});
