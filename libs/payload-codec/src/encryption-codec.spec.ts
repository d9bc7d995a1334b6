import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  encodeToPayloads,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js';
import { createDataConverter } from './data-converter.js';
import { EncryptionCodec, isEncrypted, ownerOf } from './encryption-codec.js';
import { UnknownKeyError } from './keyring.js';
import { UnsealError } from './sealing.js';

const k1 = { id: 'k1', key: randomBytes(32) };
const k2 = { id: 'k2', key: randomBytes(32) };

const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const value = (encoded: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(encoded ?? {});

describe('EncryptionCodec', () => {
  it('encrypts data and metadata and decrypts them again', async () => {
    const codec = new EncryptionCodec([k1]);
    const [encoded] = await codec.encode([payload({ token: 'very secret' })]);
    expect(isEncrypted(encoded!)).toBe(true);
    expect(Object.keys(encoded!.metadata!).sort()).toEqual(['encoding', 'encryption-key-id']);
    expect(Buffer.from(encoded!.data!).includes('secret')).toBe(false);
    const [decoded] = await codec.decode([encoded!]);
    expect(value(decoded)).toEqual({ token: 'very secret' });
  });

  it('never gives the same ciphertext twice', async () => {
    const codec = new EncryptionCodec([k1]);
    const [first, second] = await codec.encode([payload('x'), payload('x')]);
    expect(Buffer.from(first!.data!).equals(Buffer.from(second!.data!))).toBe(false);
  });

  it('keeps order, and works with none', async () => {
    const codec = new EncryptionCodec([k1]);
    expect(await codec.encode([])).toEqual([]);
    const decoded = await codec.decode(await codec.encode([1, 'two', null].map(payload)));
    expect(decoded.map(value)).toEqual([1, 'two', null]);
  });

  it('decrypts with an older key after a rotation and encrypts with the new one', async () => {
    const old = await new EncryptionCodec([k1]).encode([payload('before')]);
    const rotated = new EncryptionCodec([k2, k1]);
    expect(value((await rotated.decode(old))[0])).toBe('before');
    const [fresh] = await rotated.encode([payload('after')]);
    expect(Buffer.from(fresh!.metadata!['encryption-key-id']!).toString()).toBe('k2');
  });

  it('says which key is missing', async () => {
    const encoded = await new EncryptionCodec([k1]).encode([payload('x')]);
    await expect(new EncryptionCodec([k2]).decode(encoded)).rejects.toThrow(UnknownKeyError);
    await expect(new EncryptionCodec([k2]).decode(encoded)).rejects.toThrow('"k1"');
  });

  it('refuses another key under the same id', async () => {
    const encoded = await new EncryptionCodec([k1]).encode([payload('x')]);
    const wrong = new EncryptionCodec([{ id: 'k1', key: k2.key }]);
    await expect(wrong.decode(encoded)).rejects.toThrow(UnsealError);
  });

  it('refuses any changed byte and a changed key id', async () => {
    const codec = new EncryptionCodec([k1, { id: 'k9', key: k1.key }]);
    const [encoded] = await codec.encode([payload('x')]);
    const data = Buffer.from(encoded!.data!);
    for (let index = 0; index < data.length; index += 1) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      await expect(codec.decode([{ ...encoded, data: changed }])).rejects.toThrow(UnsealError);
    }
    const renamed = { ...encoded!.metadata, 'encryption-key-id': Buffer.from('k9') };
    await expect(codec.decode([{ ...encoded, metadata: renamed }])).rejects.toThrow(UnsealError);
    await expect(codec.decode([{ ...encoded, data: data.subarray(0, 5) }])).rejects.toThrow(UnsealError);
  });

  it('names the workflow it encrypts for, and no other name opens it', async () => {
    const codec = new EncryptionCodec([k1]);
    const context = { type: 'workflow', namespace: 'jarvis', workflowId: 'run-1' } as const;
    const [encoded] = await codec.encode([payload('x')], context);
    expect(ownerOf(encoded!)).toBe('run-1');
    expect(value((await codec.decode([encoded!]))[0])).toBe('x');
    const ownerless = { ...encoded!.metadata };
    delete ownerless['owner'];
    for (const metadata of [ownerless, { ...ownerless, owner: Buffer.from('run-2') }]) {
      await expect(codec.decode([{ ...encoded, metadata }])).rejects.toThrow(UnsealError);
    }
    const [unowned] = await codec.encode([payload('x')]);
    expect(ownerOf(unowned!)).toBeUndefined();
    const claimed = { ...unowned!.metadata, owner: Buffer.from('run-1') };
    await expect(codec.decode([{ ...unowned, metadata: claimed }])).rejects.toThrow(UnsealError);
  });

  it('passes plain payloads on, such as a signal sent by hand', async () => {
    const plain = payload({ decision: 'approved' });
    expect(await new EncryptionCodec([k1]).decode([plain])).toEqual([plain]);
  });
});

describe('a worker’s codec', () => {
  const codec = new EncryptionCodec([k1], { unsealedAs: '$unsealed' });
  const workflow = (workflowId: string) => ({ type: 'workflow', namespace: 'jarvis', workflowId }) as const;
  const decode = async (given: Payload, context: Parameters<typeof codec.decode>[1]) =>
    value((await codec.decode([given], context))[0]);
  const sealedFor = async (workflowId: string): Promise<Payload> =>
    (await codec.encode([payload({ a: 1 })], workflow(workflowId)))[0]!;

  it('opens what was sealed for the workflow, or for the schedule that started it', async () => {
    expect(await decode(await sealedFor('run-1'), workflow('run-1'))).toEqual({ a: 1 });
    const scheduled = await sealedFor('scheduled-7');
    expect(await decode(scheduled, workflow('scheduled-7-2026-11-21T10:00:00Z'))).toEqual({ a: 1 });
  });

  it('marks what is plain, sealed for another, or sealed for nobody', async () => {
    const [unowned] = await codec.encode([payload({ a: 1 })]);
    for (const given of [payload({ a: 1 }), await sealedFor('run-2'), await sealedFor('run'), unowned!]) {
      expect(await decode(given, workflow('run-1'))).toEqual({ $unsealed: { a: 1 } });
    }
    const bytes = { metadata: { encoding: Buffer.from('binary/plain') }, data: Buffer.from('{"a":1}') };
    expect(await decode(bytes, workflow('run-1'))).toEqual({ $unsealed: null });
  });

  it('marks what was changed on its way, or sealed with a key of somebody else', async () => {
    const sealed = await sealedFor('run-1');
    const changed = Buffer.from(sealed.data!);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    const [foreign] = await new EncryptionCodec([{ id: 'k1', key: k2.key }]).encode([payload(1)], workflow('run-1'));
    for (const given of [{ ...sealed, data: changed }, { ...sealed, data: Buffer.from('x') }, foreign!])
      expect(await decode(given, workflow('run-1'))).toEqual({ $unsealed: null });
  });

  it('says which key is missing, so that nothing is taken for foreign by a forgotten key', async () => {
    const [old] = await new EncryptionCodec([k2]).encode([payload(1)], workflow('run-1'));
    await expect(codec.decode([old!], workflow('run-1'))).rejects.toThrow(UnknownKeyError);
  });

  it('marks for an activity, too, what its workflow did not seal', async () => {
    const activity = { type: 'activity', namespace: 'jarvis', workflowId: 'run-1', isLocal: false } as const;
    expect(await decode(await sealedFor('run-1'), activity)).toEqual({ a: 1 });
    for (const given of [payload({ a: 1 }), await sealedFor('run-2')])
      expect(await decode(given, activity)).toEqual({ $unsealed: { a: 1 } });
  });
});

describe('createDataConverter', () => {
  it('encrypts arguments, and the messages and stacks of failures', async () => {
    const converter = loadDataConverter(createDataConverter([k1]));
    const failure = await encodeErrorToFailure(
      converter,
      ApplicationFailure.nonRetryable('the password is hunter2', 'Oops', { detail: 'hunter3' }),
    );
    expect(failure.message).not.toContain('hunter2');
    expect(JSON.stringify(failure)).not.toContain('hunter');
    const error = await decodeOptionalFailureToOptionalError(converter, failure);
    expect(error?.message).toBe('the password is hunter2');

    const payloads = await encodeToPayloads(converter, { a: 1 });
    expect(payloads!.every(isEncrypted)).toBe(true);
    expect(await decodeArrayFromPayloads(converter, payloads)).toEqual([{ a: 1 }]);
  });
});
