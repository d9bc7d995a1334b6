import { ConnectorError } from '@jarvis/connector-kit';
import { holdsList, storedBytes } from '@jarvis/json';
import type { Json } from '@jarvis/plan';
import { MAX_WHERE_BYTES } from '@jarvis/steps/nodes';

/**
 * What a step looks for in an event, once its expressions have their values.
 * @throws ConnectorError where it is too much, or holds a list
 */
export function checkWhere(where: Json, { name }: { name: string }): void {
  const bytes = storedBytes(where);
  if (bytes <= MAX_WHERE_BYTES && !holdsList(where)) return;
  throw new ConnectorError({
    code: 'invalid-input',
    message:
      bytes > MAX_WHERE_BYTES
        ? `What "${name}" looks for in an event is ${bytes.toString()} bytes; ${MAX_WHERE_BYTES.toString()} are allowed.`
        : `"${name}" compares fields of an event with single values, and was given a list.`,
    hint: 'Name the few fields under “where” that tell this event from others of its name.',
  });
}
