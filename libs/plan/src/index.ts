export { canonicalJson } from './canonical-json.js';
export { escapeMarkdown } from './escape-markdown.js';
export { Json, JsonObject, MAX_EVENT_BYTES, MAX_OUTPUT_BYTES } from './json.js';
export { PLAN_FORMAT, Plan } from './plan.js';
export {
  ApprovalState,
  Approved,
  DecideApproval,
  EFFECT_UNKNOWN,
  Iteration,
  RehearsalAnswer,
  ResolveEffect,
  RetryNow,
  RunInput,
  RunResumption,
  RunResult,
  RunState,
  StepError,
  StepRecord,
  StepResult,
  TriggerDetails,
} from './run.js';
export type {
  AskModelInput,
  AskModelResult,
  CloseRunInput,
  EffectOutcome,
  OpenApprovalInput,
  Patience,
  PerformActionInput,
  PerformActionResult,
  PlanActivities,
  ReadApprovalInput,
  RunOpening,
  RunScope,
  Throttled,
} from './activities.js';
export { webAddress } from './web-address.js';
export {
  FAILURE,
  MAX_VENDOR_WAIT_MS,
  QUERY_GET_STATE,
  REHEARSAL_TASK_QUEUE,
  SEARCH_ATTRIBUTES,
  SIGNAL_DECIDE_APPROVAL,
  SIGNAL_LOOK_AGAIN,
  SIGNAL_RESOLVE_EFFECT,
  UNSEALED,
  SIGNAL_RETRY_NOW,
  WORKFLOW_TYPE,
  effectKey,
  slugOf,
  workflowIdOfRun,
} from './names.js';
