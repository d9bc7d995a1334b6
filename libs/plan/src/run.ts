import { PlanNode, STEP_KINDS } from '@jarvis/steps/nodes';
import {
  APPROVAL_STATUSES,
  DECISIONS,
  EVENT_WAIT_STATUSES,
  FINAL_RUN_STATUSES,
  LANES,
  RISK_LEVELS,
  RUN_STATUSES,
  STEP_STATUSES,
  TRIGGER_KINDS,
} from '@jarvis/vocabulary';
import { z } from 'zod';
import { Json, JsonObject } from './json.js';
import { Plan } from './plan.js';

/** Code of the error of a step that waits until somebody says whether its effect happened. */
export const EFFECT_UNKNOWN = 'effect-unknown';

/** What a user sees of a failure: what happened, where, what to do. */
export const StepError = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  stepPath: z.string().optional(),
  /** ISO 8601: when a step that waits for a vendor is tried again by itself. */
  retryAt: z.string().optional(),
});
export type StepError = z.infer<typeof StepError>;

/**
 * Where in the loops around it a step ran: `orders#3/lines#0` is the first item of `lines` within the fourth of `orders`.
 * Empty outside of every loop. Runs of before there were loops have the number 0.
 */
export const Iteration = z.union([z.string(), z.literal(0).transform(() => '')]).default('');

/** One row of run_steps as the workflow knows it. Times are workflow (in a rehearsal: virtual) ISO 8601. */
export const StepRecord = z.object({
  stepId: z.string(),
  path: z.string(),
  iteration: Iteration,
  kind: z.enum(STEP_KINDS),
  name: z.string(),
  status: z.enum(STEP_STATUSES),
  attempts: z.int().min(0),
  lane: z.enum(LANES).optional(),
  /** The action that the input is for (an approval: the one it gates); says which of its fields are not stored. */
  uses: z.string().optional(),
  input: Json.optional(),
  output: Json.optional(),
  error: StepError.optional(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
});
export type StepRecord = z.infer<typeof StepRecord>;

/** A person's answer, decided in advance for a rehearsal. `after`: milliseconds of virtual time. */
export const RehearsalAnswer = z.object({
  decision: z.enum(DECISIONS),
  afterMs: z.int().min(0),
  edited: JsonObject.optional(),
  note: z.string().optional(),
});
export type RehearsalAnswer = z.infer<typeof RehearsalAnswer>;

/** An event that comes in a rehearsal. `after`: milliseconds of virtual time since the step began to wait. */
export const RehearsalEvent = z.object({ afterMs: z.int().min(0), body: JsonObject });
export type RehearsalEvent = z.infer<typeof RehearsalEvent>;

/** How a run was triggered, for expressions: `trigger`. Absent parts are empty, so that they can be compared. */
export const TriggerDetails = z.object({
  /** Of a run again: what triggered the first one. */
  kind: z.enum(TRIGGER_KINDS).optional(),
  /** The sender's id of the delivery. */
  deliveryId: z.string().default(''),
  /** The sender's name of the event: GitHub's `X-GitHub-Event`, the `type` of Standard Webhooks. */
  eventName: z.string().default(''),
  /** ISO 8601: when it came in, was due, or was asked for. */
  receivedAt: z.string().default(''),
  /** Those that are kept, by their names in lower case. */
  headers: z.record(z.string(), z.string()).default({}),
});
export type TriggerDetails = z.infer<typeof TriggerDetails>;

/** What later steps see as `steps.<id>`. */
export const StepResult = z.object({
  status: z.enum(['succeeded', 'skipped', 'failed']),
  output: Json,
  error: StepError.nullable(),
});
export type StepResult = z.infer<typeof StepResult>;

/** An approved action: what it must run with, and the row that says so. */
export const Approved = z.object({ approvalId: z.uuid(), input: Json });
export type Approved = z.infer<typeof Approved>;

/** A frame of one item, as a new history needs it: what its expressions read, and what its steps gave. */
export const PassedFrame = z.object({
  names: z.record(z.string(), Json),
  results: z.record(z.string(), StepResult),
  approvals: z.record(z.string(), Approved),
});
export type PassedFrame = z.infer<typeof PassedFrame>;

/** What would undo the steps that have succeeded so far. */
export const PassedUndoing = z.object({
  /** By the path of the step that it undoes. */
  steps: z.record(z.string(), z.object({ name: z.string(), steps: z.array(PlanNode) })),
  /** By the iteration path; the frame of the plan's own list is not among them. */
  frames: z.record(z.string(), PassedFrame),
  /** In the order in which the steps came to their end. */
  order: z.array(z.object({ path: z.string(), at: z.string() })),
});
export type PassedUndoing = z.infer<typeof PassedUndoing>;

/** Where a run goes on whose history became too long: what it knew there. */
export const RunResumption = z.object({
  /** Path of the loop it was in, between two items. */
  path: z.string(),
  results: z.record(z.string(), StepResult),
  approvals: z.record(z.string(), Approved),
  /** What the loop itself knew. */
  state: Json,
  /** Absent where no step can be undone. */
  undoing: PassedUndoing.optional(),
});
export type RunResumption = z.infer<typeof RunResumption>;

/** What `runPlan` takes. Everything in it is encrypted by the payload codec. */
export const RunInput = z.object({
  runId: z.uuid(),
  observatoryId: z.uuid(),
  rule: z.object({ id: z.uuid(), name: z.string(), version: z.int() }).optional(),
  plan: Plan,
  trigger: z.object({
    type: z.enum(TRIGGER_KINDS),
    /** In words, for lists: "issues from octo-org/octo-repo". */
    summary: z.string(),
    /** Absent in runs of before. */
    details: TriggerDetails.optional(),
  }),
  event: Json,
  /**
   * Present only in a rehearsal: answers by the approval's step id, or by `<iteration>/<step id>` for one item of a loop;
   * an absent one expires. Likewise events, by the step that waits.
   */
  rehearsal: z
    .object({
      answers: z.record(z.string(), RehearsalAnswer),
      events: z.record(z.string(), RehearsalEvent).default({}),
      /** Ids of the steps that fail, whatever they would do. */
      failures: z.array(z.string()).default([]),
      /** What steps give instead of being done, by their ids. */
      pins: z.record(z.string(), Json).default({}),
    })
    .optional(),
  /** Present when an earlier execution of this run passed it on; in a rehearsal of one step, what the steps before it gave. */
  resumption: RunResumption.optional(),
  /** Whether neighbouring steps share an activity. Absent in runs of before, whose histories have one for each step. */
  groups: z.boolean().optional(),
  /** Whether one activity does all of it where its steps are short. Absent in runs of before, and of schedules, whose row comes with the run. */
  whole: z.boolean().optional(),
});
export type RunInput = z.infer<typeof RunInput>;

/** What steps can know of their run: all but the other steps. */
export type RunFacts = Omit<RunInput, 'plan'> & { plan: Pick<Plan, 'name' | 'title' | 'vars'> };

/** A called run as its caller needs it. */
export const CallState = z.object({
  runId: z.uuid(),
  /** It was called just now, and not by an earlier question about the same step. */
  isNew: z.boolean(),
  /** `open` until the called run has ended. */
  status: z.enum(['open', ...FINAL_RUN_STATUSES]),
  /** What it gives; of one that succeeded. */
  output: Json.optional(),
  /** Why it ended as it did, in words. */
  message: z.string().optional(),
});
export type CallState = z.infer<typeof CallState>;

/** What `runPlan` returns; also how it ended. A business ending (rejected, expired) completes the workflow. */
export const RunResult = z.object({
  status: z.enum(FINAL_RUN_STATUSES),
  message: z.string().optional(),
  error: StepError.optional(),
  /** What it gives to whoever called it. */
  output: Json.optional(),
  /** The timeline; complete in a rehearsal, empty otherwise (Postgres has it). */
  steps: z.array(StepRecord),
});
export type RunResult = z.infer<typeof RunResult>;

/** Answer of the `getState` query. */
export const RunState = z.object({
  status: z.enum(RUN_STATUSES),
  waitingFor: z.string().optional(),
  current: z.string().optional(),
  steps: z.array(
    StepRecord.pick({
      stepId: true,
      path: true,
      iteration: true,
      kind: true,
      status: true,
      startedAt: true,
      finishedAt: true,
    }).extend({
      /** Code of its error: of a step that waits, why. */
      problem: z.string().optional(),
    }),
  ),
});
export type RunState = z.infer<typeof RunState>;

/** Payload of signal `decideApproval`. Only a wake-up: the row in Postgres is what counts. */
export const DecideApproval = z.object({
  approvalId: z.uuid(),
  decision: z.enum(DECISIONS),
  note: z.string().max(2000).optional(),
  edited: JsonObject.optional(),
  by: z.string().optional(),
});
export type DecideApproval = z.infer<typeof DecideApproval>;

/** Payload of signal `resolveEffect`: a person settled an unknown effect (the row counts). */
export const ResolveEffect = z.object({ effectId: z.uuid() });
export type ResolveEffect = z.infer<typeof ResolveEffect>;

/** Payload of signal `eventArrived`: an event came that this step waits for (the row counts). */
export const EventArrived = z.object({ waitId: z.uuid() });
export type EventArrived = z.infer<typeof EventArrived>;

/** Payload of signal `retryNow`: a person cuts short what this step waits for at a vendor. */
export const RetryNow = z.object({ stepPath: z.string(), iteration: Iteration });
export type RetryNow = z.infer<typeof RetryNow>;

/** An approval row as the workflow needs it. */
export const ApprovalState = z.object({
  approvalId: z.uuid(),
  status: z.enum(APPROVAL_STATUSES),
  riskLevel: z.enum(RISK_LEVELS).optional(),
  /** The action input that was approved (edited or as proposed); present when approved. */
  approvedInput: Json.optional(),
  edited: z.boolean().default(false),
  note: z.string().optional(),
  /** Display name of who answered, or the source of a bare signal. */
  by: z.string().optional(),
  respondedAt: z.string().optional(),
});
export type ApprovalState = z.infer<typeof ApprovalState>;

/** A wait for an event as the workflow needs it. */
export const EventWaitState = z.object({
  waitId: z.uuid(),
  status: z.enum(EVENT_WAIT_STATUSES),
  /** What is known of the event; present when one came. */
  body: Json.optional(),
});
export type EventWaitState = z.infer<typeof EventWaitState>;
