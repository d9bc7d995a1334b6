export { createDataConverter, failureConverterPath, payloadConverterPath } from './data-converter.js';
export { EncryptionCodec, isEncrypted, ownerOf } from './encryption-codec.js';
export {
  MISSING_PAYLOAD,
  MissingPayloadError,
  type LargePayloadOptions,
  type PayloadPlace,
  type PayloadStore,
} from './large-payloads.js';
export type { EncryptionKey } from './keyring.js';
