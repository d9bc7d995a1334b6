/** What kinds of entries come first where two match equally well. */
const KINDS = ['page', 'rule', 'approval', 'action'] as const;

/** What can be found by its words. Runs are not among them: the server searches those, and they follow what is here. */
export interface Findable {
  kind: (typeof KINDS)[number];
  title: string;
  /** Further words to find it by: a rule's trigger, another name of an action. */
  words?: string;
  /** Found by its beginning or its end, as pages show it. */
  thing?: string;
}

const EXACT = 6;
const BEGINS = 5;
const TITLE_WORDS = 4;
const ALL_WORDS = 3;
const PART = 2;
const LETTERS = 1;
/** Fewer letters are spread over any long title. */
const LETTERS_FROM = 3;
const ID_FROM = 4;

/**
 * What the server searches runs by: without the words of an action that is offered for what it finds ("Run again: …"),
 * and without the punctuation that titles have here.
 */
export function searchedRuns(typed: string): string {
  return typed
    .replace(/^\s*(?:run again|replay|retry)\b/i, '')
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ')
    .trim();
}

const plainOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether each word of the search begins a word of the text, in whatever order. */
function beginWords(search: string, text: string): boolean {
  const words = text.split(' ');
  return search.split(' ').every((part) => words.some((word) => word.startsWith(part)));
}

/** Whether the letters come in this order, the first at the beginning of a word: `ancom` in "announce completed". */
function hasLetters(search: string, text: string): boolean {
  const letters = search.replaceAll(' ', '');
  if (letters.length < LETTERS_FROM) return false;
  return text.split(' ').some((_, index, words) => {
    const rest = words.slice(index).join('');
    if (!rest.startsWith(letters.charAt(0))) return false;
    let at = -1;
    for (const letter of letters) {
      at = rest.indexOf(letter, at + 1);
      if (at < 0) return false;
    }
    return true;
  });
}

function match(entry: Findable, search: string, typed: string): number {
  const title = plainOf(entry.title);
  if (title === search) return EXACT;
  if (title.startsWith(search)) return BEGINS;
  if (beginWords(search, title)) return TITLE_WORDS;
  if (typed.length >= ID_FROM && (entry.thing?.startsWith(typed) || entry.thing?.endsWith(typed))) return ALL_WORDS;
  if (beginWords(search, `${title} ${plainOf(entry.words ?? '')}`)) return ALL_WORDS;
  if (title.includes(search)) return PART;
  return hasLetters(search, title) ? LETTERS : 0;
}

/** The entries that match what was typed, the best first; all of them, as they came, when nothing was. */
export function rankEntries<E extends Findable>(entries: readonly E[], typed: string): E[] {
  const search = plainOf(typed);
  if (search === '') return [...entries];
  return entries
    .map((entry) => ({ entry, score: match(entry, search, typed.trim().toLowerCase()) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        KINDS.indexOf(a.entry.kind) - KINDS.indexOf(b.entry.kind) ||
        a.entry.title.length - b.entry.title.length,
    )
    .map(({ entry }) => entry);
}
