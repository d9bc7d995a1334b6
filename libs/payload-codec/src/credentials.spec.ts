import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createCredentialSealer, connectionContext, UnknownKeyError, UnsealError } from './credentials.js';
import { Keyring } from './keyring.js';
import { unseal } from './sealing.js';

const k1 = { id: 'k1', key: randomBytes(32) };
const k2 = { id: 'k2', key: randomBytes(32) };
const context = connectionContext('0192f0c1-0000-7000-8000-000000000001');
const secret = { accessToken: 'top secret', expiresIn: 7200 };

describe('createCredentialSealer', () => {
  const sealer = createCredentialSealer([k1]);

  it('seals into an envelope that names its key and shows nothing else', () => {
    const envelope = sealer.sealCredentials(secret, context);
    expect(envelope).toMatch(/^jarvis\.v1\.k1\.[A-Za-z0-9_-]+$/);
    expect(envelope).not.toContain(Buffer.from('top secret').toString('base64url'));
    expect(sealer.openCredentials(envelope, context)).toEqual(secret);
  });

  it('does not open in another row', () => {
    const envelope = sealer.sealCredentials(secret, context);
    expect(() => sealer.openCredentials(envelope, connectionContext('another'))).toThrow(UnsealError);
  });

  it('refuses what was changed and what is no envelope', () => {
    const envelope = sealer.sealCredentials(secret, context);
    const last = envelope.at(-2) === 'A' ? 'B' : 'A';
    expect(() => sealer.openCredentials(`${envelope.slice(0, -2)}${last}${envelope.at(-1)!}`, context)).toThrow(
      UnsealError,
    );
    for (const rubbish of ['', 'jarvis.v1.k1.', '{"accessToken":"x"}', 'jarvis.v2.k1.AAAA', 'jarvis.v1.k1.AAAA']) {
      expect(() => sealer.openCredentials(rubbish, context)).toThrow(UnsealError);
    }
  });

  it('rotates: older envelopes open and are known to need sealing anew', () => {
    const envelope = sealer.sealCredentials(secret, context);
    const rotated = createCredentialSealer([k2, k1]);
    expect(rotated.openCredentials(envelope, context)).toEqual(secret);
    expect(rotated.needsResealing(envelope)).toBe(true);
    expect(rotated.needsResealing(rotated.sealCredentials(secret, context))).toBe(false);
    expect(() => createCredentialSealer([k2]).openCredentials(envelope, context)).toThrow(UnknownKeyError);
  });

  it('uses another sub-key than payloads do', () => {
    const [, , keyId, sealed] = sealer.sealCredentials(secret, context).split('.');
    const payloadKey = new Keyring([k1], 'payload').get(keyId!);
    expect(() => unseal(Buffer.from(sealed!, 'base64url'), payloadKey, `${keyId!}\n${context}`)).toThrow(UnsealError);
  });

  it('refuses to work without a key or with a short one', () => {
    expect(() => createCredentialSealer([])).toThrow('JARVIS_ENCRYPTION_KEYS');
    expect(() => createCredentialSealer([{ id: 'k1', key: randomBytes(16) }])).toThrow('32 bytes');
  });
});
