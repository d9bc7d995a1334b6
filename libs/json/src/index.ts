export { FORBIDDEN_KEYS, findForbiddenKey } from './forbidden-key.js';
export { jsonText, parseJson } from './json.js';
export type { JsonValue } from './json.js';
export { nestsDeeper } from './nesting.js';
export { findUnstorableText, whyUnstorable } from './unstorable-text.js';
export type { UnstorableText } from './unstorable-text.js';
