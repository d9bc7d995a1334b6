import { checkTrigger as findingsOf, type Trigger } from '@jarvis/triggers';
import type { Finding } from './problem.js';

/** What is wrong with a well-formed trigger, at its place in the definition. */
export function checkTrigger(trigger: Trigger): Finding[] {
  return findingsOf(trigger).map(({ field, ...finding }) => ({ path: `trigger.${field}`, ...finding }));
}
