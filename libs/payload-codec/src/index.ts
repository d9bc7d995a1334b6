export { createDataConverter, failureConverterPath } from './data-converter.js';
export { EncryptionCodec, isEncrypted } from './encryption-codec.js';
export { UnknownKeyError, type EncryptionKey } from './keyring.js';
export { UnsealError } from './sealing.js';
