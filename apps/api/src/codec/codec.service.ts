import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import type { EncryptionCodec, isEncrypted, ownerOf } from '@jarvis/payload-codec';
import type { Payload } from '@temporalio/common';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import type { CodecPayloads } from './codec.schemas.js';
import { ownerOfObservatory, PayloadOwners } from './payload-owners.js';

/** Most workflows named in one line of the audit log. */
const MAX_NAMED = 20;

/** Loaded at first use: most processes never need them. */
interface Tools {
  codec: EncryptionCodec;
  isEncrypted: typeof isEncrypted;
  ownerOf: typeof ownerOf;
}

/** Decrypts and encrypts payloads for Temporal UI and CLI. */
@Injectable()
export class CodecService {
  private loaded: Promise<Tools> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly owners: PayloadOwners,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  /**
   * Temporal's namespace is shared, its data is not: what belongs to no workflow of the caller's observatory, or does
   * not say to whom it belongs, comes back encrypted as it was.
   */
  async decode(principal: Principal, { payloads }: CodecPayloads): Promise<CodecPayloads> {
    const { observatoryId } = principal;
    const { codec, isEncrypted, ownerOf } = await this.load();
    const given = payloads.map(fromJson);
    const named = given.filter(isEncrypted).flatMap((payload) => ownerOf(payload) ?? []);
    const own = await this.owners.filterOwn(observatoryId, named);
    const isOwn = (payload: Payload) => own.has(ownerOf(payload) ?? '');
    await this.writeDown(
      principal,
      given.filter((payload) => isEncrypted(payload) && isOwn(payload)).map((payload) => ownerOf(payload) ?? ''),
    );
    try {
      const decoded = await Promise.all(
        given.map(async (payload) => (isOwn(payload) ? codec.decode([payload]) : [payload])),
      );
      return toJson(decoded.flat());
    } catch (cause) {
      throw refuse.unprocessable({
        code: 'not-decodable',
        message: 'These payloads were changed, or encrypted with a key this installation does not have.',
        hint: 'Add the key to JARVIS_ENCRYPTION_KEYS if it was rotated out.',
        cause,
      });
    }
  }

  /** For which workflow is not told here, so what is encrypted belongs to the caller's observatory. */
  async encode({ observatoryId }: Principal, { payloads }: CodecPayloads): Promise<CodecPayloads> {
    const { codec } = await this.load();
    return toJson(codec.encodeFor(ownerOfObservatory(observatoryId), payloads.map(fromJson)));
  }

  /** One line a request, which is one page of Temporal UI, with the workflows whose data was read. */
  private async writeDown(principal: Principal, owners: readonly string[]): Promise<void> {
    const [first] = owners;
    if (first === undefined) return;
    const workflows = [...new Set(owners)].slice(0, MAX_NAMED);
    await this.database.tenant(principal.observatoryId, (manager) =>
      audit(manager, principal, {
        action: 'payloads.decrypted',
        entityType: 'workflow',
        entityId: first,
        metadata: { payloads: owners.length, workflows },
      }),
    );
  }

  private load(): Promise<Tools> {
    this.loaded ??= import('@jarvis/payload-codec').then(({ EncryptionCodec, isEncrypted, ownerOf }) => ({
      codec: new EncryptionCodec(this.config.keys.encryption),
      isEncrypted,
      ownerOf,
    }));
    return this.loaded;
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
