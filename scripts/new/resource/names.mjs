import { camel, pascal } from '../edits.mjs';

/** Every form of a resource's name that a file needs, from the plural that its folder is called: `reading-lists`. */
export function namesOf(many) {
  const one = many
    .replace(/ies$/, 'y')
    .replace(/(ss|ch|sh|x)es$/, '$1')
    .replace(/(?<!s)s$/, '');
  return {
    /** `reading-lists`, `reading-list`. */
    many,
    one,
    /** `readingLists`, `readingList`. */
    these: camel(many),
    it: camel(one),
    /** `ReadingLists`, `ReadingList`. */
    Many: pascal(many),
    One: pascal(one),
    /** `reading_lists`, `reading_list`. */
    table: many.replaceAll('-', '_'),
    row: one.replaceAll('-', '_'),
    /** `reading lists`, `reading list`, as sentences have them. */
    words: many.replaceAll('-', ' '),
    word: one.replaceAll('-', ' '),
  };
}

/** `a` or `an`. */
export const article = (word) => (/^[aeiou]/.test(word) ? 'an' : 'a');
/** The first word of a sentence. */
export const first = (words) => words.replace(/^./, (letter) => letter.toUpperCase());
