import { isObject } from './report.js';

/**
 * How many characters the smallest value with all fields has that a schema allows, roughly: sizes within sizes
 * multiply, and a model has to write all of it.
 */
export function smallestAnswer(schema: unknown): number {
  if (!isObject(schema)) return 0;
  const { anyOf, properties, items, minItems, minLength } = schema;
  if (Array.isArray(anyOf) && anyOf.length > 0) return Math.min(...anyOf.map(smallestAnswer));
  let size = typeof minLength === 'number' ? minLength : 1;
  if (typeof minItems === 'number') size += minItems * (1 + smallestAnswer(items));
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) size += name.length + smallestAnswer(property);
  }
  return size;
}
