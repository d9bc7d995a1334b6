import { Budget, ExpressionError } from '@jarvis/expressions';
import { holdsBigint, Json, jsonText, withDoubles } from '@jarvis/json';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { FORMATS } from './limits.js';
import { compilePattern, PatternError } from './pattern.js';

/** A JSON Schema (2020-12) as somebody wrote it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One thing that is wrong with a value. */
export interface ValueProblem {
  /** Names and positions from the root, joined by dots; empty for the value itself. */
  path: string;
  message: string;
}

/** A schema that cannot be used. */
export class JsonSchemaError extends Error {
  override readonly name = 'JsonSchemaError';
}

const JsonObject = z.record(z.string(), z.unknown());
/** Units of work for all patterns of one value, about 0.3 s at most. */
const PATTERN_BUDGET = 300_000;
/** Problems listed for one value; a long list of wrong entries would repeat itself. */
const MAX_PROBLEMS = 20;

/**
 * Compiles a schema into a check of values. Regular expressions run on RE2, so no value a stranger chose takes longer
 * than its size.
 * @returns a function that gives the value's problems, none when it fits
 * @throws JsonSchemaError for what is no schema
 */
export function compileSchema(schema: JsonSchema): (value: unknown) => ValueProblem[] {
  let budget = new Budget(PATTERN_BUDGET);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    logger: false,
    // A field named constructor is a field like any other.
    ownProperties: true,
    // The dialect is ours, whatever the schema says.
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    code: { regExp: Object.assign((source: string) => ownRegExp(source, () => budget), { code: 'ownRegExp' }) },
  });
  addFormats.default(ajv, [...FORMATS]);
  const validate = compile(ajv, schema);
  return (value) => {
    budget = new Budget(PATTERN_BUDGET);
    try {
      if (validate(withDoubles(value))) return [];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [{ path: '', message: 'is too long for the regular expressions of its schema' }];
    }
    return (validate.errors ?? [])
      .filter((error) => !isUniqueAfterAll(error, value))
      .slice(0, MAX_PROBLEMS)
      .map(toProblem);
  };
}

function compile(ajv: Ajv2020, schema: JsonSchema) {
  try {
    return ajv.compile(withoutDialect(JsonObject.parse(withDoubles(schema))));
  } catch (cause) {
    if (cause instanceof PatternError) throw new JsonSchemaError(`${cause.message} ${cause.hint}`, { cause });
    throw new JsonSchemaError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** ajv judges doubles; two whole numbers that are one number there may still differ. */
function isUniqueAfterAll({ keyword, instancePath }: ErrorObject, value: unknown): boolean {
  if (keyword !== 'uniqueItems' || !holdsBigint(value)) return false;
  const list = stepsOf(instancePath).reduce<unknown>(
    (place, key) => (typeof place === 'object' && place !== null ? new Map(Object.entries(place)).get(key) : undefined),
    value,
  );
  return Array.isArray(list) && new Set(list.map((item) => jsonText(Json.parse(item)))).size === list.length;
}

function stepsOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function ownRegExp(source: string, budget: () => Budget) {
  const pattern = compilePattern(source);
  // By its text ajv tells one pattern from another.
  return { test: (text: string) => pattern.test(text, budget()), toString: () => source };
}

/** Without `$schema`: another dialect's address would be looked for and not found. */
function withoutDialect({ $schema: _dialect, ...schema }: JsonSchema): Record<string, unknown> {
  return schema;
}

function toProblem({ instancePath, keyword, message = 'does not fit', params }: ErrorObject): ValueProblem {
  return { path: stepsOf(instancePath).join('.'), message: `${message}${detailOf(keyword, params)}` };
}

function detailOf(keyword: string, params: Readonly<Record<string, unknown>>): string {
  if (keyword === 'additionalProperties') return `: ${String(params['additionalProperty'])}`;
  if (keyword === 'const') return ` ${JSON.stringify(params['allowedValue'])}`;
  const allowed = params['allowedValues'];
  if (keyword === 'enum' && Array.isArray(allowed)) return ` ${JSON.stringify(allowed.slice(0, 20))}`;
  return '';
}
