import type { PassedUndoing } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { Frame } from './frame.js';

/** What undoes one step that has succeeded, and the frame that it ran in. */
export interface Undo {
  /** Of the step. */
  path: string;
  name: string;
  steps: readonly PlanNode[];
  frame: Frame;
}

/** What would undo the steps of a run that have succeeded so far, in the order in which they came to their end. */
export class Undoing {
  private readonly open: Undo[] = [];
  private begun = false;

  /** Steps that undo others are not undone themselves. */
  get hasBegun(): boolean {
    return this.begun;
  }

  get isEmpty(): boolean {
    return this.open.length === 0;
  }

  /** Notes a step that has succeeded. */
  add({ path, name, compensate }: PlanNode, frame: Frame): void {
    if (compensate && !this.begun) this.open.push({ path, name, steps: compensate.steps, frame });
  }

  /** The last that is still to be undone; nobody is given it again. */
  take(): Undo | undefined {
    this.begun = true;
    return this.open.pop();
  }

  /** For the next execution of the run; undefined when there is nothing. */
  passOn(): PassedUndoing | undefined {
    if (this.isEmpty) return undefined;
    const passed: PassedUndoing = { steps: {}, frames: {}, order: [] };
    for (const { path, name, steps, frame } of this.open) {
      passed.steps[path] ??= { name, steps: [...steps] };
      if (frame.at !== '') passed.frames[frame.at] ??= frame.passed();
      passed.order.push({ path, at: frame.at });
    }
    return passed;
  }

  /** @param root the frame of the plan's own list */
  restore(passed: PassedUndoing | undefined, root: Frame): void {
    if (!passed) return;
    const frames = new Map(Object.entries(passed.frames).map(([at, frame]) => [at, root.restore(at, frame)]));
    for (const { path, at } of passed.order) {
      const step = passed.steps[path];
      if (step) this.open.push({ path, ...step, frame: frames.get(at) ?? root });
    }
  }
}
