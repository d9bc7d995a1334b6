import { Json } from '@jarvis/json';
import { ERROR_CODES, LANES, ON_ERROR, type OnError } from '@jarvis/vocabulary';
import { z } from 'zod';

/** Retry policy of a step; intervals in milliseconds. */
export const RetryPolicy = z.object({
  maximumAttempts: z.int().min(1).max(100),
  initialIntervalMs: z.int().min(1),
  backoffCoefficient: z.number().min(1).max(10),
  maximumIntervalMs: z.int().min(1),
  /** Codes of errors that end the step at once. */
  notOn: z.array(z.enum(ERROR_CODES)).optional(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** A template: any JSON in which strings may hold `${{ CEL }}`. Rendered inside the workflow. */
export const Template = Json;
export type Template = z.infer<typeof Template>;

/** CEL source without the `${{ }}` around it. */
export const Expression = z.string().min(1).max(4096);

/** What every node of a plan has. */
export const nodeBase = {
  /** The step's id in the definition, unique in the rule: `steps.<id>` in expressions. */
  id: z.string().min(1),
  /** Stable place in the definition, for example `steps[2].cases[0].steps[1]`; names rows, effects and answers. */
  path: z.string().min(1),
  /** What people read: Temporal UI summaries, timeline, approval page. */
  name: z.string().min(1),
  /** Skip the step when this is false. */
  if: Expression.optional(),
};

/** What the nodes of every kind get besides, as in the definition. */
export const handlingNodes = <Node>(nodes: z.ZodType<Node[]>) => ({
  onError: z.union([z.enum(ON_ERROR), z.object({ steps: nodes, then: z.enum(ON_ERROR) })]).default('fail'),
  compensate: z.object({ steps: nodes }).optional(),
});

/** The same as a type; zod cannot tell it of nodes that hold nodes. */
export interface NodeHandling<Node> {
  onError: OnError | { steps: Node[]; then: OnError };
  compensate?: { steps: Node[] } | undefined;
}

/** What nodes have besides that are carried out by an activity. */
export const activityBase = {
  ...nodeBase,
  /**
   * Where the activity runs. `local`: inside the workflow task, so that neighbours share one task (fusing). `remote`: as
   * an ordinary activity with its own retries, heartbeats and task queue.
   */
  lane: z.enum(LANES),
  /** Start-to-close timeout of one attempt, milliseconds. */
  timeoutMs: z.int().min(100),
  retry: RetryPolicy,
};
