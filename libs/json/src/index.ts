export { FORBIDDEN_KEYS, findForbiddenKey } from './forbidden-key.js';
export { jsonText, MAX_DIGITS, NumberTooLargeError, parseJson } from './json.js';
export type { JsonValue } from './json.js';
export { nestsDeeper } from './nesting.js';
export { Json } from './schema.js';
export { storedBytes } from './stored-bytes.js';
export { findUnstorableText, whyUnstorable } from './unstorable-text.js';
export type { UnstorableText } from './unstorable-text.js';
export { holdsBigint, withDoubles } from './whole-numbers.js';
