import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { z } from 'zod';
import type { EncryptionCodec } from './encryption-codec.js';

// As a CommonJS module it has only a default export for ESM.
const PayloadMessage = proto.temporal.api.common.v1.Payload;

/** From this size on a payload is kept beside the history, in bytes as sealed. */
const LARGE_PAYLOAD_BYTES = 128 * 1024;
const ENCODING = 'encoding';
const REFERENCE = 'binary/jarvis-reference';

/** Why a run ends that needs such a value and cannot find it; also how the reconciler knows. */
export const MISSING_PAYLOAD = 'A large value of this run is no longer stored, so the run cannot go on.';

/** Where a large payload is kept. Outside data: it stands in the history, readable, and anybody may have written it. */
const Place = z.record(z.string(), z.string());
export type PayloadPlace = z.infer<typeof Place>;

/** Where large payloads are kept. */
export interface PayloadStore {
  keep(workflowId: string, sealed: Uint8Array): Promise<PayloadPlace>;
  /** undefined when it is gone */
  read(place: PayloadPlace): Promise<Uint8Array | undefined>;
}

/** A value that a history names and that is nowhere. */
export class MissingPayloadError extends Error {
  override readonly name = 'MissingPayloadError';
  constructor() {
    super(MISSING_PAYLOAD);
  }
}

export interface LargePayloadOptions {
  store: PayloadStore;
  /** For workers: what is done about a workflow that needs a value which is gone. */
  onMissing?: (workflowId: string) => Promise<void>;
}

/**
 * Seals payloads and keeps the large ones in a store, so that only a reference travels. What is kept is sealed for its
 * workflow: a reference that somebody copies to another workflow opens nothing there.
 */
export class LargePayloads implements PayloadCodec {
  private readonly mark = Buffer.from(REFERENCE);

  constructor(
    private readonly sealing: EncryptionCodec,
    private readonly options: LargePayloadOptions,
  ) {}

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const sealed = await this.sealing.encode(payloads, context);
    const workflowId = context?.workflowId;
    if (workflowId === undefined) return sealed;
    return Promise.all(
      sealed.map(async (payload) => {
        if ((payload.data?.length ?? 0) < LARGE_PAYLOAD_BYTES) return payload;
        const place = await this.options.store.keep(workflowId, PayloadMessage.encode(payload).finish());
        return { metadata: { [ENCODING]: this.mark }, data: Buffer.from(JSON.stringify(place)) };
      }),
    );
  }

  /** @throws MissingPayloadError, UnsealError, UnknownKeyError */
  async decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const sealed = await Promise.all(
      payloads.map(async (payload) => (isReference(payload) ? this.fetch(payload, context?.workflowId) : payload)),
    );
    return this.sealing.decode(sealed, context);
  }

  private async fetch(payload: Payload, workflowId: string | undefined): Promise<Payload> {
    const { store, onMissing } = this.options;
    const place = readPlace(payload);
    // No reference of ours: the codec below marks it as foreign.
    if (!place) return payload;
    const sealed = await store.read(place);
    if (sealed) {
      const { metadata, data: bytes } = PayloadMessage.decode(sealed);
      return { metadata, data: bytes };
    }
    if (workflowId !== undefined) await onMissing?.(workflowId);
    throw new MissingPayloadError();
  }
}

function readPlace({ data }: Payload): PayloadPlace | undefined {
  try {
    return Place.parse(JSON.parse(Buffer.from(data ?? []).toString('utf8')));
  } catch {
    return undefined;
  }
}

function isReference({ metadata }: Payload): boolean {
  const encoding = metadata?.[ENCODING];
  return encoding !== undefined && Buffer.from(encoding).toString() === REFERENCE;
}
