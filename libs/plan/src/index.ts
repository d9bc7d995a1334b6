export { canonicalJson } from './canonical-json.js';
export { escapeMarkdown } from './escape-markdown.js';
export { Json, JsonObject, MAX_EVENT_BYTES, MAX_OUTPUT_BYTES } from './json.js';
export { PLAN_FORMAT, Plan } from './plan.js';
export {
  ApprovalState,
  Approved,
  DecideApproval,
  EFFECT_UNKNOWN,
  EventArrived,
  EventWaitState,
  Iteration,
  RehearsalAnswer,
  RehearsalEvent,
  ResolveEffect,
  RetryNow,
  RunInput,
  PassedFrame,
  PassedUndoing,
  RunResumption,
  RunResult,
  RunState,
  StepError,
  StepRecord,
  StepResult,
  TriggerDetails,
} from './run.js';
export type { RunFacts } from './run.js';
export { CarrierInput, MAX_CARRIED } from './carrier.js';
export type { CarriedRuns, CarrierActivities, WholeRun, WholeRunInput } from './carrier.js';
export type {
  AskModelInput,
  RunCodeInput,
  AskModelResult,
  CloseRunInput,
  EffectOutcome,
  GroupEnd,
  OpenApprovalInput,
  OpenEventWaitInput,
  Patience,
  PerformActionInput,
  PerformActionResult,
  PerformGroupInput,
  PerformGroupResult,
  PlanActivities,
  ReadApprovalInput,
  ReadEventWaitInput,
  RunOpening,
  RunScope,
  SettleEventWaitInput,
  Throttled,
} from './activities.js';
export { webAddress } from './web-address.js';
export {
  CARRIER_TYPE,
  FAILURE,
  MAX_VENDOR_WAIT_MS,
  QUERY_GET_STATE,
  REHEARSAL_TASK_QUEUE,
  SEARCH_ATTRIBUTES,
  SIGNAL_DECIDE_APPROVAL,
  SIGNAL_EVENT_ARRIVED,
  SIGNAL_LOOK_AGAIN,
  SIGNAL_RESOLVE_EFFECT,
  UNSEALED,
  SIGNAL_RETRY_NOW,
  WORKFLOW_TYPE,
  effectKey,
  slugOf,
  workflowIdOfCarrier,
  workflowIdOfRun,
} from './names.js';
