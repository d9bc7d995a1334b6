import { isFieldName } from '@jarvis/expressions';
import { joinPath } from '@jarvis/issues';
import type { Finding } from '@jarvis/rules';
import type { Step } from '@jarvis/steps/language';
import { childLists, flattenSteps } from '@jarvis/steps/lists';

/** A step and where it stands. */
export interface OutlineEntry {
  step: Step;
  /** JSON path, such as `steps[2].cases[0].steps[1]`. */
  path: string;
  /** The id of the innermost loop around it. */
  loop?: string;
  /** Parts of it are malformed: nothing is known about its output. */
  isDamaged: boolean;
}

/** Every step of a definition by id; of steps with the same id the first. */
export type Outline = ReadonlyMap<string, OutlineEntry>;

/** Visits every step of a list, outer before inner, in order. */
export function visitSteps(
  steps: readonly Step[],
  path: string,
  visit: (place: Omit<OutlineEntry, 'isDamaged'>) => void,
  loop?: string,
): void {
  steps.forEach((step, index) => {
    const at = `${path}[${String(index)}]`;
    visit({ step, path: at, ...(loop === undefined ? {} : { loop }) });
    for (const list of childLists(step)) {
      visitSteps(list.steps, joinPath(at, list.path), visit, list.repeats ? step.id : loop);
    }
  });
}

/** How many steps there are, those inside of others and those with the same id counted. */
export function countSteps(steps: readonly Step[]): number {
  return flattenSteps(steps).length;
}

/** Collects the steps and reports ids used twice, and those that expressions cannot read. */
export function buildOutline(
  steps: readonly Step[],
  { damagedIds, report }: { damagedIds: ReadonlySet<string>; report: (finding: Finding) => void },
): Outline {
  const outline = new Map<string, OutlineEntry>();
  visitSteps(steps, 'steps', (place) => {
    const { step, path } = place;
    const first = outline.get(step.id);
    if (!first) {
      outline.set(step.id, { ...place, isDamaged: damagedIds.has(step.id) });
      if (!isFieldName(step.id)) report(reservedName(`${path}.id`, step.id));
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

/** A name that means something else in expressions, so that they cannot read what is called so. */
export function reservedName(path: string, name: string): Finding {
  return {
    path,
    code: 'reserved-name',
    message: `Expressions cannot read what is called “${name}”: the word means something else there.`,
    hint: `Choose another name, such as “${name}1”.`,
  };
}
