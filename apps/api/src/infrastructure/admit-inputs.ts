import type { Json } from '@jarvis/json';
import { takeInputs } from '@jarvis/json-schema';
import { JsonObject } from '@jarvis/plan';
import { z } from 'zod';
import { refuse } from '../http/api-error.js';

const Taking = z.looseObject({ inputs: JsonObject.optional() });

/**
 * Lets in what a run is started with, where its plan says what it takes.
 * @returns the same with the defaults of what was left out
 * @throws ApiError 422 that names each field
 */
export function admitInputs(plan: unknown, event: Json): Json {
  const { inputs: schema } = Taking.parse(plan);
  if (schema === undefined) return event;
  const { inputs, problems } = takeInputs(schema, event);
  if (problems.length === 0) return inputs;
  throw refuse.unprocessable({
    code: 'invalid-inputs',
    message: 'The rule does not take what it was given.',
    hint: 'details names each input, and what is wrong with it.',
    details: problems.map(({ path, message }) => ({
      path: path === '' ? 'event' : `event.${path}`,
      code: 'invalid-input',
      message: path === '' ? `It ${message}.` : `“${path}” ${message}.`,
      hint: `Its inputs are: ${namesOf(schema)}.`,
    })),
  });
}

/** The same without the check. */
export function withDefaults(plan: unknown, event: Json): Json {
  const schema = Taking.safeParse(plan).data?.inputs;
  return schema === undefined ? event : takeInputs(schema, event).inputs;
}

function namesOf({ properties }: JsonObject): string {
  return Object.keys(JsonObject.parse(properties)).join(', ');
}
