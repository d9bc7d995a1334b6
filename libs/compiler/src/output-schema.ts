import type { Problem } from '@jarvis/rules';
import { joinPath } from './expressions.js';

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const KEYWORDS = new Set([
  'type',
  'title',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'default',
  'examples',
  '$schema',
]);
const MAX_DEPTH = 8;

/**
 * Checks the JSON Schema of a model's answer: an object at the root, and only keywords that answers are
 * validated with. References are not followed, so they are refused.
 */
export function checkOutputSchema(schema: unknown, path: string): Problem[] {
  const problems: Problem[] = [];
  const report = (segments: (string | number)[], message: string, hint: string): void => {
    problems.push({ path: joinPath(path, segments), code: 'invalid-output-schema', message, hint });
  };

  function visit(value: unknown, segments: (string | number)[]): void {
    if (segments.length > MAX_DEPTH * 2) {
      report(segments, 'The schema is nested too deeply.', 'Ask for a flatter answer.');
      return;
    }
    if (!isObject(value)) {
      report(segments, 'A schema must be an object, such as {type: string}.', 'Write its type.');
      return;
    }
    for (const key of Object.keys(value)) {
      if (!KEYWORDS.has(key))
        report(
          [...segments, key],
          `The keyword “${key}” is not supported.`,
          'Remove it, or say it in the description.',
        );
    }
    const { type, anyOf, properties, required, items, additionalProperties } = value;
    if (anyOf !== undefined) {
      if (Array.isArray(anyOf) && anyOf.length > 0)
        anyOf.forEach((option, index) => visit(option, [...segments, 'anyOf', index]));
      else report([...segments, 'anyOf'], '`anyOf` must be a list of schemas.', 'List the alternatives.');
    } else if (type === undefined && value['enum'] === undefined && value['const'] === undefined) {
      report(segments, 'The schema does not say which type it describes.', 'Add `type`.');
    }
    if (type !== undefined && !(typeof type === 'string' && TYPES.has(type))) {
      report([...segments, 'type'], `There is no type ${JSON.stringify(type)}.`, `One of: ${[...TYPES].join(', ')}.`);
    }
    if (properties !== undefined) {
      if (isObject(properties))
        for (const [name, property] of Object.entries(properties)) visit(property, [...segments, 'properties', name]);
      else
        report(
          [...segments, 'properties'],
          '`properties` must be an object of schemas.',
          'Write a schema for each field.',
        );
    }
    if (required !== undefined) checkRequired(required, properties, segments);
    if (items !== undefined) visit(items, [...segments, 'items']);
    if (isObject(additionalProperties)) visit(additionalProperties, [...segments, 'additionalProperties']);
  }

  function checkRequired(required: unknown, properties: unknown, segments: (string | number)[]): void {
    if (!Array.isArray(required)) {
      report([...segments, 'required'], '`required` must be a list of field names.', 'List the names.');
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

  visit(schema, []);
  if (isObject(schema) && schema['type'] !== 'object') {
    report([], 'The answer of a model is an object.', 'Write `type: object` and its `properties`.');
  } else if (isObject(schema) && (!isObject(schema['properties']) || Object.keys(schema['properties']).length === 0)) {
    report([], 'The answer has no fields.', 'Add `properties`.');
  }
  return problems;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
