/** Entry of the workflow bundle: what is exported here is a workflow type. */
export { runPlan } from './run-plan.workflow.js';
