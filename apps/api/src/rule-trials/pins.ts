import type { Json } from '@jarvis/json';
import { JsonObject, type Plan } from '@jarvis/plan';
import { displayOf } from '@jarvis/steps/display';
import { flattenSteps } from '@jarvis/steps/lists';

/** What a draft's steps give when it is tried out, by their ids. */
export function readPins(stored: unknown): Readonly<Record<string, Json>> {
  return JsonObject.catch({}).parse(stored);
}

/**
 * Those of a plan's steps that can give something else than they would. One that holds others decides which of them run,
 * and an answer of a person lets an action run: such steps are rehearsed.
 * @param but the id of a step that is done all the same
 */
export function pinsFor({ nodes }: Plan, stored: unknown, { but }: { but?: string } = {}): Record<string, Json> {
  const can = new Set(flattenSteps(nodes).flatMap(({ id, kind }) => (displayOf(kind)?.lists.length === 0 ? [id] : [])));
  return Object.fromEntries(Object.entries(readPins(stored)).filter(([id]) => can.has(id) && id !== but));
}
