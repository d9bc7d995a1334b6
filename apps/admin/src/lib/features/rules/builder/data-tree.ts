import type { ScopeEntry } from '../../../api/types.js';
import { noteOf } from './completion.js';

/** The entries that have the words in their path, type or value, with what they stand in. */
export function narrowed(entries: readonly ScopeEntry[], words: string): readonly ScopeEntry[] {
  const search = words.trim().toLowerCase();
  if (search === '') return entries;
  return entries.flatMap((entry) => {
    if (`${entry.path} ${entry.type} ${noteOf(entry)}`.toLowerCase().includes(search)) return [entry];
    const children = narrowed(entry.children ?? [], words);
    return children.length > 0 ? [{ ...entry, children: [...children] }] : [];
  });
}

/** What people look for most: the event, the item, and the steps with what they gave. */
export function isOpenAtFirst({ path }: ScopeEntry, depth: number): boolean {
  return depth === 0 ? ['event', 'item', 'steps', 'vars'].includes(path) : /^steps\.[\w-]+(\.output)?$/.test(path);
}

/** What the type and the value are known from, in words. */
export function whereFrom({ from, maybe }: ScopeEntry): string {
  return [WORDS[from], maybe ? 'It may be missing.' : ''].filter(Boolean).join(' ');
}

const WORDS: Record<ScopeEntry['from'], string> = {
  schema: 'Its type is known from a schema.',
  constant: 'A constant of this rule.',
  language: '',
  sample: 'As in the stored sample event; the next one may differ.',
  'last-event': 'As in the last event; the next one may differ.',
  'last-run': 'As in the last run; the next one may differ.',
  'built-in': 'As in the example of the trigger.',
  given: 'As in the event that was given.',
};
