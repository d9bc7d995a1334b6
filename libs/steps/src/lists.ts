import type { ListField } from './display-base.js';
import { displayOf, STEP_DISPLAYS } from './display.js';

/** Every field that can hold steps, the definition's own among them. */
export const STEP_LIST_FIELDS: ReadonlySet<string> = new Set([
  'steps',
  ...Object.values(STEP_DISPLAYS).flatMap(({ lists }) => lists.map(({ field, steps }) => steps ?? field)),
]);

/** One list of steps within a step. */
export interface ChildList<Step> {
  /** From the step: `['cases', 0, 'steps']`, `['onRejected']`. */
  path: (string | number)[];
  label: string;
  /** What holds the list: the step itself, or one of its cases. */
  holder: unknown;
  steps: readonly Step[];
  /** Whether the steps may run more than once. */
  repeats: boolean;
}

/**
 * The lists within a step, in their order. Works on what is not a valid step yet: a list that is missing, or is none, is
 * an empty one.
 */
export function childLists<Step extends object>(step: Step): ChildList<Step>[] {
  return fieldsOf(step).flatMap(({ field, steps, label, further = label, repeats = false }) => {
    const value: unknown = Reflect.get(step, field);
    if (steps === undefined) return [{ path: [field], label, holder: step, steps: listOf(value), repeats }];
    return listOf(value).map((holder: unknown, index) => ({
      path: [field, index, steps],
      label: index === 0 ? label : further,
      holder,
      steps: listOf(isObject(holder) ? Reflect.get(holder, steps) : undefined),
      repeats,
    }));
  });
}

/** Every step of a list, outer before inner, in order; what is no step yet is left out. */
export function flattenSteps<Step extends object>(steps: readonly Step[]): Step[] {
  const real = steps.filter(isObject);
  return real.flatMap((step) => [step, ...childLists(step).flatMap((list) => flattenSteps(list.steps))]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(step: object): readonly ListField[] {
  const kind: unknown = Reflect.get(step, 'kind');
  return typeof kind === 'string' ? (displayOf(kind)?.lists ?? []) : [];
}

/** Steps of the same union as the step they are in, which only the caller knows. */
function listOf(value: unknown): readonly never[] {
  return Array.isArray(value) ? (value as never[]) : [];
}
