import { formatPath, type Path } from '@jarvis/issues/path';
import { displayOf, stepName, type Aside } from '@jarvis/steps/display';
import { childLists } from '@jarvis/steps/lists';
import { isRecord } from '../../format/json-schema.js';

export interface StepList {
  label: string;
  path: Path;
  steps: StepView[];
  /** What people have called it, where they can. */
  name?: string;
  /** The condition that leads here, where there is one, and where it is written. */
  condition?: { path: Path; text: string; isValues?: true };
  /** What holds the list, where it is one of several: a case of a branch, a branch of a parallel step. */
  part?: { path: Path; index: number };
  /** Whether the steps may run more than once; whether the lists of the step run at the same time. */
  repeats: boolean;
  beside: boolean;
  /** How the run ends after the steps, where it does. */
  ends?: 'rejected' | 'expired';
  /** Set where it is no way on from the step, but stands beside it. */
  aside?: Aside;
}

/** A step as the form shows it, however unfinished the text is. */
export interface StepView {
  /** Its path as text: unique in the rule. */
  key: string;
  path: Path;
  list: Path;
  index: number;
  id: string;
  kind: string;
  title: string;
  raw: Record<string, unknown>;
  lists: StepList[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads a list of steps at a path; whatever is no step yet is left to the YAML. */
export function readSteps(value: unknown, list: Path): StepView[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((raw: unknown, index) => {
    if (!isRecord(raw)) return [];
    const path = [...list, index];
    const id = text(raw['id']);
    const kind = text(raw['kind']);
    return [
      {
        key: formatPath(path),
        path,
        list,
        index,
        id,
        kind,
        title: stepName({ id, name: text(raw['name']) }) || 'Unnamed step',
        raw,
        lists: readLists(raw, path),
      },
    ];
  });
}

function readLists(raw: Record<string, unknown>, path: Path): StepList[] {
  return childLists(raw).map(({ path: inner, label, name, condition, steps, repeats, beside, ends, aside }) => {
    const at = [...path, ...inner];
    const holder = at.slice(0, -1);
    const index = inner.at(-2);
    return {
      label,
      path: at,
      steps: readSteps(steps, at),
      repeats,
      beside,
      ...(name === undefined ? {} : { name }),
      ...(ends ? { ends } : {}),
      ...(aside ? { aside } : {}),
      ...(condition
        ? {
            condition: {
              path: [...holder, condition.field],
              text: condition.text,
              ...(condition.isValues ? { isValues: true as const } : {}),
            },
          }
        : {}),
      ...(typeof index === 'number' ? { part: { path: holder, index } } : {}),
    };
  });
}

/** The lists that are ways on from a step; the others stand beside it. */
export const waysOf = ({ lists }: StepView): StepList[] => lists.filter(({ aside }) => !aside);

/** Every step, each before those inside it. */
export function flatten(steps: readonly StepView[]): StepView[] {
  return steps.flatMap((step) => [step, ...step.lists.flatMap((list) => flatten(list.steps))]);
}

/** An id that is not taken: `post`, `post2`, `post3`. */
export function freeId(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number++;
  return `${base}${number}`;
}

/** What a new step of a kind starts with: enough to see what it is, nothing invented. */
export function newStep(
  kind: string,
  { taken, uses }: { taken: ReadonlySet<string>; uses?: string },
): Record<string, unknown> {
  const verb = uses?.split('.')[1]?.split('-')[0];
  const display = displayOf(kind);
  const id = freeId(verb ?? display?.id ?? 'step', taken);
  return { id, kind, ...structuredClone(display?.blank), ...(uses === undefined ? {} : { uses }) };
}
