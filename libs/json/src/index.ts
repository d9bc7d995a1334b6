export { jsonText, parseJson } from './json.js';
export type { JsonValue } from './json.js';
export { findUnstorableText, whyUnstorable } from './unstorable-text.js';
export type { UnstorableText } from './unstorable-text.js';
