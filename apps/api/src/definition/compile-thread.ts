import { createConnectors } from '@jarvis/connectors';
import { checkDefinition, type Checked, type CheckTask } from './check-definition.js';

const registry = createConnectors();

/** What a thread of the compile pool does. It has no environment, no connection and no secret. */
export function check(task: CheckTask): Checked {
  return checkDefinition(task, registry);
}
