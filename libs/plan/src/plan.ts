import { z } from 'zod';
import { Json } from './json.js';
import { EFFECT_KINDS, LANES, ON_ERROR, RISK_LEVELS, RUN_KINDS, STOP_OUTCOMES } from './vocabulary.js';

/** Version of the plan's shape; an interpreter refuses a plan of a format it does not know. */
export const PLAN_FORMAT = 1;

export const RiskLevel = z.enum(RISK_LEVELS);
export type RiskLevel = z.infer<typeof RiskLevel>;

/**
 * Where a step's activity runs. `local`: as a local activity inside the workflow task, so that neighbours
 * share one task (fusing). `remote`: as an ordinary activity with its own retries, heartbeats and task queue.
 */
export const Lane = z.enum(LANES);
export type Lane = z.infer<typeof Lane>;

/** Retry policy of a step; intervals in milliseconds. */
export const RetryPolicy = z.object({
  maximumAttempts: z.int().min(1).max(100),
  initialIntervalMs: z.int().min(1),
  backoffCoefficient: z.number().min(1).max(10),
  maximumIntervalMs: z.int().min(1),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** A template: any JSON in which strings may hold `${{ CEL }}`. Rendered inside the workflow. */
export const Template = Json;
export type Template = z.infer<typeof Template>;

/** CEL source without the `${{ }}` around it. */
export const Expression = z.string().min(1).max(4096);

const nodeBase = {
  /** The step's id in the definition, unique in the rule: `steps.<id>` in expressions. */
  id: z.string().min(1),
  /** Stable place in the definition, for example `steps[2].cases[0].steps[1]`; names rows, effects and answers. */
  path: z.string().min(1),
  /** What people read: Temporal UI summaries, timeline, approval page. */
  name: z.string().min(1),
  /** Skip the step when this is false. */
  if: Expression.optional(),
  onError: z.enum(ON_ERROR).default('fail'),
};

const activityBase = {
  ...nodeBase,
  lane: Lane,
  /** Start-to-close timeout of one attempt, milliseconds. */
  timeoutMs: z.int().min(100),
  retry: RetryPolicy,
};

export const ActionNode = z.object({
  kind: z.literal('action'),
  ...activityBase,
  /** Action id, `<platform>.<verb-object>`. */
  uses: z.string().min(1),
  /** The connection (integrations.id) whose credentials it uses; absent where the platform needs none. */
  connectionId: z.uuid().optional(),
  with: Template,
  effect: z.enum(EFFECT_KINDS),
  /** Id of the approval step that gates this action; performAction then insists on the approved hash. */
  gatedBy: z.string().optional(),
});
export type ActionNode = z.infer<typeof ActionNode>;

export const ModelNode = z.object({
  kind: z.literal('model'),
  ...activityBase,
  model: z.string().optional(),
  system: Template.optional(),
  prompt: Template,
  /** JSON Schema of the typed output; the step's output is a value of it. */
  outputSchema: z.record(z.string(), Json),
  maxTokens: z.int().min(1).max(64_000),
});
export type ModelNode = z.infer<typeof ModelNode>;

/** Steps inside a step. The annotation is what makes the recursion typeable. */
const Steps: z.ZodType<PlanNode[]> = z.lazy(() => z.array(PlanNode));

export const ApprovalNode = z.object({
  kind: z.literal('approval'),
  ...nodeBase,
  /** The action step that waits for this approval. Its rendered input is shown, hashed and bound. */
  gates: ActionNode.pick({ id: true, path: true, name: true, uses: true, connectionId: true, with: true }),
  title: Template,
  message: Template.optional(),
  reasoning: Template.optional(),
  /** Number 0..1, or a template that gives one. */
  confidence: Template.optional(),
  riskLevel: RiskLevel,
  /** From request to expiry, milliseconds. 24 h by default. */
  expiresAfterMs: z.int().min(1000),
  /** False: not by whoever started the run or published the rule. */
  selfApproval: z.literal(false).optional(),
  onRejected: Steps,
  onExpired: Steps,
});
export interface ApprovalNode extends Omit<z.infer<typeof ApprovalNode>, 'onRejected' | 'onExpired'> {
  onRejected: PlanNode[];
  onExpired: PlanNode[];
}

export const BranchNode = z.object({
  kind: z.literal('branch'),
  ...nodeBase,
  cases: z.array(z.object({ if: Expression, steps: Steps })).min(1),
  else: Steps,
});
export interface BranchNode extends Omit<z.infer<typeof BranchNode>, 'cases' | 'else'> {
  cases: { if: string; steps: PlanNode[] }[];
  else: PlanNode[];
}

export const WaitNode = z.object({
  kind: z.literal('wait'),
  ...nodeBase,
  /** Exactly one of the two. `until`: expression giving a CEL timestamp or an RFC 3339 string. */
  forMs: z.int().min(1).optional(),
  until: Expression.optional(),
});
export type WaitNode = z.infer<typeof WaitNode>;

/** How a run may end by a `stop` step. */
export const StopOutcome = z.enum(STOP_OUTCOMES);

export const StopNode = z.object({
  kind: z.literal('stop'),
  ...nodeBase,
  outcome: StopOutcome,
  message: Template.optional(),
});
export type StopNode = z.infer<typeof StopNode>;

export type PlanNode = ActionNode | ModelNode | ApprovalNode | BranchNode | WaitNode | StopNode;
export const PlanNode = z.discriminatedUnion('kind', [
  ActionNode,
  ModelNode,
  ApprovalNode,
  BranchNode,
  WaitNode,
  StopNode,
]);

/** The one executable form. Immutable; `hash` is the sha-256 (hex) of its canonical JSON without `hash`. */
export const Plan = z.object({
  format: z.literal(PLAN_FORMAT),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1),
  kind: z.enum(RUN_KINDS),
  vars: z.record(z.string(), Json).default({}),
  nodes: z.array(PlanNode).min(1),
});
export type Plan = z.infer<typeof Plan>;
