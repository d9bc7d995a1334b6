import type { RunStep } from '@jarvis/database';

type Placed = Pick<RunStep, 'startedAt' | 'createdAt' | 'path'>;

/** `steps[9]` comes before `steps[10]`. */
const paths = new Intl.Collator('en', { numeric: true });

/** In the order in which they ran. Several of a group begin in one millisecond, so there their places decide. */
export function inOrder<Step extends Placed>(steps: readonly Step[]): Step[] {
  return [...steps].sort(
    (one, other) =>
      (one.startedAt?.getTime() ?? Infinity) - (other.startedAt?.getTime() ?? Infinity) ||
      one.createdAt.getTime() - other.createdAt.getTime() ||
      paths.compare(one.path, other.path),
  );
}
