import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './encryption-codec.js';
import { LargePayloads, type LargePayloadOptions } from './large-payloads.js';
import type { EncryptionKey } from './keyring.js';

/**
 * For `failureConverterPath` of client, worker and `bundleWorkflowCode`. Always the compiled file: whoever loads
 * it uses `require`, from source as well.
 */
export const failureConverterPath = fileURLToPath(new URL('../dist/failure-converter.cjs', import.meta.url));

/** For `payloadConverterPath`, likewise. */
export const payloadConverterPath = fileURLToPath(new URL('../dist/payload-converter.cjs', import.meta.url));

/**
 * What client and worker need to encrypt every payload and every failure.
 * @param options.unsealedAs for workers: see {@link EncryptionCodec}
 * @param options.large where large payloads go; without it they stay in the history
 */
export function createDataConverter(
  keys: readonly EncryptionKey[],
  options: { unsealedAs?: string; large?: LargePayloadOptions } = {},
): DataConverter {
  const { large, ...codec } = options;
  const sealing = new EncryptionCodec(keys, codec);
  return {
    payloadCodecs: [large ? new LargePayloads(sealing, large) : sealing],
    payloadConverterPath,
    failureConverterPath,
  };
}
