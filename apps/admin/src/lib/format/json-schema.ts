/** What a form needs to know about one property of a JSON Schema object. */
export interface FieldSpec {
  name: string;
  label: string;
  description?: string;
  kind: 'text' | 'long-text' | 'secret' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'json';
  required: boolean;
  options?: string[];
  /** Of a list or a map: what its entries are. What may be a text is one. */
  entries?: 'text' | 'number';
  /** Of a list: one text stands for a list of one. */
  single?: true;
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

const SCALARS = new Set(['string', 'number', 'integer', 'boolean']);

/** The types a value may have by its schema; empty when the schema does not say them all. */
function typesOf(given: unknown, root: Schema): string[] {
  const schema = resolve(given, root);
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) {
    const all = options.map((one) => typesOf(one, root));
    return all.some((types) => types.length === 0) ? [] : [...new Set(all.flat())];
  }
  if (Array.isArray(schema['type'])) return strings(schema['type']);
  return typeof schema['type'] === 'string' ? [schema['type']] : [];
}

/** What is typed for an entry; nothing for entries that hold more than one value each, or only yes and no. */
function entriesOf(schema: unknown, root: Schema): FieldSpec['entries'] {
  const types = typesOf(schema, root);
  if (types.length === 0 || !types.every((type) => SCALARS.has(type))) return undefined;
  if (types.includes('string')) return 'text';
  return types.includes('boolean') ? undefined : 'number';
}

const listOf = (schema: Schema, root: Schema) =>
  schema['type'] === 'array' ? entriesOf(schema['items'], root) : undefined;

/** Names that the schema does not fix, each with one value. */
const mapOf = (schema: Schema, root: Schema) =>
  schema['type'] === 'object' && schema['properties'] === undefined
    ? entriesOf(schema['additionalProperties'], root)
    : undefined;

/** `anyOf: [X, null]` is how an optional X is written; of a text or a list of texts the list is the wider form. */
function simplest(schema: Schema, root: Schema): { shape: Schema; single?: true } {
  const options = Array.isArray(schema['anyOf'])
    ? schema['anyOf'].map((one) => resolve(one, root)).filter((one) => one['type'] !== 'null')
    : [];
  const [first] = options;
  const as = (shape: Schema | undefined): Schema => ({ ...schema, anyOf: undefined, ...shape });
  if (options.length === 1) return { shape: as(first) };
  if (options.length > 0 && options.every((one) => typeof one['const'] === 'string'))
    return { shape: as({ enum: options.map((one) => one['const']) }) };
  const list = options.find((one) => listOf(one, root) === 'text');
  const others = options.filter((one) => one !== list);
  if (list && others.every((one) => entriesOf(one, root) === 'text')) return { shape: as(list), single: true };
  const types = typesOf(schema, root).filter((type) => type !== 'null');
  return { shape: options.length > 0 && types.length > 0 ? as({ type: types }) : schema };
}

/** `accessToken` → "Access token"; the schema's own title comes first. */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()
    .replace(/\bcrm\b/, 'CRM');
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
    const { shape, single } = simplest(resolve(property, root), root);
    const options = strings(shape['enum']);
    const title = shape['title'];
    const description = shape['description'];
    const maxLength = shape['maxLength'];
    return {
      name,
      label: typeof title === 'string' ? title : labelOf(name),
      ...kindOf(name, shape, { root, options, secrets }),
      ...(single ? { single } : {}),
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
  { root, options, secrets }: { root: Schema; options: string[]; secrets: boolean },
): Pick<FieldSpec, 'kind' | 'entries'> {
  if (options.length > 0) return { kind: 'choice' };
  const [list, map] = [listOf(shape, root), mapOf(shape, root)];
  if (list) return { kind: 'list', entries: list };
  if (map) return { kind: 'map', entries: map };
  if (typesOf(shape, root).join() === 'boolean') return { kind: 'boolean' };
  switch (entriesOf(shape, root)) {
    case 'number':
      return { kind: 'number' };
    case 'text': {
      if (secrets && (SECRET.test(name) || shape['format'] === 'password' || shape['writeOnly'] === true))
        return { kind: 'secret' };
      const maxLength = shape['maxLength'];
      return { kind: LONG.test(name) || (typeof maxLength === 'number' && maxLength > 400) ? 'long-text' : 'text' };
    }
    default:
      return { kind: 'json' };
  }
}
