import { parseJson } from '@jarvis/json';
import { Keyring, type EncryptionKey } from './keyring.js';
import { seal, unseal, UnsealError } from './sealing.js';

export { UnknownKeyError, type EncryptionKey } from './keyring.js';
export { UnsealError } from './sealing.js';

const ENVELOPE = /^jarvis\.v1\.(?<keyId>[A-Za-z0-9_-]{1,32})\.(?<sealed>[A-Za-z0-9_-]+)$/;

/** Seals secrets for storage and opens them again. */
export interface CredentialSealer {
  /**
   * JSON of `value`, sealed into an envelope `jarvis.v1.<key id>.<base64url>`.
   * @param context where it belongs (`integration:<id>`): an envelope moved to another row does not open
   */
  sealCredentials(value: unknown, context: string): string;
  /**
   * What was sealed; outside data, so parse it.
   * @throws UnsealError when it was changed or belongs elsewhere; UnknownKeyError when its key is gone
   */
  openCredentials(envelope: string, context: string): unknown;
  /** Whether the envelope should be sealed anew: it is not of the key that encrypts now. */
  needsResealing(envelope: string): boolean;
}

/** @param keys the first seals, all open */
export function createCredentialSealer(keys: readonly EncryptionKey[]): CredentialSealer {
  const ring = new Keyring(keys, 'credentials');
  const aad = (keyId: string, context: string): string => `${keyId}\n${context}`;
  return {
    sealCredentials(value, context) {
      const { id, key } = ring.current;
      const sealed = seal(Buffer.from(JSON.stringify(value)), key, aad(id, context));
      return `jarvis.v1.${id}.${sealed.toString('base64url')}`;
    },
    openCredentials(envelope, context) {
      const { keyId, sealed } = parseEnvelope(envelope);
      const plain = unseal(Buffer.from(sealed, 'base64url'), ring.get(keyId), aad(keyId, context));
      const value: unknown = parseJson(plain.toString('utf8'));
      return value;
    },
    needsResealing(envelope) {
      return parseEnvelope(envelope).keyId !== ring.current.id;
    },
  };
}

/** Context of a connection's credentials. */
export function connectionContext(connectionId: string): string {
  return `integration:${connectionId}`;
}

/** Context of the secret of an observatory's OAuth client. */
export function oauthClientContext(clientRowId: string): string {
  return `oauth-client:${clientRowId}`;
}

/** Context of what is kept of a request for access until its answer comes. */
export function oauthAttemptContext(attemptId: string): string {
  return `oauth-attempt:${attemptId}`;
}

/** Context of a webhook endpoint's secrets. */
export function webhookContext(hookId: string): string {
  return `webhook:${hookId}`;
}

/** Context of the tokens with which the results of an endpoint's runs are asked for. */
export function resultContext(hookId: string): string {
  return `webhook-result:${hookId}`;
}

function parseEnvelope(envelope: string): { keyId: string; sealed: string } {
  const groups = ENVELOPE.exec(envelope)?.groups;
  const keyId = groups?.['keyId'];
  const sealed = groups?.['sealed'];
  if (keyId === undefined || sealed === undefined) throw new UnsealError();
  return { keyId, sealed };
}
