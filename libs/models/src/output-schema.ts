import { ConnectorError } from '@jarvis/connector-kit';
import { z } from 'zod';

/** A JSON Schema as a rule's author writes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a text proved to be. */
export type ParsedOutput =
  { valid: true; value: z.infer<ReturnType<typeof z.json>> } | { valid: false; problems: string[] };

/** Compiles a JSON Schema into a check of a model's answer. @throws ConnectorError `invalid-input` for a schema we cannot read */
export function compileOutputSchema(schema: JsonSchema): (text: string) => ParsedOutput {
  const validator = toZod(schema);
  return (text) => {
    const json = parseJson(text);
    if (json === undefined) return { valid: false, problems: ['the answer is not JSON'] };
    const result = validator.safeParse(json.value);
    if (result.success) return { valid: true, value: z.json().parse(result.data) };
    return {
      valid: false,
      problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`),
    };
  };
}

function toZod(schema: JsonSchema): z.ZodType {
  try {
    return z.fromJSONSchema({ ...schema });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectorError({
      code: 'invalid-input',
      message: `The output schema of the model step cannot be used: ${reason}.`,
      hint: 'Correct outputSchema.',
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
