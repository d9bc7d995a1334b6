import { asSeen, fitsStatically, typeOfShape, withArticle, type TypeName } from '@jarvis/expressions';
import { joinPath, pathOfIssue, valueAt, type Path } from '@jarvis/issues';
import { MAX_PROBLEMS, suggest, type Finding } from '@jarvis/rules';
import type { z } from 'zod';
import type { TemplatedLeaf } from './expressions.js';
import { jsonSchemaOf } from './scope.js';

/** An action or a trigger, and what it takes. */
interface Taker {
  id: string;
  /** What it calls a field that it takes. */
  what: 'input' | 'setting';
  schema: z.ZodType;
}

/**
 * Checks the input of an action, or the settings of a trigger, as far as it is known before a run: literals against its schema, templated
 * strings by the type their expression gives, fields and required ones always.
 */
export function checkInput(taker: Taker, input: unknown, leaves: readonly TemplatedLeaf[], path: string): Finding[] {
  const schema = jsonSchemaOf(taker.schema, 'input');
  const parsed = taker.schema.safeParse(input);
  const issues = parsed.success ? [] : parsed.error.issues;
  const templated = placesOf(leaves);
  return [
    ...issues
      .filter((issue) => !touchesTemplate(issue, templated))
      .slice(0, MAX_PROBLEMS + 1)
      .flatMap((issue) => toFindings(issue, { taker, input, schema, path })),
    ...leaves.flatMap((leaf) => checkType(schema, leaf, path)),
  ];
}

interface Places {
  /** Where a string with an expression stands. */
  at: ReadonlySet<string>;
  /** What holds one. */
  above: ReadonlySet<string>;
}

function placesOf(leaves: readonly TemplatedLeaf[]): Places {
  const above = leaves.flatMap(({ segments }) => segments.map((_, length) => keyOf(segments.slice(0, length))));
  return { at: new Set(leaves.map(({ segments }) => keyOf(segments))), above: new Set(above) };
}

/** Whether an issue is about a string that has no value yet, or about something that holds one. */
function touchesTemplate(issue: z.core.$ZodIssue, { at, above }: Places): boolean {
  // Keys are never templates.
  if (issue.code === 'unrecognized_keys' || issue.code === 'invalid_key') return false;
  if (above.has(keyOf(issue.path))) return true;
  return at.size > 0 && [...issue.path, ''].some((_, length) => at.has(keyOf(issue.path.slice(0, length))));
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('\n');
}

function toFindings(
  issue: z.core.$ZodIssue,
  root: { taker: Taker; input: unknown; schema: Record<string, unknown>; path: string },
): Finding[] {
  const at = pathOfIssue(issue);
  const path = joinPath(root.path, at);
  const schema = schemaAt(root.schema, at);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(propertiesOf(schema));
    return issue.keys.slice(0, MAX_PROBLEMS + 1).map((key) => ({
      path: joinPath(path, [key]),
      code: 'unknown-field',
      message: `${root.taker.id} has no ${root.taker.what} “${key}”.`,
      hint: suggest(key, known) ?? 'Remove it.',
    }));
  }
  const { message } = issue;
  const given = valueAt(root.input, at);
  if (given === undefined || given === null) {
    const words = given === null ? 'Nothing is written here.' : 'It is missing.';
    return [{ path, code: 'missing-field', message: words, hint: describe(schema) ?? 'Add it.' }];
  }
  const code = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'wrong-type' : 'invalid-input';
  return [{ path, code, message, hint: describe(schema) ?? 'Change the value.' }];
}

/** Whether the type that a string's expression gives is one that the schema takes there. */
export function checkType(
  root: Readonly<Record<string, unknown>>,
  { segments, shape }: TemplatedLeaf,
  path: string,
): Finding[] {
  const allowed = typesOf(schemaAt(root, segments));
  const seen = asSeen(shape);
  if (allowed.length === 0 || allowed.some((type) => fitsStatically(seen, type))) return [];
  const [given, wanted] = [typeOfShape(seen), allowed.join(' or ')];
  const gives = `It takes ${withArticle(wanted)}, but the expression gives ${withArticle(given)}`;
  return [
    {
      path: joinPath(path, segments),
      ...(seen === shape
        ? { code: 'expression-type', message: `${gives}.` }
        : { code: 'not-as-in-sample', message: `${gives} with the sample event.` }),
      hint:
        given === 'optional'
          ? 'Add .orValue(…) with what to use instead.'
          : allowed.includes('string')
            ? 'Convert it with string(…).'
            : 'Use another expression.',
    },
  ];
}

const TYPE_NAMES: Record<string, TypeName> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'bool',
  array: 'list',
  object: 'map',
  null: 'null',
};

/** Types a schema allows; empty when it does not say. Timestamps and durations become strings on the way. */
function typesOf(schema: unknown): TypeName[] {
  if (!isObject(schema)) return [];
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) {
    const all = options.map(typesOf);
    return all.some((types) => types.length === 0) ? [] : [...new Set(all.flat())];
  }
  const { type } = schema;
  const name = typeof type === 'string' ? TYPE_NAMES[type] : undefined;
  if (name === undefined) return [];
  return name === 'string' ? ['string', 'timestamp', 'duration'] : [name];
}

/** The part of a JSON Schema that describes the value at these segments; undefined when it is not followed there. */
function schemaAt(root: unknown, segments: Path): unknown {
  return segments.reduce<unknown>((schema, segment) => {
    if (!isObject(schema)) return undefined;
    if (typeof segment === 'number') return schema['items'];
    const property = propertiesOf(schema)[segment];
    return property ?? (isObject(schema['additionalProperties']) ? schema['additionalProperties'] : undefined);
  }, root);
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  const properties = isObject(schema) ? schema['properties'] : undefined;
  return isObject(properties) ? properties : {};
}

function describe(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  if (typeof schema['description'] === 'string') return schema['description'];
  return Array.isArray(schema['enum']) ? `One of: ${schema['enum'].map(String).join(', ')}.` : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
