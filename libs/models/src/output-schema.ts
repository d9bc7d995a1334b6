import { ConnectorError } from '@jarvis/connector-kit';
import { compileSchema, JsonSchemaError, type JsonSchema } from '@jarvis/json-schema';
import { z } from 'zod';

/** What a text proved to be. */
export type ParsedOutput =
  { valid: true; value: z.infer<ReturnType<typeof z.json>> } | { valid: false; problems: string[] };

/** Compiles a JSON Schema into a check of a model's answer. @throws ConnectorError `invalid-input` for a schema we cannot read */
export function compileOutputSchema(schema: JsonSchema): (text: string) => ParsedOutput {
  const check = compile(schema);
  return (text) => {
    const json = parseJson(text);
    if (json === undefined) return { valid: false, problems: ['the answer is not JSON'] };
    const problems = check(json.value).map(({ path, message }) => `${path || 'the answer'}: ${message}`);
    return problems.length === 0 ? { valid: true, value: z.json().parse(json.value) } : { valid: false, problems };
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

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
