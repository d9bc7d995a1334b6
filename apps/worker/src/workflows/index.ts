/** Entry of the workflow bundle: what is exported here is a workflow type. */
export { carryRuns } from './carry-runs.workflow.js';
export { runPlan } from './run-plan.workflow.js';
