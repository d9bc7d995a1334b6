import { MAX_VALUE_BYTES, type Json } from '@jarvis/plan';
import { ConnectorError } from '@jarvis/connector-kit';

/**
 * Lets a result through that may enter a workflow. A larger one would fail in the SDK, retryably and for ever,
 * and be seen as a stuck run.
 */
export function withinValueLimit(value: Json, step: { name: string }): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= MAX_VALUE_BYTES) return value;
  throw new ConnectorError({
    code: 'invalid-input',
    message: `The result of "${step.name}" is ${Math.ceil(bytes / 1024).toString()} KB; ${(MAX_VALUE_BYTES / 1024).toString()} KB may go on.`,
    hint: 'Ask for less, for instance fewer fields or a smaller page.',
    // Whatever was asked for has happened; a repeat would not make it smaller.
    maybeSent: true,
  });
}
