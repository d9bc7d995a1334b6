/** Keywords by the type they are about. All others go with every type. */
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['pattern', 'format', 'minLength', 'maxLength'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};
const TYPED = new Set(Object.values(OF_TYPE).flat());

type Schema = Record<string, unknown>;

/**
 * The same schema with each list of types (`type: [string, "null"]`) written as alternatives: the provider's SDK
 * follows one type a schema, and would move the limits of several into the description.
 */
export function spreadTypes(schema: Readonly<Schema>): Schema {
  const { type, ...rest } = followInner(schema);
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const [only] = types;
  // What may be chosen is listed, so further types add nothing.
  if (types.length === 1 || 'enum' in rest || 'const' in rest)
    return only === undefined ? rest : { ...rest, type: only };
  const shared = pick(rest, (key) => !TYPED.has(key));
  return {
    ...shared,
    anyOf: types.map((name) => {
      const own = OF_TYPE[String(name)] ?? [];
      return { ...pick(rest, (key) => own.includes(key)), type: name };
    }),
  };
}

function followInner(schema: Readonly<Schema>): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'properties' && isSchema(value)) {
        return [key, Object.fromEntries(Object.entries(value).map(([name, field]) => [name, spread(field)]))];
      }
      if (key === 'anyOf' && Array.isArray(value)) return [key, value.map(spread)];
      return [key, key === 'items' || key === 'additionalProperties' ? spread(value) : value];
    }),
  );
}

function spread(value: unknown): unknown {
  return isSchema(value) ? spreadTypes(value) : value;
}

function pick(from: Schema, wanted: (key: string) => boolean): Schema {
  return Object.fromEntries(Object.entries(from).filter(([key]) => wanted(key)));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
