import { readNumber } from '@jarvis/json/text';
import { isRecord, type FieldSpec } from './json-schema.js';
import { plain } from './plain.js';

type Kind = Pick<FieldSpec, 'entries' | 'single'>;

/** What was typed as an entry. What is no number stays as it was typed; the check says so. */
export const readEntry = (text: string, { entries }: Kind): unknown =>
  entries === 'number' ? (readNumber(text) ?? text) : text;

/** The entries of a list; one value alone is a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === '' ? [] : [value];
}

/** A list as its field is written: one text alone stays a text where a text was. */
export function writeList(entries: readonly unknown[], { single }: Kind, previous: unknown): unknown {
  if (entries.length === 0) return undefined;
  return single && entries.length === 1 && !Array.isArray(previous) ? entries[0] : entries;
}

/** Which entry of a field a problem is about: `to[1]` → `1`, `headers.X-Order` → `X-Order`; undefined of none. */
export function entryIn(path: string, field: string): string | undefined {
  const inner = path.slice(field.length);
  const [, position, quoted, name] = /^(?:\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|[./](.+))/s.exec(inner) ?? [];
  return position ?? (quoted === undefined ? name : plain(JSON.parse(quoted)));
}

/** What is wrong, and first with which entry of the field: “X-Order: it is missing.” */
export function atEntry(words: string, { entry, value }: { entry: string | undefined; value: unknown }): string {
  if (entry === undefined) return words;
  const place = isRecord(value) ? `“${entry}”` : /^\d+$/.test(entry) ? `Entry ${Number(entry) + 1}` : `“${entry}”`;
  return `${place}: ${words.replace(/^(It|There|This) /, (first) => first.toLowerCase())}`;
}

/** Any value of a field in lines, to show what changed: an entry of a list or of a map takes one. */
export function linesOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('\n');
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${plain(one)}`)
      .join('\n');
  return plain(value);
}
