/** A JSON value. A whole number beyond ±(2^53 − 1) is a bigint: as a double it would become another number. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue };

/** What Node has since version 22 and TypeScript does not know yet ({@link https://tc39.es/proposal-json-parse-with-source/}). */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
  rawJSON?(text: string): unknown;
}

const json = JSON as unknown as JsonWithSource;
const WHOLE = /^-?\d+$/;

// So JSON.stringify writes a bigint as a number with all its digits, wherever it is called: in ours, in pg, in Fastify,
// in a vendor's SDK. Without it each of them throws. (docs/decisions/2026-11-26-whole-numbers.md)
// In the workflow sandbox the prototypes are frozen; what runs there uses `jsonText`.
const isPatched = Object.isExtensible(BigInt.prototype);
if (isPatched) {
  Object.defineProperty(BigInt.prototype, 'toJSON', {
    value(this: bigint) {
      return written(this);
    },
    configurable: true,
    writable: true,
  });
}

/** Most digits of a whole number; a thousand and more are nobody's id, and PostgreSQL has its own limit. */
export const MAX_DIGITS = 1_000;

/** Whether a JSON text may hold a number that `JSON.parse` would change. Most hold none. */
export function mayChange(text: string): boolean {
  return /\d{16}|e\+?\d{3}/i.test(text);
}

/**
 * As `JSON.parse`, but whole numbers keep all their digits: those that a double cannot hold become bigints.
 * Every text that comes from outside is read by this. A browser without `context.source` reads as it always did.
 * @throws {SyntaxError} when the text is not JSON
 * @throws {NumberTooLargeError} for a number that cannot be kept at all, such as 1e400
 */
export function parseJson(text: string): unknown {
  // Only the others pay for being read number by number.
  if (!mayChange(text)) return JSON.parse(text) as unknown;
  return json.parse(text, (_key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) ? exactly(value, context?.source) : value,
  );
}

function exactly(value: number, source: string | undefined): number | bigint {
  if (source !== undefined && WHOLE.test(source) && source.length <= MAX_DIGITS) return BigInt(source);
  if (Number.isFinite(value)) return value;
  throw new NumberTooLargeError(source ?? value.toString());
}

/** A JSON number that is valid and can be kept neither as a double nor, with at most {@link MAX_DIGITS}, as it is. */
export class NumberTooLargeError extends SyntaxError {
  override readonly name = 'NumberTooLargeError';

  constructor(source: string) {
    super(`The number ${source.length > 20 ? `${source.slice(0, 20)}…` : source} is larger than can be kept.`);
  }
}

/**
 * Why {@link parseJson} refused a text, for whoever typed it. The parser's own words are another browser's other words;
 * only the place is taken of them, where they tell one.
 */
export function whyNoJson(text: string, cause: unknown): string {
  if (cause instanceof NumberTooLargeError) return cause.message;
  const said = cause instanceof Error ? cause.message : '';
  const position = /at position (\d+)/.exec(said)?.[1];
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [undefined, ...lineAt(text, position)];
  const place = line === undefined || column === undefined ? '' : `, line ${line}, column ${column}`;
  return `It is not JSON${place}. Names and texts stand in double quotes, commas between entries, and every bracket is closed.`;
}

function lineAt(text: string, position: string | undefined): string[] {
  if (position === undefined) return [];
  const before = text.slice(0, Number(position)).split('\n');
  return [before.length.toString(), ((before.at(-1)?.length ?? 0) + 1).toString()];
}

/** A number that a person typed, with all its digits when it is whole; undefined for anything else, and past all sizes. */
export function readNumber(typed: string): number | bigint | undefined {
  const text = typed.trim();
  const value = Number(text);
  if (text !== '' && WHOLE.test(text)) return Number.isSafeInteger(value) ? value : BigInt(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}

/** JSON text of a value; bigints are written as numbers with all their digits. */
export function jsonText(value: unknown): string {
  if (isPatched) return JSON.stringify(value);
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? written(item) : item));
}

function written(value: bigint): unknown {
  return json.rawJSON?.(value.toString()) ?? Number(value);
}
