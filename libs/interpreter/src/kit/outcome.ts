import type { Json, RunResumption, StepError } from '@jarvis/plan';
import type { FinalRunStatus } from '@jarvis/vocabulary';

/** How a node, or a list of nodes, came out. */
export type NodeOutcome =
  /** Done; the next one's turn. */
  | { type: 'completed'; output: Json }
  /** Did not work out; the node's `onError` says what that means. */
  | { type: 'failed'; error: StepError }
  /** A person said no, or nobody answered: what is around decides whether that ends the run. */
  | { type: 'declined'; status: FinalRunStatus; message: string }
  /** The run is over here. */
  | { type: 'ended'; status: FinalRunStatus; message?: string }
  /** The run goes on from here in a new history. */
  | { type: 'passed-on'; resumption: RunResumption };

/** How all that ran inside of a node came out. */
export type EndedOutcome = Exclude<NodeOutcome, { type: 'passed-on' }>;

export function completed(output: Json = null): EndedOutcome {
  return { type: 'completed', output };
}
