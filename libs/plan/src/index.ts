export { canonicalJson } from './canonical-json.js';
export { Json, JsonObject, MAX_VALUE_BYTES } from './json.js';
export {
  ActionNode,
  ApprovalNode,
  BranchNode,
  Expression,
  Lane,
  ModelNode,
  PLAN_FORMAT,
  Plan,
  PlanNode,
  RetryPolicy,
  RiskLevel,
  StopNode,
  StopOutcome,
  Template,
  WaitNode,
} from './plan.js';
export {
  ApprovalState,
  DecideApproval,
  FINAL_RUN_STATUSES,
  RehearsalAnswer,
  ResolveEffect,
  RunInput,
  RunResult,
  RunState,
  RunStatus,
  StepError,
  StepRecord,
  StepStatus,
} from './run.js';
export type { FinalRunStatus } from './run.js';
export type {
  AskModelInput,
  AskModelResult,
  CloseRunInput,
  EffectState,
  OpenApprovalInput,
  PerformActionInput,
  PerformActionResult,
  PlanActivities,
  ReadApprovalInput,
  RunOpening,
  RunScope,
} from './activities.js';
export {
  DEFAULT_TASK_QUEUE,
  FAILURE,
  QUERY_GET_STATE,
  REHEARSAL_TASK_QUEUE,
  SEARCH_ATTRIBUTES,
  SIGNAL_DECIDE_APPROVAL,
  SIGNAL_RESOLVE_EFFECT,
  WORKFLOW_TYPE,
  effectKey,
  workflowIdOfRun,
} from './names.js';
