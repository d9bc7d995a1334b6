import { redact, type ConnectorRegistry } from '@jarvis/connector-kit';
import { Iteration, Json, type PlanActivities, type StepRecord } from '@jarvis/plan';

/**
 * The workflow holds what it runs with, so a record that it wrote itself (of an approval, a failed step) carries the
 * exact input. What the action calls sensitive is masked in it before any activity can store it.
 */
export function maskRecord(registry: ConnectorRegistry, record: StepRecord): StepRecord {
  const sensitive = record.uses === undefined ? [] : (registry.getAction(record.uses)?.sensitive ?? []);
  if (sensitive.length === 0) return record;
  const ofOutput = record.kind === 'approval' ? sensitive.map((path) => `approvedInput.${path}`) : sensitive;
  return {
    ...record,
    ...(record.input === undefined ? {} : { input: Json.parse(redact(record.input, sensitive)) }),
    ...(record.output === undefined ? {} : { output: Json.parse(redact(record.output, ofOutput)) }),
  };
}

/**
 * The same activities, given only masked records. What a worker of before there were loops has scheduled says 0 where
 * there is a path now.
 */
export function withMaskedRecords(registry: ConnectorRegistry, activities: PlanActivities): PlanActivities {
  const today = <Place extends object>(place: Place): Place =>
    'iteration' in place ? { ...place, iteration: Iteration.parse(place.iteration) } : place;
  const masked = <Input extends { records: StepRecord[] }>(input: Input): Input => ({
    ...today(input),
    records: input.records.map((record) => maskRecord(registry, today(record))),
  });
  return {
    recordProgress: (input) => activities.recordProgress(masked(input)),
    performAction: (input) => activities.performAction(masked(input)),
    performGroup: (input) => activities.performGroup(masked(input)),
    askModel: (input) => activities.askModel(masked(input)),
    runCode: (input) => activities.runCode(masked(input)),
    openApproval: (input) => activities.openApproval(masked(input)),
    readApproval: (input) => activities.readApproval(masked(input)),
    expireApproval: (input) => activities.expireApproval(masked(input)),
    cancelApproval: (input) => activities.cancelApproval(masked(input)),
    openEventWait: (input) => activities.openEventWait(masked(input)),
    readEventWait: (input) => activities.readEventWait(masked(input)),
    settleEventWait: (input) => activities.settleEventWait(masked(input)),
    callRule: (input) => activities.callRule(masked(input)),
    withdrawCall: (input) => activities.withdrawCall(masked(input)),
    readEffect: (input) => activities.readEffect(masked(input)),
    closeRun: (input) => activities.closeRun(masked(input)),
  };
}
