import type { Budget } from '../budget.js';
import { ExpressionError } from '../errors.js';
import { matches } from './regex.js';
import { defineFunction, type FunctionSpec } from './spec.js';

export const stringFunctions: readonly FunctionSpec[] = [
  method('contains', ['string', 'string'], 'bool', 'Whether the text holds the other.', ([text, part]) =>
    text.includes(part),
  ),
  method('startsWith', ['string', 'string'], 'bool', 'Whether the text starts so.', ([text, part]) =>
    text.startsWith(part),
  ),
  method('endsWith', ['string', 'string'], 'bool', 'Whether the text ends so.', ([text, part]) => text.endsWith(part)),
  method(
    'matches',
    ['string', 'string'],
    'bool',
    'Whether the RE2 regular expression is found in the text (linear time).',
    ([text, pattern], budget) => matches(text, pattern, budget),
  ),
  method('indexOf', ['string', 'string'], 'int', 'Where the part first stands; -1 when it does not.', ([text, part]) =>
    BigInt(text.indexOf(part)),
  ),
  method(
    'lastIndexOf',
    ['string', 'string'],
    'int',
    'Where the part last stands; -1 when it does not.',
    ([text, part]) => BigInt(text.lastIndexOf(part)),
  ),
  method('substring', ['string', 'int'], 'string', 'The text from a position on.', ([text, start]) =>
    substring(text, start, text.length),
  ),
  method(
    'substring',
    ['string', 'int', 'int'],
    'string',
    'The text from one position up to another.',
    ([text, start, end]) => substring(text, start, end),
  ),
  method(
    'replace',
    ['string', 'string', 'string'],
    'string',
    'The text with every occurrence replaced.',
    ([text, part, by], budget) => replace(text, part, by, budget),
  ),
  method('split', ['string', 'string'], 'list', 'The parts between separators.', ([text, separator], budget) => {
    const parts = text.split(separator);
    budget.spend(parts.length);
    return parts;
  }),
  method('trim', ['string'], 'string', 'Without white space at both ends.', ([text]) => text.trim()),
  method('lower', ['string'], 'string', 'In lower case.', ([text]) => text.toLowerCase()),
  method('lowerAscii', ['string'], 'string', 'Letters A to Z in lower case.', ([text]) =>
    text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  method('upper', ['string'], 'string', 'In upper case.', ([text]) => text.toUpperCase()),
  method('upperAscii', ['string'], 'string', 'Letters a to z in upper case.', ([text]) =>
    text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
  method(
    'truncate',
    ['string', 'int'],
    'string',
    'At most so many characters, with … where it was cut.',
    ([text, limit], budget) => truncate(text, limit, budget),
  ),
  method('urlEncode', ['string'], 'string', 'Escaped for use in an address.', ([text], budget) =>
    urlEncode(text, budget),
  ),
];

/** Short form of a string method's definition. */
function method<const Params extends readonly ('string' | 'int')[]>(
  name: string,
  params: Params,
  returns: FunctionSpec['returns'],
  doc: string,
  run: Parameters<typeof defineFunction<Params>>[1],
): FunctionSpec {
  return defineFunction({ name, method: true, params, returns, doc }, run);
}

function substring(text: string, start: number, end: number): string {
  if (start < 0 || start > end || end > text.length) {
    throw new ExpressionError(
      'invalid-argument',
      `substring(${String(start)}, ${String(end)}) is outside of a text of ${String(text.length)} characters.`,
      {
        hint: 'Use truncate(n) to shorten text of any length.',
      },
    );
  }
  return text.substring(start, end);
}

function replace(text: string, part: string, by: string, budget: Budget): string {
  if (part === '') throw new ExpressionError('invalid-argument', 'replace needs a part that is not empty.');
  const parts = text.split(part);
  budget.spend(parts.length);
  budget.spendText(text.length + (parts.length - 1) * by.length);
  return parts.join(by);
}

function urlEncode(text: string, budget: Budget): string {
  budget.spend(text.length);
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
