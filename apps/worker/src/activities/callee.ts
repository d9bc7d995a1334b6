import { ConnectorError } from '@jarvis/connector-kit';
import { readInputs, type Queryable } from '@jarvis/database';
import { takeInputs } from '@jarvis/json-schema';
import type { Json } from '@jarvis/plan';

interface Called {
  rule: string;
  ruleName: string;
  given: Json;
  /** The step that calls it. */
  step: { name: string };
}

/** Holds what a rule is called with against what it takes, as it is published now. @returns it, with its defaults */
export async function takeGiven(manager: Queryable, { rule, ruleName, given, step }: Called): Promise<Json> {
  const schema = await readInputs(manager, rule);
  if (schema === undefined) return given;
  const { inputs, problems } = takeInputs(schema, given);
  if (problems.length === 0) return inputs;
  const words = problems.map(({ path, message }) => (path === '' ? `it ${message}` : `“${path}” ${message}`));
  throw new ConnectorError({
    code: 'invalid-input',
    message: `"${step.name}" calls “${ruleName}” with inputs that it does not take: ${words.join('; ')}.`,
    hint: 'Compare them with `inputs` of that rule, which may have been published anew since.',
  });
}
