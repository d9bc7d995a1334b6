export { jsonText, parseJson } from './json.js';
export type { JsonValue } from './json.js';
