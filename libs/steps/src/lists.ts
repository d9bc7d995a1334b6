import { ASIDES, type Aside, type ListField } from './display-base.js';
import { displayOf, STEP_DISPLAYS } from './display.js';

/** Every field that can hold steps, the definition's own among them. */
export const STEP_LIST_FIELDS: ReadonlySet<string> = new Set([
  'steps',
  ...[...Object.values(STEP_DISPLAYS).flatMap(({ lists }) => lists), ...ASIDES].map(
    ({ field, steps, within }) => steps ?? within ?? field,
  ),
]);

/** One list of steps within a step. */
export interface ChildList<Step> {
  /** From the step: `['cases', 0, 'steps']`, `['onRejected']`, `['onError', 'steps']`. */
  path: (string | number)[];
  label: string;
  /** Of a case: what people have called it. */
  name?: string;
  /** Of a case: the condition under which its steps run, or the values for which they do, and the field that holds it. */
  condition?: { field: string; text: string; isValues?: true };
  steps: readonly Step[];
  /** Whether the steps may run more than once. */
  repeats: boolean;
  /** Whether the lists of the step run at the same time. */
  beside: boolean;
  /** How the run ends after its steps, where it does. */
  ends: ListField['ends'];
  /** Set where it is no way on from the step. */
  aside: Aside | undefined;
}

/**
 * The lists within a step, in their order. Works on what is not a valid step yet: a list that is missing, or is none, is
 * an empty one.
 */
export function childLists<Step extends object>(step: Step): ChildList<Step>[] {
  return fieldsOf(step).flatMap((list) => {
    const {
      field,
      steps,
      within,
      label,
      further = label,
      named,
      condition,
      values,
      ends,
      repeats,
      beside,
      aside,
    } = list;
    const value: unknown = Reflect.get(step, field);
    const common = { repeats: repeats ?? false, beside: beside ?? false, ends, aside };
    // What stands beside the way is there only where it is written.
    if (within !== undefined) {
      if (!isObject(value) || Array.isArray(value)) return [];
      return [{ path: [field, within], label, steps: listOf(Reflect.get(value, within)), ...common }];
    }
    if (steps === undefined) return [{ path: [field], label, steps: listOf(value), ...common }];
    return listOf(value).map((holder: unknown, index) => {
      const numbered = `${label} ${String(index + 1)}`;
      const name = named === undefined ? undefined : textIn(holder, named);
      const compares = values !== undefined && hasValues(values, step, holder, condition);
      const ofCase = compares ? values.label : index === 0 ? label : further;
      const called = named === undefined ? ofCase : name?.trim() || numbered;
      return {
        path: [field, index, steps],
        label: called,
        ...(name === undefined ? {} : { name }),
        ...(compares
          ? {
              condition: {
                field: values.field,
                text: values.textOf(fieldOf(holder, values.field)),
                isValues: true as const,
              },
            }
          : condition === undefined
            ? {}
            : { condition: { field: condition, text: textIn(holder, condition) } }),
        steps: listOf(isObject(holder) ? Reflect.get(holder, steps) : undefined),
        ...common,
      };
    });
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

/** Whether a case has values, or is to have them: the step says of what, and no condition is written. */
function hasValues(
  { field, of }: NonNullable<ListField['values']>,
  step: object,
  holder: unknown,
  condition = '',
): boolean {
  if (fieldOf(holder, field) !== undefined) return true;
  return textIn(step, of).trim() !== '' && textIn(holder, condition) === '';
}

function fieldOf(holder: unknown, field: string): unknown {
  return isObject(holder) ? Reflect.get(holder, field) : undefined;
}

function textIn(holder: unknown, field: string): string {
  const text = fieldOf(holder, field);
  return typeof text === 'string' ? text : '';
}

function fieldsOf(step: object): readonly ListField[] {
  const kind: unknown = Reflect.get(step, 'kind');
  return typeof kind === 'string' ? [...(displayOf(kind)?.lists ?? []), ...ASIDES] : [];
}

/** Steps of the same union as the step they are in, which only the caller knows. */
function listOf(value: unknown): readonly never[] {
  return Array.isArray(value) ? (value as never[]) : [];
}
