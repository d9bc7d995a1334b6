import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { Keyring, type EncryptionKey } from './keyring.js';
import { seal, unseal, UnsealError } from './sealing.js';

// As a CommonJS module it has only a default export for ESM.
const PayloadMessage = proto.temporal.api.common.v1.Payload;

/** Names as in Temporal's own encryption samples, so that other tools recognise the payloads. */
const ENCODING = 'encoding';
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';

/**
 * Encrypts every payload (AES-256-GCM) on its way to Temporal, metadata included. The key's id stays readable,
 * so that keys can rotate: the first key encrypts, all decrypt.
 *
 * A payload that is not encrypted is passed on as it is: signals and starts made by hand with the CLI are plain.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly ring: Keyring;
  private readonly encryptedMark = Buffer.from(ENCRYPTED);

  constructor(keys: readonly EncryptionKey[]) {
    this.ring = new Keyring(keys, 'payload');
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    const { id, key } = this.ring.current;
    return payloads.map((payload) => ({
      metadata: { [ENCODING]: this.encryptedMark, [KEY_ID]: Buffer.from(id) },
      data: seal(PayloadMessage.encode(payload).finish(), key, id),
    }));
  }

  /** @throws UnsealError, UnknownKeyError */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (isEncrypted(payload) ? this.open(payload) : payload));
  }

  private open({ metadata, data }: Payload): Payload {
    const id = Buffer.from(metadata?.[KEY_ID] ?? []).toString();
    if (!data) throw new UnsealError();
    const plain = PayloadMessage.decode(unseal(data, this.ring.get(id), id));
    // A plain object: what the SDK passes on into the workflow sandbox must not carry protobuf classes.
    return { metadata: plain.metadata, data: plain.data };
  }
}

/** Whether a payload was encrypted by an {@link EncryptionCodec}. */
export function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.[ENCODING];
  return encoding !== undefined && Buffer.from(encoding).toString() === ENCRYPTED;
}
