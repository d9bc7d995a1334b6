// Without zod and YAML: the admin makes the form for a run from it.

/** What one input is: a JSON Schema, and whether it may be left out. */
export type WrittenInput = Readonly<Record<string, unknown>> & { optional?: boolean | undefined };

interface SchemaOfInputs {
  type: 'object';
  properties: Record<string, Record<string, unknown>>;
  required?: string[];
  additionalProperties: false;
}

/** The JSON Schema of an object with these inputs. One with a default may be left out: it is filled in, so it is always there. */
export function schemaOfInputs(inputs: Readonly<Record<string, WrittenInput>>): SchemaOfInputs {
  const entries = Object.entries(inputs);
  const schemas = entries.map(([name, { optional: _optional, ...schema }]) => [name, schema] as const);
  const required = entries.flatMap(([name, { optional, ...schema }]) =>
    optional === true && schema['default'] === undefined ? [] : [name],
  );
  return {
    type: 'object',
    properties: Object.fromEntries(schemas),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}
