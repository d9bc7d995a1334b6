import { setCurrentDetails } from '@temporalio/workflow';
import { ActivityCalls } from './activity-calls.js';
import type { Host } from './run.js';

/** Runs steps inside of the run's workflow. */
export const workflowHost: Host = {
  callsFor: ({ runId, observatoryId, rule }, timeline) =>
    new ActivityCalls({ runId, observatoryId, ...(rule ? { ruleId: rule.id } : {}) }, timeline),
  show: setCurrentDetails,
};
