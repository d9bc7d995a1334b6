import type { Path } from '@jarvis/issues/path';
import type { Snippet } from 'svelte';
import type { Column } from './columns.js';
import type { StepView } from './steps.js';

/** Where a run went. */
export interface Trace {
  /** Whether it came to a step, and whether the step ran: one whose condition is false is skipped. */
  came: (key: string) => boolean;
  ran: (key: string) => boolean;
  /** Whether it went this way on from a step. */
  took: (step: StepView, way: Column) => boolean;
}

/** How a flow is shown: the builder and the page of a run show the same nodes for different ends. */
export interface Flow {
  /** Key of the chosen node. */
  readonly chosen: string | null;
  /** Keys of all that are selected with it. */
  readonly selected?: ReadonlySet<string>;
  choose: (key: string, event: MouseEvent) => void;
  /** Keys of the steps whose ways are folded, where they can be. */
  readonly folded?: ReadonlySet<string>;
  /** Below a step that holds others: what folds its ways. */
  fold?: Snippet<[StepView]>;
  /** What a step does, in a line. */
  words: (step: StepView) => string;
  /** At the right of a node: its problems, or how far it came. */
  mark: Snippet<[string]>;
  /** On the lines of a flow that can be changed. */
  insert?: Snippet<[{ list: Path; index: number }]>;
  /** Lights the way that a run took; without it all is shown alike. */
  readonly trace?: Trace | undefined;
}

export const TRIGGER = 'trigger';
