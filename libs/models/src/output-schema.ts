import { ConnectorError } from '@jarvis/connector-kit';
import { Json, parseJson } from '@jarvis/json';
import { compileSchema, JsonSchemaError, type JsonSchema } from '@jarvis/json-schema';

/** What a text proved to be. */
export type ParsedOutput = { valid: true; value: Json } | { valid: false; problems: string[] };

/** Compiles a JSON Schema into a check of a model's answer. @throws ConnectorError `invalid-input` for a schema we cannot read */
export function compileOutputSchema(schema: JsonSchema): (text: string) => ParsedOutput {
  const check = compile(schema);
  return (text) => {
    const json = readJson(text);
    if (json === undefined) return { valid: false, problems: ['the answer is not JSON'] };
    const problems = check(json.value).map(({ path, message }) => `${path || 'the answer'}: ${message}`);
    return problems.length === 0 ? { valid: true, value: Json.parse(json.value) } : { valid: false, problems };
  };
}

function compile(schema: JsonSchema): ReturnType<typeof compileSchema> {
  try {
    return compileSchema(schema);
  } catch (cause) {
    if (!(cause instanceof JsonSchemaError)) throw cause;
    throw new ConnectorError({
      code: 'invalid-input',
      message: `\`output\` of the model step cannot be used: ${cause.message}.`.replace(/\.\.$/, '.'),
      hint: 'Correct `output` and publish the rule again.',
      cause,
    });
  }
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
