import { joinPath } from '@jarvis/issues';
import { checkSchema } from '@jarvis/json-schema';
import type { Finding } from '@jarvis/rules';

/** Checks the JSON Schema of a model's answer, with each problem at its place in the definition. */
export function checkOutputSchema(schema: unknown, path: string): Finding[] {
  return checkSchema(schema).map(({ segments, message, hint }) => ({
    path: joinPath(path, segments),
    code: 'invalid-output-schema',
    message,
    hint,
  }));
}
