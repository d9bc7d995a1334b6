import { formatPath, type Problem, type Step } from '@jarvis/rules';

/** A step and where it stands. */
export interface OutlineEntry {
  step: Step;
  /** JSON path, such as `steps[2].cases[0].steps[1]`. */
  path: string;
}

/** Every step of a definition by id; of steps with the same id the first. */
export type Outline = ReadonlyMap<string, OutlineEntry>;

/** Lists of steps inside a step, with their paths. */
function listsIn(step: Step, path: string): { steps: Step[]; path: string }[] {
  switch (step.kind) {
    case 'branch':
      return [
        ...step.cases.map(({ steps }, index) => ({ steps, path: `${path}.cases[${String(index)}].steps` })),
        ...(step.else ? [{ steps: step.else, path: `${path}.else` }] : []),
      ];
    case 'approval':
      return [
        ...(step.onRejected ? [{ steps: step.onRejected, path: `${path}.onRejected` }] : []),
        ...(step.onExpired ? [{ steps: step.onExpired, path: `${path}.onExpired` }] : []),
      ];
    default:
      return [];
  }
}

/** Visits every step of a list, outer before inner, in order. */
export function visitSteps(steps: readonly Step[], path: string, visit: (entry: OutlineEntry) => void): void {
  steps.forEach((step, index) => {
    const at = `${path}[${String(index)}]`;
    visit({ step, path: at });
    for (const list of listsIn(step, at)) visitSteps(list.steps, list.path, visit);
  });
}

/** How many steps there are, those inside of others and those with the same id counted. */
export function countSteps(steps: readonly Step[]): number {
  let count = 0;
  visitSteps(steps, '', () => (count += 1));
  return count;
}

/** Collects the steps and reports ids used twice. */
export function buildOutline(steps: readonly Step[], report: (problem: Problem) => void): Outline {
  const outline = new Map<string, OutlineEntry>();
  visitSteps(steps, formatPath(['steps']), (entry) => {
    const { step, path } = entry;
    const first = outline.get(step.id);
    if (!first) {
      outline.set(step.id, entry);
      return;
    }
    report({
      path: `${path}.id`,
      code: 'duplicate-id',
      message: `The id “${step.id}” is already used at \`${first.path}\`.`,
      hint: 'Give one of the two steps another id.',
    });
  });
  return outline;
}
