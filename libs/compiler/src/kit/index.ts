// What a kind of step is compiled with.

export { checkEventName } from '@jarvis/triggers';
export { checkGiven, findCallee, resolveCallee } from './callee.js';
export { checkCode } from './code.js';
export type { CompilerRegistry } from './context.js';
export { checkCondition, checkSource, checkTemplate, checkText } from './expressions.js';
export { visitSteps } from './outline.js';
export { checkOutputSchema } from './output-schema.js';
export { policyApproval } from './policy.js';
export { closed, jsonSchemaOf, type Availability, type ScopeState } from './scope.js';
export { APPROVAL_EXPIRES_MS, MAX_GROUP_MS, durationMs, laneOf, retryOf, timeoutOf } from './settings.js';
export {
  baseOf,
  isSure,
  placeOf,
  stateAfter,
  stateAfterAll,
  stateAfterOne,
  type Compiled,
  type Grouping,
  type StepCompiler,
  type StepSite,
} from './site.js';
