import { displayOf } from '@jarvis/steps/display';
import { waysOf, type StepList, type StepView } from './steps.js';

/** One of the ways on from a step, drawn beside the others. */
export interface Column {
  /** What the run's record calls it: the number of a case, `else`, or the answer. */
  key: string;
  label: string;
  condition?: string;
  /** Its steps; an approval's approved way has none, it is what follows. */
  list?: StepList;
  /** How the run ends after it; absent when it goes on below. */
  ends?: 'rejected' | 'expired' | 'stopped';
}

/** The ways on from a step, from left to right; the one straight on in the middle. */
export function columnsOf(step: StepView): Column[] {
  const ways = waysOf(step).map((list): Column => {
    const ends = list.ends ?? (!list.repeats && endsRun(list.steps) ? 'stopped' : undefined);
    return {
      key: list.ends ?? (list.part ? String(list.part.index) : String(list.path.at(-1))),
      label: list.label,
      ...(list.condition ? { condition: list.condition.text } : {}),
      list,
      ...(ends ? { ends } : {}),
    };
  });
  const through = displayOf(step.kind)?.through;
  const middle = Math.floor(ways.length / 2);
  return through && ways.length > 0 ? [...ways.slice(0, middle), through, ...ways.slice(middle)] : ways;
}

/** Whether nothing after these steps can run. */
export function endsRun(steps: readonly StepView[]): boolean {
  return steps.some((step) => {
    const { raw, kind } = step;
    if (raw['if'] !== undefined) return false;
    return (
      displayOf(kind)?.endsRun?.(
        raw,
        waysOf(step).map((list) => endsRun(list.steps)),
      ) ?? false
    );
  });
}
