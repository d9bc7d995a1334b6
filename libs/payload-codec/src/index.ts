export { createDataConverter, failureConverterPath, payloadConverterPath } from './data-converter.js';
export { EncryptionCodec, isEncrypted, ownerOf } from './encryption-codec.js';
export { UnknownKeyError, type EncryptionKey } from './keyring.js';
export { UnsealError } from './sealing.js';
