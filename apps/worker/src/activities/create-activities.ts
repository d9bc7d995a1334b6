import type { PlanActivities } from '@jarvis/plan';
import { createApprovalActivities } from './approvals.js';
import { createAskModel } from './ask-model.js';
import type { ActivityDependencies } from './dependencies.js';
import { withMaskedRecords } from './mask-records.js';
import { createPerformAction } from './perform-action.js';
import { createRecordActivities } from './run-records.js';

/** The real activities, for the main task queue. */
export function createActivities(dependencies: ActivityDependencies): PlanActivities {
  return withMaskedRecords(dependencies.registry, {
    ...createRecordActivities(dependencies),
    ...createApprovalActivities(dependencies),
    performAction: createPerformAction(dependencies),
    askModel: createAskModel(dependencies),
  });
}
