import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import type { TypeName } from '../values.js';
import { characterIndex, unitIndex } from './code-points.js';
import { format } from './format.js';
import { matches } from './regex.js';
import { COST, defineFunction, type FunctionSpec } from './spec.js';
import { find, findLast, splitText } from './text-search.js';

export const stringFunctions: readonly FunctionSpec[] = [
  method(
    'contains',
    ['string', 'string'],
    'bool',
    'Whether the text holds the other.',
    ([text, part]) => find(text, part) >= 0,
  ),
  method('startsWith', ['string', 'string'], 'bool', 'Whether the text starts so.', ([text, part]) =>
    text.startsWith(part),
  ),
  method('endsWith', ['string', 'string'], 'bool', 'Whether the text ends so.', ([text, part]) => text.endsWith(part)),
  ...[true, false].map((isMethod) =>
    defineFunction(
      {
        name: 'matches',
        method: isMethod,
        params: ['string', 'string'],
        lastDecides: true,
        returns: 'bool',
        cost: COST.text,
        doc: 'Whether the RE2 regular expression is found in the text (linear time).',
      },
      ([text, pattern], budget) => matches(text, pattern, budget),
    ),
  ),
  method(
    'charAt',
    ['string', 'int'],
    'string',
    'The character at a position; nothing at the end.',
    ([text, position]) => {
      const unit = unitAt(text, position);
      const code = text.codePointAt(unit);
      return code === undefined ? '' : String.fromCodePoint(code);
    },
  ),
  method('indexOf', ['string', 'string'], 'int', 'Where the part first stands; -1 when it does not.', ([text, part]) =>
    position(text, find(text, part)),
  ),
  method(
    'indexOf',
    ['string', 'string', 'int'],
    'int',
    'Where the part first stands from a position on; -1 when it does not.',
    ([text, part, from]) => position(text, find(text, part, unitAt(text, from))),
  ),
  method(
    'lastIndexOf',
    ['string', 'string'],
    'int',
    'Where the part last stands; -1 when it does not.',
    ([text, part]) => position(text, findLast(text, part)),
  ),
  method(
    'lastIndexOf',
    ['string', 'string', 'int'],
    'int',
    'Where the part last stands at a position or before it; -1 when it does not.',
    ([text, part, upTo]) => position(text, findLast(text, part, unitAt(text, upTo))),
  ),
  method('substring', ['string', 'int'], 'string', 'The text from a position on.', ([text, start]) =>
    text.slice(unitAt(text, start)),
  ),
  method(
    'substring',
    ['string', 'int', 'int'],
    'string',
    'The text from one position up to another.',
    ([text, start, end]) => {
      if (start > end) throw outside(text, `${String(start)} up to ${String(end)}`);
      return text.slice(unitAt(text, start), unitAt(text, end));
    },
  ),
  method(
    'replace',
    ['string', 'string', 'string'],
    'string',
    'The text with every occurrence replaced.',
    ([text, part, by], budget) => replace(text, part, by, -1, budget),
  ),
  method(
    'replace',
    ['string', 'string', 'string', 'int'],
    'string',
    'The text with so many occurrences replaced; with a negative number all.',
    ([text, part, by, times], budget) => replace(text, part, by, times, budget),
  ),
  method('split', ['string', 'string'], 'list', 'The parts between separators.', ([text, separator], budget) =>
    split(text, separator, -1, budget),
  ),
  method(
    'split',
    ['string', 'string', 'int'],
    'list',
    'At most so many parts between separators, the last with the rest.',
    ([text, separator, limit], budget) => split(text, separator, limit, budget),
  ),
  method('trim', ['string'], 'string', 'Without white space at both ends.', ([text]) => trim(text), COST.characters),
  method('lower', ['string'], 'string', 'In lower case.', ([text]) => text.toLowerCase()),
  method(
    'lowerAscii',
    ['string'],
    'string',
    'Letters A to Z in lower case.',
    ([text]) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
    COST.characters,
  ),
  method('upper', ['string'], 'string', 'In upper case.', ([text]) => text.toUpperCase()),
  method(
    'upperAscii',
    ['string'],
    'string',
    'Letters a to z in upper case.',
    ([text]) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
    COST.characters,
  ),
  method(
    'reverse',
    ['string'],
    'string',
    'The characters from last to first.',
    ([text]) => Array.from(text).reverse().join(''),
    COST.characters,
  ),
  method(
    'truncate',
    ['string', 'int'],
    'string',
    'At most so many characters, with … where it was cut.',
    ([text, limit], budget) => truncate(text, limit, budget),
  ),
  method(
    'urlEncode',
    ['string'],
    'string',
    'Escaped for use in an address.',
    ([text]) => urlEncode(text),
    COST.characters,
  ),
  method(
    'format',
    ['string', 'list'],
    'string',
    'The text with %s, %d, %f, %e, %b, %o, %x and %X replaced by the entries of the list.',
    ([text, values], budget) => format(text, values, budget),
    COST.entries,
  ),
  defineFunction(
    {
      name: 'strings.quote',
      params: ['string'],
      returns: 'string',
      cost: COST.characters,
      doc: 'The text in double quotes, with escapes where they are needed.',
    },
    ([text]) => `"${Array.from(text, (character) => QUOTED[character] ?? character).join('')}"`,
  ),
];

const QUOTED: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Short form of a string method's definition. */
function method<const Params extends readonly ('string' | 'int' | 'list')[]>(
  name: string,
  params: Params,
  returns: TypeName,
  doc: string,
  run: Parameters<typeof defineFunction<Params>>[1],
  cost = COST.text,
): FunctionSpec {
  return defineFunction({ name, method: true, params, returns, cost, doc }, run);
}

/** As CEL counts: characters, not units of UTF-16. */
function position(text: string, unit: number): bigint {
  return BigInt(unit < 0 ? -1 : characterIndex(text, unit));
}

function unitAt(text: string, character: number): number {
  const unit = unitIndex(text, character);
  if (unit === undefined) throw outside(text, String(character));
  return unit;
}

function outside(text: string, where: string): ExpressionError {
  return new ExpressionError(
    'invalid-argument',
    `${where} is outside of a text of ${String(characterIndex(text))} characters.`,
    { hint: 'Use truncate(n) to shorten text of any length.' },
  );
}

function split(text: string, separator: string, limit: number, budget: Budget): string[] {
  const parts = splitText(text, separator, limit);
  budget.spend(parts.length);
  return parts;
}

function replace(text: string, part: string, by: string, times: number, budget: Budget): string {
  if (times === 0) return text;
  const parts = part === '' ? aroundCharacters(text, times) : splitText(text, part, times < 0 ? -1 : times + 1);
  budget.spend(parts.length);
  budget.spendText(text.length + parts.length * by.length);
  return parts.join(by);
}

/** An empty part stands before every character and at the end. */
function aroundCharacters(text: string, times: number): string[] {
  const characters = splitText(text, '', times);
  const atTheEnd = times < 0 || times > characterIndex(text);
  return ['', ...characters, ...(atTheEnd ? [''] : [])];
}

/** Without what Unicode calls white space. The engine's own trim takes U+FEFF too, and leaves U+0085. */
function trim(text: string): string {
  const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  let [start, end] = [0, text.length];
  while (start < end && space.test(text.charAt(start))) start++;
  while (end > start && space.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function urlEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new ExpressionError(
      'invalid-argument',
      'The text holds half of a character and cannot be put into an address.',
    );
  }
}

function truncate(text: string, limit: number, budget: Budget): string {
  budget.spend(Math.min(limit, text.length) >> 1);
  if (limit < 1) throw new ExpressionError('invalid-argument', 'truncate needs a limit of at least 1.');
  // By code point, so that no character is cut in half.
  let kept = '';
  let count = 0;
  for (const character of text) {
    count += 1;
    if (count > limit) return `${Array.from(kept).slice(0, -1).join('').trimEnd()}…`;
    kept += character;
  }
  return text;
}
