import { Budget, ExpressionError, matches } from '@jarvis/expressions';

/** Code points that `\s` means in ECMAScript (WhiteSpace and LineTerminator), as parts of an RE2 class. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const NOT_SPACE = String.raw`\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;
/** What `.` does not match in ECMAScript. */
const LINE_END = String.raw`\n\r\x{2028}\x{2029}`;

/** Long names of general categories (UAX 44, table 12) that RE2 knows by their short ones only. */
const CATEGORIES: Readonly<Record<string, string>> = {
  Letter: 'L',
  Cased_Letter: 'LC',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Nonspacing_Mark: 'Mn',
  Spacing_Mark: 'Mc',
  Enclosing_Mark: 'Me',
  Number: 'N',
  Decimal_Number: 'Nd',
  digit: 'Nd',
  Letter_Number: 'Nl',
  Other_Number: 'No',
  Punctuation: 'P',
  punct: 'P',
  Connector_Punctuation: 'Pc',
  Dash_Punctuation: 'Pd',
  Open_Punctuation: 'Ps',
  Close_Punctuation: 'Pe',
  Initial_Punctuation: 'Pi',
  Final_Punctuation: 'Pf',
  Other_Punctuation: 'Po',
  Symbol: 'S',
  Math_Symbol: 'Sm',
  Currency_Symbol: 'Sc',
  Modifier_Symbol: 'Sk',
  Other_Symbol: 'So',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Line_Separator: 'Zl',
  Paragraph_Separator: 'Zp',
  Other: 'C',
  Control: 'Cc',
  Format: 'Cf',
};

/** A regular expression that cannot be used, with what to do about it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';

  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A regular expression of a schema, as RE2 runs it. */
export interface Pattern {
  /** @throws ExpressionError `too-expensive` when the budget does not pay for it */
  test(text: string, budget: Budget): boolean;
}

/**
 * A `pattern` of JSON Schema: ECMA-262 with the `u` flag (JSON Schema 2020-12, core 6.4), run on RE2, whose time grows
 * with the text and the pattern only. Found anywhere in the text.
 * @throws PatternError for one that is no regular expression, needs more than RE2 has, or is too large
 */
export function compilePattern(source: string): Pattern {
  try {
    new RegExp(source, 'u');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^.*: /s, '') : String(cause);
    throw new PatternError(`The regular expression cannot be read: ${reason}.`, 'Correct it.', { cause });
  }
  const pattern = toRe2(source);
  try {
    matches('', pattern, new Budget());
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new PatternError(cause.message, cause.hint ?? 'Simplify it.', { cause });
  }
  return { test: (text, budget) => matches(text, pattern, budget) };
}

/** The same expression in RE2's syntax. What RE2 has not (look-around, back references) is left for it to refuse. */
function toRe2(source: string): string {
  // One token: an escape, the start of a group with its kind, or any character. Escapes are valid: see above.
  const token =
    /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|[^])|\(\?<(?![=!])|[^]/gu;
  let inClass = false;
  return Array.from(joinSurrogates(source).matchAll(token), ([text]) => {
    if (text.startsWith('\\')) return escapeToRe2(text, inClass);
    if (text === '(?<' && !inClass) return '(?P<';
    if (text === '[' && !inClass) {
      inClass = true;
      return '[';
    }
    // RE2 reads a bracket within a class as the start of a named class.
    if (text === '[') return '\\[';
    if (text === ']') inClass = false;
    return text === '.' && !inClass ? `[^${LINE_END}]` : text;
  })
    .join('')
    .replaceAll('[^]', String.raw`[\x{0}-\x{10ffff}]`)
    .replaceAll('[]', String.raw`[^\x{0}-\x{10ffff}]`);
}

/** With `u`, a pair of `\u` escapes is one code point. */
function joinSurrogates(source: string): string {
  return source.replace(
    /(?<!\\)((?:\\\\)*)\\u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})/g,
    (_pair, before: string, high: string, low: string) => {
      const point = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0) ?? 0;
      return `${before}\\u{${point.toString(16)}}`;
    },
  );
}

function escapeToRe2(escape: string, inClass: boolean): string {
  const kind = escape[1] ?? '';
  const rest = escape.slice(2).replace(/^\{|\}$/g, '');
  switch (kind) {
    case 'u':
    case 'x':
      return `\\x{${rest}}`;
    case 'c':
      return `\\x{${(rest.charCodeAt(0) % 32).toString(16)}}`;
    case '0':
      return String.raw`\x{0}`;
    case 'b':
      return inClass ? String.raw`\x{8}` : escape;
    case 's':
      return inClass ? SPACE : `[${SPACE}]`;
    case 'S':
      return inClass ? NOT_SPACE : `[${NOT_SPACE}]`;
    case 'p':
    case 'P':
      return `\\${kind}{${propertyOf(rest)}}`;
    default:
      return escape;
  }
}

function propertyOf(name: string): string {
  const value = name.replace(/^(?:General_Category|gc|Script|sc)=/, '');
  return CATEGORIES[value] ?? value;
}
