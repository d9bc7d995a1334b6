import type { CarrierActivities, PlanActivities } from '@jarvis/plan';
import { createApprovalActivities } from './approvals.js';
import { createAskModel } from './ask-model.js';
import { createCallActivities } from './calls.js';
import { createCarrierActivities } from './carry-runs.js';
import type { ActivityDependencies } from './dependencies.js';
import { createEventWaitActivities } from './event-waits.js';
import type { Alone } from './group-in-memory.js';
import { withMaskedRecords } from './mask-records.js';
import { createPerformAction } from './perform-action.js';
import { createPerformGroup } from './perform-group.js';
import { createRunCode } from './run-code.js';
import { createRecordActivities } from './run-records.js';

/** The real activities, for the main task queue. */
export function createActivities(dependencies: ActivityDependencies): PlanActivities & CarrierActivities {
  const alone: Alone = {
    ...createRecordActivities(dependencies),
    ...createApprovalActivities(dependencies),
    ...createEventWaitActivities(dependencies),
    ...createCallActivities(dependencies),
    performAction: withDuration(createPerformAction(dependencies)),
    askModel: createAskModel(dependencies),
    runCode: createRunCode(dependencies),
  };
  return {
    ...withMaskedRecords(dependencies.registry, { ...alone, performGroup: createPerformGroup(dependencies, alone) }),
    ...createCarrierActivities(dependencies, alone),
  };
}

/** Says in the result how long it took: the workflow must decide by what its history holds, and not by its clock. */
function withDuration(perform: PlanActivities['performAction']): PlanActivities['performAction'] {
  return async (input) => {
    const beganAt = performance.now();
    const result = await perform(input);
    return result.status === 'done' ? { ...result, tookMs: Math.round(performance.now() - beganAt) } : result;
  };
}
