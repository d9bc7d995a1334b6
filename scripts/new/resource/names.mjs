import { camel, pascal } from '../edits.mjs';

/** Every form of a resource's name that a file needs, from the plural that its folder is called: `saved-views`. */
export function namesOf(many) {
  const one = many
    .replace(/ies$/, 'y')
    .replace(/(ss|ch|sh|x)es$/, '$1')
    .replace(/(?<!s)s$/, '');
  return {
    /** `saved-views`, `saved-view`. */
    many,
    one,
    /** `savedViews`, `savedView`. */
    these: camel(many),
    it: camel(one),
    /** `SavedViews`, `SavedView`. */
    Many: pascal(many),
    One: pascal(one),
    /** `saved_views`, `saved_view`. */
    table: many.replaceAll('-', '_'),
    row: one.replaceAll('-', '_'),
    /** `saved views`, `saved view`, as sentences have them. */
    words: many.replaceAll('-', ' '),
    word: one.replaceAll('-', ' '),
  };
}

/** `a` or `an`. */
export const article = (word) => (/^[aeiou]/.test(word) ? 'an' : 'a');
/** The first word of a sentence. */
export const first = (words) => words.replace(/^./, (letter) => letter.toUpperCase());
