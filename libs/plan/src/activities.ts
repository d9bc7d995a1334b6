import type {
  ActionNode,
  ApprovalNode,
  CallNode,
  CodeNode,
  ModelNode,
  PlanNode,
  WaitForEventNode,
} from '@jarvis/steps/nodes';
import type { FinalRunStatus } from '@jarvis/vocabulary';
import type { Json, JsonObject } from './json.js';
import type { Plan } from './plan.js';
import type {
  ApprovalState,
  CallState,
  DecideApproval,
  EventWaitState,
  RunFacts,
  StepError,
  StepRecord,
  StepResult,
} from './run.js';

/** Which run an activity works for. `records` are step records of pure nodes, written in the same transaction. */
export interface RunScope {
  runId: string;
  observatoryId: string;
  ruleId?: string;
  /** Step records not yet written; the activity flushes them first, idempotently. */
  records: StepRecord[];
}

/** What an activity must know to judge a wait that a vendor names. Absent in histories of before. */
export interface Patience {
  /** ISO 8601: a retry that a vendor puts off must begin by then. */
  waitBy?: string;
  /** Attempts of this step made by earlier calls of the activity. */
  triesBefore?: number;
  /** A person asked for this attempt, so nothing puts it off. */
  now?: boolean;
}

/** The vendor named a wait that is worth showing: the workflow waits, and a person can cut it short. */
export interface Throttled {
  status: 'throttled';
  /** ISO 8601. */
  until: string;
  /** Who asked for it, in words. */
  platform: string;
  error: StepError;
  /** Attempts so far, for people. */
  attempts: number;
  /** The next call's `triesBefore`. */
  tries: number;
}

export interface PerformActionInput extends RunScope, Patience {
  /** Attempts at the vendor are counted in the ledger, so the activity itself applies `retry.maximumAttempts`. */
  node: Pick<
    ActionNode,
    'id' | 'path' | 'name' | 'uses' | 'connectionId' | 'effect' | 'gatedBy' | 'lane' | 'timeoutMs' | 'retry'
  >;
  iteration: string;
  input: Json;
  /** Present when an approval gates the action: performAction compares the input's hash with the approved one. */
  approvalId?: string;
  startedAt: string;
}
/**
 * `unknown`: the vendor may or may not have done it and it cannot be looked up; a person must say. `tookMs` is how long
 * the activity took, in milliseconds; absent in histories of before.
 */
export type PerformActionResult =
  | { status: 'done'; output: Json; attempts: number; tookMs?: number }
  | { status: 'unknown'; effectId: string; message: string; attempts: number }
  | Throttled;

/** Neighbouring steps that one activity runs, and what was known before the first of them. */
export interface PerformGroupInput extends RunScope {
  run: RunFacts;
  nodes: readonly PlanNode[];
  iteration: string;
  /** `steps` in expressions. */
  results: Record<string, StepResult>;
  /** What else expressions can read there, such as `item` in a loop. */
  names: Readonly<Record<string, Json>>;
}

/** Where a group ended. */
export type GroupEnd =
  /** With what the last of them gave. */
  | { type: 'completed'; output: Json }
  /** The run is over here. */
  | { type: 'ended'; status: FinalRunStatus; message?: string }
  /**
   * Before this step. `alone`: it did not work out, so it runs by itself, with its attempts, waits and questions; else
   * the group was long enough.
   */
  | { type: 'left'; path: string; alone: boolean };

export interface PerformGroupResult {
  /** The steps that are over, in their order; their rows are written. */
  steps: StepRecord[];
  end: GroupEnd;
  /** How long it took, in milliseconds. */
  tookMs: number;
}

export interface AskModelInput extends RunScope, Patience {
  node: Pick<
    ModelNode,
    'id' | 'path' | 'name' | 'model' | 'outputSchema' | 'maxTokens' | 'lane' | 'timeoutMs' | 'retry'
  >;
  iteration: string;
  system?: string;
  prompt: string;
  startedAt: string;
}
export type AskModelResult = { status?: undefined; output: Json; attempts: number } | Throttled;

export interface RunCodeInput extends RunScope {
  node: Pick<CodeNode, 'id' | 'path' | 'name' | 'code' | 'outputSchema' | 'lane' | 'timeoutMs' | 'retry'>;
  iteration: string;
  inputs: JsonObject;
  /** The time that the code is told. */
  startedAt: string;
}
/** `tookMs` as in {@link PerformActionResult}. */
interface RunCodeResult {
  status: 'done';
  output: Json;
  tookMs: number;
}

export interface OpenApprovalInput extends RunScope {
  /** What else the run waits for. */
  waitingFor?: string;
  node: Pick<ApprovalNode, 'id' | 'path' | 'name' | 'riskLevel' | 'selfApproval'>;
  gates: { id: string; path: string; name: string; uses: string; connectionId?: string };
  iteration: string;
  title: string;
  message?: string;
  reasoning?: string;
  confidence?: number;
  actionInput: Json;
  expiresAt: string;
  startedAt: string;
}

export interface ReadApprovalInput extends RunScope {
  approvalId: string;
  /** What else the run waits for; absent when this was all. */
  waitingFor?: string;
  /** A signal that reached the workflow; counts only where bare signals are allowed and the row is still pending. */
  signal?: DecideApproval;
}

export interface OpenEventWaitInput extends RunScope {
  node: Pick<WaitForEventNode, 'path' | 'name' | 'event'>;
  iteration: string;
  /** What the event must contain. */
  where: JsonObject;
  /** ISO 8601. */
  expiresAt: string;
  /** What the run waits for, this among it, and what besides. */
  waitingFor?: string;
  others?: string;
}

export interface ReadEventWaitInput extends RunScope {
  waitId: string;
  /** What else the run waits for; absent when this was all. */
  waitingFor?: string;
  /** The event that comes in a rehearsal; elsewhere only the row counts. */
  rehearsed?: Json;
}

export interface CallRuleInput extends RunScope {
  node: Pick<CallNode, 'id' | 'path' | 'name' | 'rule' | 'ruleName' | 'wait' | 'outputSchema'>;
  iteration: string;
  input: JsonObject;
  /** What the run waits for, this among it, and what besides. */
  waitingFor?: string;
  others?: string;
}

export interface WithdrawCallInput extends RunScope {
  calledRunId: string;
  /** What else the run waits for; absent when this was all. */
  waitingFor?: string;
}

export interface SettleEventWaitInput extends RunScope {
  waitId: string;
  as: 'expired' | 'cancelled';
  /** As in {@link ReadEventWaitInput}. */
  waitingFor?: string;
}

/** State of an effect after a person settled it. */
export type EffectOutcome = { state: 'unknown' } | { state: 'confirmed'; output: Json } | { state: 'failed' };

export interface CloseRunInput extends RunScope {
  status: FinalRunStatus;
  message?: string;
  error?: StepError;
  output?: Json;
}

/**
 * Everything a workflow may ask of the outside. The main worker gives the real ones; the rehearsal worker
 * registers stand-ins under the same names, so that nothing can leave.
 * Names are those of the functions; every one is idempotent.
 */
export interface PlanActivities {
  /** Makes or updates the run's row (a scheduled start has none) and writes `records`. */
  recordProgress(
    input: RunScope & { status: 'running' | 'waiting'; waitingFor?: string; trigger?: RunOpening },
  ): Promise<void>;
  performAction(input: PerformActionInput): Promise<PerformActionResult>;
  /** Runs short steps one after the other and writes what they did in one transaction: all of it, or nothing. */
  performGroup(input: PerformGroupInput): Promise<PerformGroupResult>;
  askModel(input: AskModelInput): Promise<AskModelResult>;
  /** Computes; the same call gives the same. */
  runCode(input: RunCodeInput): Promise<RunCodeResult>;
  /** Inserts the approval's row (pending) and tells the admin. */
  openApproval(input: OpenApprovalInput): Promise<ApprovalState>;
  readApproval(input: ReadApprovalInput): Promise<ApprovalState>;
  /** Compare-and-set pending → expired; returns whatever the row says after it. */
  expireApproval(input: ReadApprovalInput): Promise<ApprovalState>;
  /** Compare-and-set pending → cancelled when the run is cancelled. */
  cancelApproval(input: ReadApprovalInput): Promise<ApprovalState>;
  /** Inserts the row of a wait for an event; an event that came since the run began settles it at once. */
  openEventWait(input: OpenEventWaitInput): Promise<EventWaitState>;
  readEventWait(input: ReadEventWaitInput): Promise<EventWaitState>;
  /** Compare-and-set open → expired or cancelled; returns whatever the row says after it. */
  settleEventWait(input: SettleEventWaitInput): Promise<EventWaitState>;
  /** Makes the called run where there is none for the step yet, and says how it stands. */
  callRule(input: CallRuleInput): Promise<CallState>;
  /** The called run is not waited for any more; unless it has ended, it is asked to stop. */
  withdrawCall(input: WithdrawCallInput): Promise<CallState>;
  readEffect(input: RunScope & { effectId: string }): Promise<EffectOutcome>;
  closeRun(input: CloseRunInput): Promise<void>;
}

/** What a workflow says of itself when it starts. It is held against the rows of this installation. */
export interface RunOpening {
  type: string;
  summary: string;
  /** What the rule calls this run; absent where it gives none, or none could be made. */
  title?: string;
  /** Of a scheduled run, whose row is made with it; the others have theirs. */
  event?: Json;
  planHash: string;
  /** As the workflow has it; absent in histories of before. */
  plan?: Plan;
  ruleVersion?: number;
  /** ISO 8601, workflow time, like the steps'; absent in histories of before. */
  startedAt?: string;
}
