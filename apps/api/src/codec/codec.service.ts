import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { CONFIG } from '../infrastructure/tokens.js';
import type { CodecPayloads } from './codec.schemas.js';

/** Decrypts and encrypts payloads for Temporal UI and CLI. */
@Injectable()
export class CodecService {
  private codec: Promise<PayloadCodec> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** What names another observatory stays encrypted: Temporal's namespace is shared, its data is not. */
  async decode({ observatoryId }: Principal, { payloads }: CodecPayloads): Promise<CodecPayloads> {
    const codec = await this.load();
    const given = payloads.map(fromJson);
    try {
      const decoded = await codec.decode(given);
      return toJson(
        decoded.map((payload, index) => (isForeign(payload, observatoryId) ? (given[index] ?? payload) : payload)),
      );
    } catch (cause) {
      throw refuse.unprocessable({
        code: 'not-decodable',
        message: 'These payloads were changed, or encrypted with a key this installation does not have.',
        hint: 'Add the key to JARVIS_ENCRYPTION_KEYS if it was rotated out.',
        cause,
      });
    }
  }

  async encode({ payloads }: CodecPayloads): Promise<CodecPayloads> {
    const codec = await this.load();
    return toJson(await codec.encode(payloads.map(fromJson)));
  }

  private load(): Promise<PayloadCodec> {
    this.codec ??= import('@jarvis/payload-codec').then(
      ({ EncryptionCodec }) => new EncryptionCodec(this.config.keys.encryption),
    );
    return this.codec;
  }
}

const Owned = z.object({ observatoryId: z.string() });

function isForeign({ metadata, data }: Payload, observatoryId: string): boolean {
  if (Buffer.from(metadata?.['encoding'] ?? []).toString() !== 'json/plain') return false;
  try {
    const owned = Owned.safeParse(JSON.parse(Buffer.from(data ?? []).toString('utf8')));
    return owned.success && owned.data.observatoryId !== observatoryId;
  } catch {
    return false;
  }
}

function fromJson({ metadata, data }: CodecPayloads['payloads'][number]): Payload {
  return {
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
    ),
    data: Buffer.from(data ?? '', 'base64'),
  };
}

function toJson(payloads: Payload[]): CodecPayloads {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
      ...(data === null || data === undefined ? {} : { data: base64(data) }),
    })),
  };
}
