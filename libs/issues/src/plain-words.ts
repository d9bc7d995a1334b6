import { z } from 'zod';
import { formatPath, pathOfIssue } from './path.js';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'a group of fields',
  record: 'a group of names and values',
  map: 'a group of names and values',
  date: 'a moment',
  null: 'empty',
  undefined: 'left out',
  never: 'left out',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'a mail address, such as name@example.com',
  url: 'an address, such as https://example.com',
  uuid: 'an id',
  guid: 'an id',
  datetime: 'a moment with its time zone, such as 2026-03-01T09:00:00Z',
  date: 'a day, such as 2026-03-01',
  time: 'a time of day, such as 09:00:00',
  duration: 'a duration, such as PT1H',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  base64: 'base64 text',
  base64url: 'base64url text',
  json_string: 'JSON',
  jwt: 'a signed token',
  e164: 'a telephone number with its country, such as +49301234567',
};

/** What the limits of a size are counted in. */
const UNITS: Readonly<Record<string, [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

/**
 * Every issue of zod in words for a person who knows nothing of types. A schema that has words of its own keeps them.
 * Begins with "It", so that it can stand at the field or after its name.
 */
function plainWords(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue.input) ? 'It is missing.' : `It has to be ${typeOf(issue.expected)}.`;
    case 'too_small':
      return sized(issue.origin, issue.minimum, {
        least: true,
        inclusive: issue.inclusive ?? true,
        exact: issue.exact,
      });
    case 'too_big':
      return sized(issue.origin, issue.maximum, {
        least: false,
        inclusive: issue.inclusive ?? true,
        exact: issue.exact,
      });
    case 'invalid_value':
      return issue.values.length === 1
        ? `It has to be ${quoted(issue.values[0])}.`
        : `It has to be one of ${issue.values.map(quoted).join(', ')}.`;
    case 'invalid_format':
      return formed(issue);
    case 'not_multiple_of':
      return `It has to be a multiple of ${String(issue.divisor)}.`;
    case 'unrecognized_keys':
      return issue.keys.length === 1
        ? `There is no field called ${quoted(issue.keys[0])} here.`
        : `There are no fields called ${issue.keys.map(quoted).join(', ')} here.`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'It has a name that cannot be used here.';
    case 'invalid_element':
      return issue.issues[0]?.message ?? 'One of its entries cannot be used here.';
    case 'invalid_union':
      return unionWords(issue.errors, issue.input);
    case 'custom':
      return 'It cannot be used here.';
  }
}

const isMissing = (value: unknown) => value === undefined || value === null;
const typeOf = (name: string) => TYPES[name] ?? 'something else';
const quoted = (value: unknown) => (typeof value === 'string' ? `“${value}”` : String(value));

function sized(
  origin: string,
  limit: number | bigint,
  { least, inclusive, exact }: { least: boolean; inclusive: boolean; exact: boolean | undefined },
): string {
  const unit = UNITS[origin];
  if (unit === undefined) {
    const words = least ? (inclusive ? 'at least' : 'more than') : inclusive ? 'at most' : 'less than';
    return `It has to be ${words} ${String(limit)}.`;
  }
  // Sizes are whole, so an excluded limit is the next one.
  const whole = Number(limit) + (inclusive ? 0 : least ? 1 : -1);
  if (least && whole === 1 && !exact) return 'It must not be empty.';
  const amount = `${String(whole)} ${whole === 1 ? unit[0] : unit[1]}`;
  return `It has to have ${exact ? 'exactly' : least ? 'at least' : 'at most'} ${amount}.`;
}

function formed(issue: Extract<RawIssue, { code: 'invalid_format' }>): string {
  const part = (key: 'prefix' | 'suffix' | 'includes') => (key in issue ? quoted(Reflect.get(issue, key)) : '');
  switch (issue.format) {
    case 'starts_with':
      return `It has to begin with ${part('prefix')}.`;
    case 'ends_with':
      return `It has to end with ${part('suffix')}.`;
    case 'includes':
      return `It has to contain ${part('includes')}.`;
    case 'regex':
      return 'It does not have the form that is asked for here.';
    default:
      return `It has to be ${FORMATS[issue.format] ?? 'of another form'}.`;
  }
}

/** Of the forms a value may have, the one it nearly has says what is wrong; else all are named. */
function unionWords(options: readonly (readonly z.core.$ZodIssue[])[], input: unknown): string {
  if (isMissing(input)) return 'It is missing.';
  const near = options.find(([first]) => first && !(first.code === 'invalid_type' && first.path.length === 0));
  const [first] = near ?? [];
  if (first) return first.path.length === 0 ? first.message : `${formatPath(pathOfIssue(first))}: ${first.message}`;
  const types = options.flatMap(([issue]) => (issue?.code === 'invalid_type' ? [typeOf(issue.expected)] : []));
  return types.length === 0
    ? 'It has none of the forms it may have.'
    : `It has to be ${[...new Set(types)].join(' or ')}.`;
}

/** For every schema of this process. */
z.config({ localeError: plainWords });
