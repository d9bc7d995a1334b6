import { ConnectorError } from '@jarvis/connector-kit';
import { parseJson, storedBytes } from '@jarvis/json';
import { MAX_EVENT_BYTES, MAX_OUTPUT_BYTES, type Json } from '@jarvis/plan';
import { z } from 'zod';

/** What parseJson gives is JSON: walking through it again took eight times as long as parsing it. */
const ParsedJson = z.custom<Json>();

/**
 * Plain JSON of a result that may enter a workflow. A larger one would fail in the SDK, retryably and for ever,
 * and be seen as a stuck run.
 */
export function toWorkflowValue(value: unknown, step: { name: string }): Json {
  const text = JSON.stringify(value ?? null);
  const bytes = Buffer.byteLength(text);
  // Through text and back: undefined fields vanish, dates become text, as they would on their way anyway.
  if (bytes <= MAX_OUTPUT_BYTES) return ParsedJson.parse(parseJson(text));
  throw new ConnectorError({
    code: 'invalid-input',
    message: `The result of "${step.name}" is ${Math.ceil(bytes / 1024).toString()} KB; ${(MAX_OUTPUT_BYTES / 1024).toString()} KB may go on.`,
    hint: 'Ask for less, for instance fewer fields or a smaller page.',
  });
}

/** Refuses what a step tells other rules and is larger than an event that comes through any other door. */
export function checkEmitted(body: unknown, step: { name: string }): void {
  const bytes = storedBytes(body);
  if (bytes <= MAX_EVENT_BYTES) return;
  throw new ConnectorError({
    code: 'invalid-input',
    message: `What "${step.name}" tells other rules is ${Math.ceil(bytes / 1024).toString()} KB once its numbers are written out; ${(MAX_EVENT_BYTES / 1024).toString()} KB are allowed.`,
    hint: 'Tell less: fewer records at once, or an address under which the rest can be read.',
  });
}
