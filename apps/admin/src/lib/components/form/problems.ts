import { atEntry, entryIn } from '../../format/entries.js';
import { isRecord } from '../../format/json-schema.js';

interface Detail {
  path: string;
  message: string;
  hint?: string;
}

/** What is wrong with the fields of a form. */
export interface FieldProblems {
  /** In words, by the name of the field; under the empty name what concerns the whole. */
  words: Record<string, string[]>;
  /** By the name of the field: which of its entries. */
  entries: Record<string, string[]>;
}

export const NO_PROBLEMS: FieldProblems = { words: {}, entries: {} };

function isDetail(value: unknown): value is Detail {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}

/** Problems of an API answer by the field they belong to: `edited.text`, `text` and `/text` all mean the field text. */
export function problemsByField(details: unknown, value: Record<string, unknown> = {}): FieldProblems {
  const found: FieldProblems = { words: {}, entries: {} };
  for (const { path, message, hint } of Array.isArray(details) ? details.filter(isDetail) : []) {
    const inner = path.replace(/^\/?(edited|credentials)\b[./]?/, '').replace(/^[./]/, '');
    const [field = ''] = /^[^.[/]*/.exec(inner) ?? [];
    const entry = entryIn(inner, field);
    const words = atEntry(capitalizeFirst(message), { entry, value: value[field] });
    (found.words[field] ??= []).push(typeof hint === 'string' ? `${words} ${hint}` : words);
    if (entry !== undefined) (found.entries[field] ??= []).push(entry);
  }
  return found;
}

function capitalizeFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
