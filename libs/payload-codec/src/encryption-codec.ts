import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { Keyring, type EncryptionKey } from './keyring.js';
import { seal, unseal, UnsealError } from './sealing.js';

// As a CommonJS module it has only a default export for ESM.
const PayloadMessage = proto.temporal.api.common.v1.Payload;

/** Names as in Temporal's own encryption samples, so that other tools recognise the payloads. */
const ENCODING = 'encoding';
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
/** Whom a payload belongs to: the workflow it was encrypted for, as the SDK tells it. */
const OWNER = 'owner';

/**
 * Encrypts every payload (AES-256-GCM) on its way to Temporal, metadata included. The key's id stays readable,
 * so that keys can rotate: the first key encrypts, all decrypt. So does the owner, which is authenticated: whoever
 * decrypts for somebody can ask first whose it is, and a ciphertext cannot be passed off as another workflow's.
 *
 * Whoever can reach Temporal can send payloads of their own, plain or copied from elsewhere. With `unsealedAs` they are
 * told apart: what was not encrypted for the workflow it comes to reaches it, or its activity, as
 * `{ [unsealedAs]: value }`. It is no error here: Temporal itself writes plain payloads (why an activity was cancelled),
 * and a workflow that cannot read one message can do nothing any more. Whoever uses the value refuses the mark.
 * Without it (clients, which only read what they asked for) all is passed on as it is.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly ring: Keyring;
  private readonly encryptedMark = Buffer.from(ENCRYPTED);

  constructor(
    keys: readonly EncryptionKey[],
    private readonly options: { unsealedAs?: string } = {},
  ) {
    this.ring = new Keyring(keys, 'payload');
  }

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    return this.encodeFor(context?.workflowId, payloads);
  }

  /** Encrypts for an owner who is no workflow, or for none. */
  encodeFor(owner: string | undefined, payloads: Payload[]): Payload[] {
    const { id, key } = this.ring.current;
    const metadata: Record<string, Uint8Array> = { [ENCODING]: this.encryptedMark, [KEY_ID]: Buffer.from(id) };
    if (owner !== undefined) metadata[OWNER] = Buffer.from(owner);
    return payloads.map((payload) => ({
      metadata: { ...metadata },
      data: seal(PayloadMessage.encode(payload).finish(), key, authenticated(id, owner)),
    }));
  }

  /** @throws UnsealError (without `unsealedAs`), UnknownKeyError */
  async decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const { unsealedAs } = this.options;
    return payloads.map((payload) => {
      if (unsealedAs === undefined || !context) return isEncrypted(payload) ? this.open(payload) : payload;
      if (!isEncrypted(payload)) return wrap(payload, unsealedAs);
      const opened = this.tryToOpen(payload);
      return opened && isSealedFor(payload, context.workflowId) ? opened : wrap(opened ?? {}, unsealedAs);
    });
  }

  /** Nothing where it was changed, or sealed with a key of somebody else's. */
  private tryToOpen(payload: Payload): Payload | undefined {
    try {
      return this.open(payload);
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }

  private open(payload: Payload): Payload {
    const { metadata, data } = payload;
    const id = Buffer.from(metadata?.[KEY_ID] ?? []).toString();
    if (!data) throw new UnsealError();
    const plain = PayloadMessage.decode(unseal(data, this.ring.get(id), authenticated(id, ownerOf(payload))));
    // A plain object: what the SDK passes on into the workflow sandbox must not carry protobuf classes.
    return { metadata: plain.metadata, data: plain.data };
  }
}

/** Whether it was encrypted for this workflow, or for the schedule that starts it: Temporal adds the time to its id. */
function isSealedFor(payload: Payload, workflowId: string | undefined): boolean {
  const owner = isEncrypted(payload) ? ownerOf(payload) : undefined;
  if (owner === undefined || workflowId === undefined) return false;
  return owner === workflowId || (owner.startsWith('scheduled-') && workflowId.startsWith(`${owner}-`));
}

const JSON_PLAIN = 'json/plain';

/** Of what is no JSON only the mark is passed on. */
function wrap({ metadata, data }: Payload, mark: string): Payload {
  const isJson = Buffer.from(metadata?.[ENCODING] ?? []).toString() === JSON_PLAIN;
  const value = isJson && data ? Buffer.from(data).toString('utf8') : 'null';
  return {
    metadata: { [ENCODING]: Buffer.from(JSON_PLAIN) },
    data: Buffer.from(`{${JSON.stringify(mark)}:${value}}`),
  };
}

function authenticated(keyId: string, owner: string | undefined): string {
  return owner === undefined ? keyId : `${keyId}\n${owner}`;
}

/** Whom an encrypted payload says it belongs to; true once it decrypts. */
export function ownerOf({ metadata }: Payload): string | undefined {
  const owner = metadata?.[OWNER];
  return owner === undefined ? undefined : Buffer.from(owner).toString();
}

/** Whether a payload was encrypted by an {@link EncryptionCodec}. */
export function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.[ENCODING];
  return encoding !== undefined && Buffer.from(encoding).toString() === ENCRYPTED;
}
