export { createDataConverter, failureConverterPath, payloadConverterPath } from './data-converter.js';
export { EncryptionCodec, isEncrypted, ownerOf } from './encryption-codec.js';
export {
  LARGE_PAYLOAD_BYTES,
  MISSING_PAYLOAD,
  MissingPayloadError,
  type LargePayloadOptions,
  type PayloadPlace,
  type PayloadStore,
} from './large-payloads.js';
export { UnknownKeyError, type EncryptionKey } from './keyring.js';
export { UnsealError } from './sealing.js';
