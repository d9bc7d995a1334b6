import type { ExpressionFunction, ScopeEntry } from '../../../api/types.js';

/** Where something can be completed. */
export interface CompletionPlace {
  /** What is replaced: from the dot, or the beginning of the name. */
  from: number;
  to: number;
  /** What stands before the dot, as a path; undefined at the beginning of a name, empty where no path is known. */
  parent: string | undefined;
  /** How the dot is written. */
  dot: '' | '.' | '.?';
  word: string;
}

/** Something to pick. */
export interface Offer {
  label: string;
  insert: string;
  type: string;
  /** A sample value, or what it is. */
  note: string;
}

const MOST = 40;
const CHAIN = /(?:[A-Za-z_]\w*|\.\??|\["[^"]*"\]|\[\??\d+\])*$/;

/** Undefined outside of expressions, inside of quotes, and where nothing has been begun. */
export function completionAt(text: string, cursor: number, bare: boolean): CompletionPlace | undefined {
  const before = text.slice(0, cursor);
  const open = before.lastIndexOf('${{');
  if (!bare && (open < 0 || before.indexOf('}}', open) >= 0)) return undefined;
  const expression = before.slice(open < 0 ? 0 : open + 3);
  if (isInQuotes(expression.replaceAll(/\["[^"]*"\]/g, ''))) return undefined;
  const chain = CHAIN.exec(expression)?.[0] ?? '';
  const [, path = '', dot = '', word = ''] = /^(.*?)(\.\??)?([A-Za-z_]\w*)?$/s.exec(lastDot(chain)) ?? [];
  if (dot === '' && path !== '') return undefined;
  const common = { from: cursor - word.length - dot.length, to: cursor, word };
  if (dot === '.' || dot === '.?') return { ...common, dot, parent: path.replaceAll(/\?/g, '') };
  return { ...common, dot: '', parent: undefined };
}

/** The chain as it is; a number such as `1.` is none. */
function lastDot(chain: string): string {
  return /^\d/.test(chain) ? '' : chain;
}

function isInQuotes(expression: string): boolean {
  let quote = '';
  for (let index = 0; index < expression.length; index++) {
    const character = expression[index] ?? '';
    if (character === '\\') index++;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote !== '';
}

/** What fits there: fields before functions, those that begin with the word first. */
export function offersAt(
  { parent, dot, word }: CompletionPlace,
  { entries, functions }: { entries: readonly ScopeEntry[]; functions: readonly ExpressionFunction[] },
): Offer[] {
  const search = word.toLowerCase();
  const fields = (parent === undefined ? entries : (entryAt(entries, parent)?.children ?? [])).filter(
    ({ name }) => name !== '[0]',
  );
  const named = fields.flatMap((entry) => {
    const name = entry.name.toLowerCase();
    const rank = name.startsWith(search) ? 0 : name.includes(search) ? 1 : undefined;
    return rank === undefined ? [] : [{ rank, offer: offerOf(entry, { parent, dot }) }];
  });
  named.sort((a, b) => a.rank - b.rank);
  const wanted = search !== '' || (parent !== undefined && fields.length === 0);
  return [
    ...named.map(({ offer }) => offer),
    ...(wanted ? functionsNamed(search, functions, parent !== undefined) : []),
  ].slice(0, MOST);
}

function offerOf(entry: ScopeEntry, { parent, dot }: Pick<CompletionPlace, 'parent' | 'dot'>): Offer {
  const rest = entry.path.slice(parent?.length ?? 0);
  const insert = dot === '.?' ? (rest.startsWith('.') ? `.?${rest.slice(1)}` : rest.replace('[', '[?')) : rest;
  return { label: entry.name, insert, type: entry.type, note: noteOf(entry) };
}

/** A value where one is known, else what it is. */
export function noteOf({ sample, size, about = '' }: ScopeEntry): string {
  if (sample) return typeof sample.value === 'string' ? sample.value : JSON.stringify(sample.value);
  return size === undefined ? about : size === 1 ? '1 entry' : `${size} entries`;
}

function functionsNamed(search: string, functions: readonly ExpressionFunction[], methods: boolean): Offer[] {
  const seen = new Set<string>();
  return functions.flatMap(({ name, signature, doc }) => {
    const own = name.replace(/^\./, '');
    if (name.startsWith('.') !== methods || !own.toLowerCase().startsWith(search) || seen.has(name)) return [];
    seen.add(name);
    return [{ label: own, insert: `${name}(`, type: signature.slice(signature.lastIndexOf(':') + 2), note: doc }];
  });
}

/** The entry that a path leads to; an entry of a list is as its first. */
function entryAt(entries: readonly ScopeEntry[], path: string): ScopeEntry | undefined {
  const wanted = path.replaceAll(/\[\d+\]/g, '[0]');
  let list = entries;
  for (;;) {
    const next = list.find((entry) => wanted === entry.path || /^[.[]/.test(after(wanted, entry.path)));
    if (!next || next.path === wanted) return next;
    list = next.children ?? [];
  }
}

const after = (text: string, start: string): string => (text.startsWith(start) ? text.slice(start.length) : '');
