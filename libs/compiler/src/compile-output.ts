import type { Shape } from '@jarvis/expressions';
import type { Json, JsonObject } from '@jarvis/plan';
import { checkTemplate, type Place } from './kit/expressions.js';

/** What a run gives to whoever called it, and the JSON Schema of that; nothing where the rule does not say. */
export function compileOutput(output: Json | undefined, place: Place): { output?: Json; gives?: JsonObject } {
  if (output === undefined) return {};
  const leaves = checkTemplate(output, place);
  const shapes = new Map(leaves.map(({ segments, shape }) => [segments.join('\n'), shape]));
  return { output, gives: schemaOfTemplate(output, shapes, []) };
}

function schemaOfTemplate(
  template: Json,
  shapes: ReadonlyMap<string, Shape>,
  at: readonly (string | number)[],
): JsonObject {
  if (typeof template === 'string') {
    const shape = shapes.get(at.join('\n'));
    return shape ? schemaOfShape(shape) : { type: 'string' };
  }
  if (typeof template === 'boolean') return { type: 'boolean' };
  if (template === null) return { type: 'null' };
  if (typeof template !== 'object') return { type: 'number' };
  if (Array.isArray(template)) return { type: 'array' };
  const fields = Object.entries(template).map(([name, field]): [string, JsonObject] => [
    name,
    schemaOfTemplate(field, shapes, [...at, name]),
  ]);
  return objectOf(Object.fromEntries(fields), { required: Object.keys(template), open: false });
}

/** Says only what is certain: what an example had, the next value may not have. */
function schemaOfShape(shape: Shape): JsonObject {
  switch (shape.kind) {
    case 'scalar':
      return scalarSchema(shape.type);
    case 'list':
      return { type: 'array', items: schemaOfShape(shape.items) };
    case 'object': {
      if (shape.example === true || shape.doubt !== undefined) return {};
      const fields = Object.entries(shape.fields).map(([name, field]): [string, JsonObject] => [
        name,
        schemaOfShape(field),
      ]);
      const required = Object.keys(shape.fields).filter((name) => shape.optional?.includes(name) !== true);
      return objectOf(Object.fromEntries(fields), { required, open: shape.open });
    }
    default:
      return {};
  }
}

function scalarSchema(type: Extract<Shape, { kind: 'scalar' }>['type']): JsonObject {
  switch (type) {
    case 'string':
    case 'timestamp':
    case 'duration':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'null':
      return { type: 'null' };
    case 'int':
    case 'uint':
    case 'double':
    case 'number':
      return { type: 'number' };
    default:
      return {};
  }
}

function objectOf(
  properties: Record<string, JsonObject>,
  { required, open }: { required: string[]; open: boolean },
): JsonObject {
  return { type: 'object', properties, required, ...(open ? {} : { additionalProperties: false }) };
}
