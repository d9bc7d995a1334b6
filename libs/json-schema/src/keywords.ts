import { FORMATS, LIMITS } from './limits.js';
import { compilePattern, PatternError } from './pattern.js';
import { isObject, type Report, type Segments } from './report.js';

interface Place {
  segments: Segments;
  report: Report;
}

type Check = (setting: unknown, key: string, place: Place) => void;

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Each keyword with the check of what it is set to. What holds schemas is followed by the caller. */
const CHECKS: Readonly<Record<string, Check>> = {
  $schema: text,
  title: text,
  description: text,
  default: anything,
  examples: list,
  type: types,
  const: anything,
  enum: choices,
  anyOf: alternatives,
  properties: fields,
  required: anything,
  additionalProperties: openness,
  items: anything,
  minItems: count(LIMITS.items),
  maxItems: count(LIMITS.items),
  minLength: count(LIMITS.length),
  maxLength: count(LIMITS.length),
  pattern,
  format,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: positive,
};

export const KEYWORDS: ReadonlySet<string> = new Set(Object.keys(CHECKS));

/** Reports what is wrong with the setting of a known keyword. */
export function checkKeyword(key: string, setting: unknown, place: Place): void {
  CHECKS[key]?.(setting, key, place);
}

function anything(): void {
  // Any value will do, or the caller checks it together with its neighbours.
}

function text(setting: unknown, _key: string, { segments, report }: Place): void {
  if (typeof setting !== 'string') report(segments, 'It has to be a text.', 'Write it in quotes.');
}

function list(setting: unknown, _key: string, { segments, report }: Place): void {
  if (!Array.isArray(setting)) report(segments, 'It has to be a list.', 'List the values.');
}

function types(setting: unknown, _key: string, { segments, report }: Place): void {
  const names: unknown[] = Array.isArray(setting) ? setting : [setting];
  if (names.length === 0) report(segments, 'It lists no type.', `One or several of: ${TYPES.join(', ')}.`);
  const unknown = names.find((name) => typeof name !== 'string' || !TYPES.includes(name));
  if (unknown !== undefined) {
    report(segments, `There is no type ${JSON.stringify(unknown)}.`, `One or several of: ${TYPES.join(', ')}.`);
  } else if (new Set(names).size !== names.length) {
    report(segments, 'It names a type twice.', 'Name each once.');
  }
}

function choices(setting: unknown, _key: string, { segments, report }: Place): void {
  if (!Array.isArray(setting) || setting.length === 0) {
    report(segments, 'It has to be a list of values.', 'List what may be answered.');
  } else if (setting.length > LIMITS.choices) {
    report(segments, `It lists ${setting.length} values, more than ${LIMITS.choices}.`, 'Ask for text instead.');
  }
}

function alternatives(setting: unknown, _key: string, { segments, report }: Place): void {
  if (!Array.isArray(setting) || setting.length === 0) {
    report(segments, 'It has to be a list of schemas.', 'List the alternatives.');
  } else if (setting.length > LIMITS.alternatives) {
    report(segments, `It lists more than ${LIMITS.alternatives} schemas.`, 'List fewer.');
  }
}

function fields(setting: unknown, _key: string, { segments, report }: Place): void {
  if (!isObject(setting)) {
    report(segments, 'It has to be an object of schemas.', 'Write a schema for each field.');
  }
}

function openness(setting: unknown, _key: string, { segments, report }: Place): void {
  if (typeof setting !== 'boolean' && !isObject(setting)) {
    report(segments, 'It has to be true, false or a schema.', 'Write false.');
  }
}

function count(most: number): Check {
  return (setting, _key, { segments, report }) => {
    if (typeof setting !== 'number' || !Number.isInteger(setting) || setting < 0) {
      report(segments, 'It has to be a whole number from 0 on.', 'Write a number such as 10.');
    } else if (setting > most) {
      report(segments, `It is ${setting}, more than ${most}.`, `Ask for at most ${most}.`);
    }
  };
}

function number(setting: unknown, _key: string, { segments, report }: Place): void {
  if (typeof setting !== 'bigint' && (typeof setting !== 'number' || !Number.isFinite(setting))) {
    report(segments, 'It has to be a number.', 'Write a number such as 1.');
  }
}

function positive(setting: unknown, _key: string, { segments, report }: Place): void {
  const size = typeof setting === 'bigint' ? Number(setting) : setting;
  if (typeof size !== 'number' || !Number.isFinite(size) || size <= 0) {
    report(segments, 'It has to be a number above 0.', 'Write a number such as 0.5.');
  }
}

function format(setting: unknown, _key: string, { segments, report }: Place): void {
  if (typeof setting !== 'string' || !FORMATS.some((name) => name === setting)) {
    report(segments, `There is no format ${JSON.stringify(setting)}.`, `One of: ${FORMATS.join(', ')}.`);
  }
}

function pattern(setting: unknown, _key: string, { segments, report }: Place): void {
  if (typeof setting !== 'string') {
    report(segments, 'It has to be a regular expression.', 'Write it as text.');
    return;
  }
  try {
    compilePattern(setting);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    report(segments, error.message, error.hint);
  }
}
