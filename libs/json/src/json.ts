/** A JSON value. A whole number beyond ±(2^53 − 1) is a bigint: as a double it would become another number. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue };

/** What Node has since version 22 and TypeScript does not know yet ({@link https://tc39.es/proposal-json-parse-with-source/}). */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}

const json = JSON as unknown as JsonWithSource;
const WHOLE = /^-?\d+$/;

/**
 * As `JSON.parse`, but whole numbers keep all their digits: those that a double cannot hold become bigints.
 * Every text that comes from outside is read by this.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseJson(text: string): unknown {
  // Most documents hold no such number; only the others pay for being read number by number.
  if (!/\d{16}/.test(text)) return JSON.parse(text) as unknown;
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && WHOLE.test(source)
      ? BigInt(source)
      : value,
  );
}

/** JSON text of a value; bigints are written as numbers with all their digits. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? json.rawJSON(String(item)) : item));
}
