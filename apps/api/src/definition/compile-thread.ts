import { createConnectors } from '@jarvis/connectors';
import { checkDefinition, type Checked, type CheckTask } from './check-definition.js';
import { handleFile, type FileResult, type FileTask } from './rule-file.js';

const registry = createConnectors();

/** What a thread of the compile pool does. It has no environment, no connection and no secret. */
export function check(task: CheckTask): Checked {
  return checkDefinition(task, registry);
}

export function file(task: FileTask): FileResult {
  return handleFile(task, registry);
}
