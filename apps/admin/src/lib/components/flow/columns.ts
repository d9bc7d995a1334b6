import type { StepList, StepView } from './steps.js';

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

/** The ways on from a branch or an approval, from left to right; the approved one in the middle, straight on. */
export function columnsOf(step: StepView): Column[] {
  const [first, second] = step.lists;
  if (step.kind === 'approval' && first && second)
    return [
      { key: 'rejected', label: first.label, list: first, ends: 'rejected' },
      { key: 'approved', label: 'If approved' },
      { key: 'expired', label: second.label, list: second, ends: 'expired' },
    ];
  return step.lists.map((list, index) => ({
    key: list.condition ? String(index) : 'else',
    label: list.label,
    ...(list.condition ? { condition: list.condition.text } : {}),
    list,
    ...(endsRun(list.steps) ? { ends: 'stopped' as const } : {}),
  }));
}

/** Whether nothing after these steps can run. */
export function endsRun(steps: readonly StepView[]): boolean {
  return steps.some((step) => {
    if (step.raw['if'] !== undefined) return false;
    if (step.kind === 'stop') return true;
    return step.kind === 'branch' && step.lists.every((list) => endsRun(list.steps));
  });
}
