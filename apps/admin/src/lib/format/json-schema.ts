/** What a form needs to know about one property of a JSON Schema object. */
export interface FieldSpec {
  name: string;
  label: string;
  description?: string;
  kind: 'text' | 'long-text' | 'secret' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'json';
  required: boolean;
  options?: string[];
  maxLength?: number;
  default?: unknown;
}

type Schema = Record<string, unknown>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Follows `#/$defs/…` of the same document; anything else stays as it is. */
function resolve(schema: unknown, root: Schema): Schema {
  if (!isRecord(schema)) return {};
  const ref = schema['$ref'];
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema;
  let at: unknown = root;
  for (const part of ref.slice(2).split('/'))
    at = isRecord(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return isRecord(at) ? { ...at, ...schema, $ref: undefined } : schema;
}

const isTextList = (schema: Schema): boolean =>
  schema['type'] === 'array' && isRecord(schema['items']) && schema['items']['type'] === 'string';

/** Names that the schema does not fix, each with a text. */
const isTextMap = (schema: Schema): boolean =>
  schema['properties'] === undefined &&
  isRecord(schema['additionalProperties']) &&
  schema['additionalProperties']['type'] === 'string';

/** `anyOf: [X, null]` is how an optional X is written; of a text or a list of texts the list is the wider form. */
function simplest(schema: Schema, root: Schema): Schema {
  const options = Array.isArray(schema['anyOf'])
    ? schema['anyOf'].map((one) => resolve(one, root)).filter((one) => one['type'] !== 'null')
    : [];
  const [first] = options;
  if (options.length === 1) return { ...schema, anyOf: undefined, ...first };
  const textual = options.length > 0 && options.every((one) => one['type'] === 'string' || isTextList(one));
  return textual ? { ...schema, anyOf: undefined, ...(options.find(isTextList) ?? first) } : schema;
}

/** `accessToken` → "Access token"; the schema's own title comes first. */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const LONG = /^(text|body|content|message|description|prompt|system|html|reasoning)$/i;
const SECRET = /password|secret|token|api[_-]?key|private[_-]?key/i;

/** The properties of an object schema in their order, as fields. */
export function readFields(schema: unknown, { secrets = false }: { secrets?: boolean } = {}): FieldSpec[] {
  if (!isRecord(schema)) return [];
  const root = schema;
  const top = resolve(schema, root);
  if (!isRecord(top['properties'])) return [];
  const required = new Set(strings(top['required']));
  return Object.entries(top['properties']).map(([name, property]) => {
    const shape = simplest(resolve(property, root), root);
    const options = strings(shape['enum']);
    const title = shape['title'];
    const description = shape['description'];
    const maxLength = shape['maxLength'];
    return {
      name,
      label: typeof title === 'string' ? title : labelOf(name),
      kind: kindOf(name, shape, { options, secrets }),
      required: required.has(name) && shape['default'] === undefined,
      ...(typeof description === 'string' ? { description } : {}),
      ...(options.length > 0 ? { options } : {}),
      ...(typeof maxLength === 'number' ? { maxLength } : {}),
      ...(shape['default'] === undefined ? {} : { default: shape['default'] }),
    };
  });
}

function kindOf(
  name: string,
  shape: Schema,
  { options, secrets }: { options: string[]; secrets: boolean },
): FieldSpec['kind'] {
  if (options.length > 0) return 'choice';
  switch (shape['type']) {
    case 'string': {
      if (secrets && (SECRET.test(name) || shape['format'] === 'password' || shape['writeOnly'] === true))
        return 'secret';
      const maxLength = shape['maxLength'];
      return LONG.test(name) || (typeof maxLength === 'number' && maxLength > 400) ? 'long-text' : 'text';
    }
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return isTextList(shape) ? 'list' : 'json';
    case 'object':
      return isTextMap(shape) ? 'map' : 'json';
    default:
      return 'json';
  }
}

/** Lines of a field that takes a list: one line stays a text where a text was. */
export function fromLines(text: string, previous: unknown): string | string[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return undefined;
  const [only = ''] = lines;
  return lines.length === 1 && !Array.isArray(previous) ? only : lines;
}
