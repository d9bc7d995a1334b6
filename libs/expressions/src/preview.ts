import type { JsonValue } from '@jarvis/json';
import { encodeBase64 } from './functions/bytes.js';
import { KeyedMap } from './keyed-map.js';
import { mapEntries } from './maps.js';
import { Bytes, Optional, Span, Timestamp, TypeValue, Uint } from './values.js';

const MAX_TEXT = 120;
const MAX_ENTRIES = 5;
const MAX_DEPTH = 2;

/** Enough of a value to know it by, as JSON. */
export interface Preview {
  value: JsonValue;
  /** Whether something was left out. */
  cut: boolean;
}

/** Never more than some kilobytes, whatever the value; an optional shows what is in it, or null. */
export function previewOf(value: unknown): Preview {
  let cut = false;
  const shorten = (text: string): string => {
    if (text.length <= MAX_TEXT) return text;
    cut = true;
    return `${text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '')}…`;
  };
  const few = <Entry>(entries: readonly Entry[], depth: number): readonly Entry[] => {
    const most = depth < MAX_DEPTH ? MAX_ENTRIES : 0;
    cut ||= entries.length > most;
    return entries.slice(0, most);
  };
  const named = (entries: readonly (readonly [unknown, unknown])[], depth: number): JsonValue =>
    Object.fromEntries(few(entries, depth).map(([key, item]) => [shorten(String(key)), visit(item, depth + 1)]));

  const visit = (item: unknown, depth: number): JsonValue => {
    switch (typeof item) {
      case 'string':
        return shorten(item);
      case 'boolean':
        return item;
      case 'number':
        return Number.isFinite(item) ? item : String(item);
      case 'bigint':
        return Number.isSafeInteger(Number(item)) ? Number(item) : shorten(String(item));
      case 'object':
        return item === null ? null : visitObject(item, depth);
      default:
        return null;
    }
  };
  const visitObject = (item: object, depth: number): JsonValue => {
    if (item instanceof Optional) return item.value === undefined ? null : visit(item.value, depth);
    if (item instanceof Timestamp || item instanceof Span || item instanceof Uint) return item.toString();
    if (item instanceof TypeValue) return item.name;
    if (item instanceof Bytes) return shorten(encodeBase64(item.data.slice(0, MAX_TEXT)));
    if (Array.isArray(item)) return few(item, depth).map((entry) => visit(entry, depth + 1));
    return named(item instanceof KeyedMap ? mapEntries(item) : Object.entries(item), depth);
  };
  return { value: visit(value, 0), cut };
}
