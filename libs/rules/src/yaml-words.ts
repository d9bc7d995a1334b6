import type { ErrorCode, YAMLParseError } from 'yaml';

interface Words {
  message: string;
  hint: string;
}

const QUOTES = 'Put the text into quotes.';
const COLUMN: Words = {
  message: 'This line is indented in another way than those it belongs to.',
  hint: 'Fields of one group, and entries of one list, begin at the same column.',
};
const NO_TAGS: Words = { message: 'A word with ! before it means nothing here.', hint: QUOTES };
const ANCHORS: Words = { message: 'An anchor (&) or an alias (*) is not written as YAML wants it.', hint: QUOTES };

/** What is wrong where the parser stopped, by its code; its own words are for those who write parsers. */
const WORDS: Partial<Record<ErrorCode, Words>> = {
  ALIAS_PROPS: ANCHORS,
  BAD_ALIAS: ANCHORS,
  BAD_COLLECTION_TYPE: NO_TAGS,
  BAD_DIRECTIVE: { message: 'A line that begins with % means nothing here.', hint: 'Remove it.' },
  BAD_DQ_ESCAPE: {
    message: 'After a backslash in double quotes this character means nothing.',
    hint: 'Write two backslashes for one, or use single quotes.',
  },
  BAD_INDENT: COLUMN,
  BAD_PROP_ORDER: ANCHORS,
  BAD_SCALAR_START: { message: 'A text cannot begin with this character.', hint: QUOTES },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'There is a second name with a colon where a value is written.',
    hint: 'Put a text that holds a colon into quotes, or begin a new line.',
  },
  BLOCK_IN_FLOW: {
    message: 'Inside of { } and [ ] nothing is written in lines of its own.',
    hint: 'Close the bracket before, or put commas between the entries.',
  },
  KEY_OVER_1024_CHARS: { message: 'The name of a field is longer than 1,024 characters.', hint: 'Shorten it.' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'This is neither a field nor an entry of a list.',
    hint: 'Write `name: value`, or a dash and a space before an entry; indent what belongs to the line before.',
  },
  MULTIPLE_ANCHORS: ANCHORS,
  MULTIPLE_DOCS: {
    message: 'The text holds more than one document.',
    hint: 'Remove the line --- and what follows it.',
  },
  MULTIPLE_TAGS: NO_TAGS,
  TAB_AS_INDENT: { message: 'The line is indented with a tab.', hint: 'Use spaces.' },
  TAG_RESOLVE_FAILED: NO_TAGS,
  UNEXPECTED_TOKEN: {
    message: 'Something stands here that does not belong here.',
    hint: 'Look for a bracket or a quote too many before it, or put the whole text into quotes.',
  },
};

/** Where one code stands for many things, the parser's words tell which. */
const MORE_WORDS: readonly [said: RegExp, words: Words][] = [
  [
    /closing ["']quote/,
    {
      message: 'A quote is opened and not closed.',
      hint: 'Close it, or use the other kind of quotes around the text.',
    },
  ],
  [
    /end with a [}\]]/,
    { message: 'A bracket is opened and not closed.', hint: 'Close every { with } and every [ with ].' },
  ],
  [
    /Sequence item without/,
    { ...COLUMN, hint: 'Begin an entry of a list with a dash and a space; indent its fields further than the dash.' },
  ],
  [
    /followed by map values/,
    {
      message: 'The name of a field has no colon after it.',
      hint: 'Write `name: value`, with a space after the colon.',
    },
  ],
  [
    /Missing , /,
    { message: 'A comma or a colon is missing before this.', hint: 'Write `{ name: value, name: value }`.' },
  ],
  [/space after :/, { message: 'A space is missing after the colon.', hint: 'Write `name: value`.' }],
  [/^Comments/, { message: 'A space is missing before #.', hint: 'Add it, or put a text that holds # into quotes.' }],
  [
    /^Unresolved alias/,
    { message: 'A value begins with *, which stands for an anchor, and there is none of this name.', hint: QUOTES },
  ],
  [/^Excessive alias/, { message: 'Its aliases stand for too much.', hint: 'Write the values out.' }],
];

/** What the parser of YAML threw or found, in words for whoever writes rules. The place is told beside it. */
export function yamlWords(error: Error | YAMLParseError): Words {
  const [, more] = MORE_WORDS.find(([said]) => said.test(error.message)) ?? [];
  const words = more ?? ('code' in error ? WORDS[error.code] : undefined);
  return (
    words ?? { message: `It cannot be read here: ${error.message}.`, hint: 'Check the indentation and the quotes.' }
  );
}
