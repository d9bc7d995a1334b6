export { checkTrigger } from './check-trigger.js';
export { parseCron } from './cron.js';
export type { Cron } from './cron.js';
export { DEFINITION_FORMAT, Definition, definitionJsonSchema } from './definition.js';
export { describeTrigger } from './describe-trigger.js';
export { MAX_DURATION_MS, describeDuration, parseDuration } from './duration.js';
export { EXAMPLE_RULES } from './examples/index.js';
export type { ExampleRule } from './examples/index.js';
export { parseDefinition, readDefinition } from './parse.js';
export type { ParseResult } from './parse.js';
export {
  MAX_PROBLEMS,
  PROBLEM_CODES,
  SEVERITIES,
  firstFindings,
  formatPath,
  parsePath,
  toProblem,
} from './problem.js';
export type { Finding, PathSegments, Problem, ProblemCode, Severity } from './problem.js';
export type { Salvaged } from './salvage.js';
export { Step } from './steps.js';
export type { ActionStep, ApprovalStep, BranchStep, ModelStep, StopStep, WaitStep } from './steps.js';
export { readSchedule } from './schedule.js';
export type { ScheduleTimes } from './schedule.js';
export { closest, suggest } from './suggest.js';
export { Trigger } from './trigger.js';
export { locateInYaml, stringifyDefinition } from './yaml.js';
