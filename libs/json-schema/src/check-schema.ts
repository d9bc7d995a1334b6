import { compileSchema, JsonSchemaError } from './compile-schema.js';
import { checkKeyword, KEYWORDS } from './keywords.js';
import { LIMITS } from './limits.js';
import type { Report, SchemaProblem, Segments } from './report.js';
import { isObject } from './report.js';
import { smallestAnswer } from './smallest-answer.js';

export type { SchemaProblem } from './report.js';

/**
 * Checks the JSON Schema of an answer: an object at the root, only keywords that answers are validated with, and sizes
 * within {@link LIMITS}. References are not followed, so they are refused.
 * @returns every problem with its place in the schema
 */
export function checkSchema(schema: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const report: Report = (segments, message, hint) => problems.push({ segments, message, hint });
  visit(schema, [], report);
  if (!isObject(schema)) return problems;
  const { type, properties } = schema;
  if (type !== 'object') {
    report([], 'The answer is an object.', 'Write `type: object` and its `properties`.');
  } else if (!isObject(properties) || Object.keys(properties).length === 0) {
    report([], 'The answer has no fields.', 'Add `properties`.');
  }
  const smallest = smallestAnswer(schema);
  if (problems.length === 0 && smallest > LIMITS.answer) {
    report(
      [],
      `Even the smallest answer has about ${smallest.toLocaleString('en-US')} characters; ${LIMITS.answer.toLocaleString('en-US')} is the most.`,
      'Make `minItems` and `minLength` smaller: within one another they multiply.',
    );
  }
  // What is left is found by whoever checks the answers.
  if (problems.length === 0) reportUnusable(schema, report);
  return problems;
}

function visit(value: unknown, segments: Segments, report: Report, depth = 0): void {
  if (depth > LIMITS.depth) {
    report(segments, 'The schema is nested too deeply.', 'Ask for a flatter answer.');
    return;
  }
  if (!isObject(value)) {
    report(segments, 'A schema has to be an object, such as {type: string}.', 'Write its type.');
    return;
  }
  for (const [key, setting] of Object.entries(value)) {
    if (!KEYWORDS.has(key)) {
      report([...segments, key], `The keyword “${key}” is not supported.`, 'Remove it, or say it in the description.');
    } else checkKeyword(key, setting, { segments: [...segments, key], report });
  }
  checkOrder(value, segments, report);
  const { type, anyOf, properties, required, items, additionalProperties } = value;
  if (anyOf === undefined && type === undefined && value['enum'] === undefined && value['const'] === undefined) {
    report(segments, 'The schema does not say which type it describes.', 'Add `type`.');
  }
  if (required !== undefined) checkRequired(required, properties, { segments, report });
  const inner = (schema: unknown, ...at: Segments): void => visit(schema, [...segments, ...at], report, depth + 1);
  if (Array.isArray(anyOf)) anyOf.forEach((option, index) => inner(option, 'anyOf', index));
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) inner(property, 'properties', name);
  }
  if (items !== undefined) inner(items, 'items');
  if (isObject(additionalProperties)) inner(additionalProperties, 'additionalProperties');
}

/** A smallest value above the largest: nothing could fit. */
function checkOrder(schema: Record<string, unknown>, segments: Segments, report: Report): void {
  for (const [least, most] of [
    ['minItems', 'maxItems'],
    ['minLength', 'maxLength'],
    ['minimum', 'maximum'],
  ] as const) {
    const [from, to] = [schema[least], schema[most]];
    if (typeof from === 'number' && typeof to === 'number' && from > to) {
      report([...segments, least], `It is larger than \`${most}\`, so nothing fits.`, 'Correct one of them.');
    }
  }
}

function checkRequired(
  required: unknown,
  properties: unknown,
  { segments, report }: { segments: Segments; report: Report },
): void {
  if (!Array.isArray(required)) {
    report([...segments, 'required'], 'It has to be a list of field names.', 'List the names.');
    return;
  }
  required.forEach((name: unknown, index) => {
    if (typeof name === 'string' && isObject(properties) && Object.hasOwn(properties, name)) return;
    report(
      [...segments, 'required', index],
      `“${String(name)}” is required, but is no field of the schema.`,
      'Add it to `properties`.',
    );
  });
}

function reportUnusable(schema: Record<string, unknown>, report: Report): void {
  try {
    compileSchema(schema);
  } catch (error) {
    if (!(error instanceof JsonSchemaError)) throw error;
    report([], `The schema cannot be used: ${error.message}.`, 'Correct it.');
  }
}
