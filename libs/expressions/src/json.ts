import type { JsonValue } from '@jarvis/json';
import type { Budget } from './budget.js';
import { ExpressionError } from './errors.js';
import { encodeBase64 } from './functions/bytes.js';
import { mapEntries } from './maps.js';
import { KeyedMap } from './keyed-map.js';
import { Bytes, Optional, Span, Timestamp, TypeValue, Uint, withArticle } from './values.js';

/** Largest result of an expression or template, in bytes of JSON. */
export const MAX_RESULT_BYTES = 128 * 1024;
const MAX_RESULT_DEPTH = 64;

/**
 * The gate every result passes before it goes anywhere: turns a value into plain JSON, ints into numbers where
 * they fit,
 * timestamps into RFC 3339 and durations into seconds (`90s`). Copies, so that the result shares nothing.
 * With a budget the work is paid for.
 * @throws {ExpressionError} `not-json` for what JSON cannot hold, `too-large` above 128 KB.
 */
export function toJsonValue(value: unknown, budget?: Budget): JsonValue {
  let bytes = 0;

  function count(size: number): void {
    bytes += size;
    budget?.spend(1 + (size >> 5));
    if (bytes > MAX_RESULT_BYTES) {
      throw new ExpressionError('too-large', `The result is larger than ${String(MAX_RESULT_BYTES / 1024)} KB.`, {
        hint: 'Take only the fields you need, or truncate the text.',
      });
    }
  }

  function text(value: string): string {
    count(value.length + 2);
    count(jsonBytes(value) - value.length - 2);
    return value;
  }

  function visit(item: unknown, depth: number): JsonValue {
    if (depth > MAX_RESULT_DEPTH) throw notJson('nested too deeply');
    switch (typeof item) {
      case 'string':
        return text(item);
      case 'boolean':
        count(5);
        return item;
      case 'number':
        if (!Number.isFinite(item)) throw notJson(Number.isNaN(item) ? 'not a number' : 'infinite');
        count(String(item).length);
        return item === 0 ? 0 : item; // no negative zero: JSON loses it, and hashes must not
      case 'bigint':
        if (Number.isSafeInteger(Number(item))) return visit(Number(item), depth);
        count(String(item).length);
        return item;
      case 'object':
        return visitObject(item, depth);
      default:
        throw notJson(typeof item === 'undefined' ? 'missing' : withArticle(typeof item));
    }
  }

  function visitObject(item: object | null, depth: number): JsonValue {
    if (item === null) {
      count(4);
      return null;
    }
    if (item instanceof Timestamp || item instanceof Span) return text(item.toString());
    if (item instanceof Uint) return visit(item.value, depth);
    if (item instanceof TypeValue) return text(item.name);
    if (item instanceof Bytes) {
      count(item.data.length);
      return text(encodeBase64(item.data));
    }
    if (item instanceof KeyedMap) return visitObject(textKeys(item), depth);
    if (item instanceof Optional) {
      throw new ExpressionError('not-json', 'The result is optional: it may be missing.', {
        hint: 'Add .orValue(…) with what to use instead.',
      });
    }
    count(2);
    if (Array.isArray(item)) {
      return item.map((entry) => {
        count(1);
        return visit(entry, depth + 1);
      });
    }
    // Data from another realm has another Object.prototype, so the prototype itself cannot be compared.
    if (Object.prototype.toString.call(item) !== '[object Object]') throw notJson('not plain data');
    const result: Record<string, JsonValue> = {};
    for (const [key, entry] of Object.entries(item)) {
      if (entry === undefined) continue;
      if (key === '__proto__') throw new ExpressionError('forbidden-name', 'The key “__proto__” is not allowed.');
      text(key);
      count(2);
      result[key] = visit(entry, depth + 1);
    }
    return result;
  }

  return visit(value, 0);
}

/** Names in JSON are text. */
function textKeys(map: KeyedMap): Record<string, unknown> {
  const entries = mapEntries(map).map(([key, value]) => [key.toString(), value] as const);
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw notJson('a map with names that are equal as text');
  return Object.fromEntries(entries);
}

function notJson(what: string): ExpressionError {
  return new ExpressionError('not-json', `The result cannot be kept as JSON: it is ${what}.`, {
    hint: 'Convert it first, for example with string(…).',
  });
}

/** Bytes of a string in JSON, UTF-8 encoded, quotes included. No TextEncoder: it is not there in a workflow. */
function jsonBytes(value: string): number {
  let bytes = 2;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 0x22 || code === 0x5c) bytes += 2;
    else if (code < 0x20) bytes += code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6;
    else if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code < 0xd800 || code > 0xdfff) bytes += 3;
    else bytes += isPair(value, index) ? 2 : 6; // a pair counts twice 2; JSON escapes a lone half
  }
  return bytes;
}

function isPair(value: string, index: number): boolean {
  const code = value.charCodeAt(index);
  const [high, low] = code <= 0xdbff ? [code, value.charCodeAt(index + 1)] : [value.charCodeAt(index - 1), code];
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
