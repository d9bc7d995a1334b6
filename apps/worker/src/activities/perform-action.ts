import type { Action } from '@jarvis/connector-kit';
import { recordSteps } from '@jarvis/database';
import type { PerformActionInput, PerformActionResult } from '@jarvis/plan';
import { admitted } from './admission.js';
import { assertApproved, assertMayRunAlone } from './assert-approved.js';
import type { ActivityDependencies } from './dependencies.js';
import { actionOrFail, isLastAttempt, withFailures } from './failures.js';
import { withHeartbeat } from './heartbeat.js';
import { performOwnWrite } from './perform-own-write.js';
import { performWrite } from './perform-write.js';
import { StepJob } from './step-job.js';
import { toWorkflowValue } from './value-limit.js';
import { OWN_PLATFORM, vendorOfAction } from './vendor-use.js';
import { orThrottled } from './vendor-wait.js';

/** Performs one action through its connector. Safe to repeat at any point: see {@link performWrite}. */
export function createPerformAction(dependencies: ActivityDependencies) {
  return (call: PerformActionInput): Promise<PerformActionResult> =>
    withFailures(call.node, () =>
      withHeartbeat(() => {
        const work = () => orThrottled(call, () => atItsVendor(dependencies, call));
        return call.node.lane === 'local' ? dependencies.slots.run(call.observatoryId, work) : work();
      }),
    );
}

/** Short steps beside the workflow's own work have their slots; what goes out to a vendor asks for a place there. */
async function atItsVendor(dependencies: ActivityDependencies, call: PerformActionInput): Promise<PerformActionResult> {
  const action = actionOrFail(dependencies.registry, call.node);
  const work = () => perform(dependencies, call, action);
  const use = vendorOfAction(dependencies.registry, action, call);
  return call.node.lane === 'local' || !use ? work() : admitted(dependencies, { step: call, use }, work);
}

async function perform(
  dependencies: ActivityDependencies,
  call: PerformActionInput,
  action: Action,
): Promise<PerformActionResult> {
  if (call.node.gatedBy === undefined) assertMayRunAlone(call, action);
  const approvedFor = call.node.gatedBy === undefined ? undefined : await assertApproved(dependencies, call);
  const job = new StepJob(dependencies, { call, action, approvedFor });
  if (action.effectOf(call.input) !== 'write') return performHarmless(job);
  return action.platform === OWN_PLATFORM ? performOwnWrite(job) : performWrite(job);
}

/** Reads and pure steps: repeating them changes nothing, so they need one commit and no ledger. */
async function performHarmless(job: StepJob): Promise<PerformActionResult> {
  const { call, dependencies, scope } = job;
  const attempt = job.tries;
  if (call.node.lane === 'remote') await writeSteps(job, [job.record('running', { attempts: attempt })]);
  try {
    const result = await job.run({ attempt });
    const output = toWorkflowValue(result.output, call.node);
    await dependencies.database.statements(scope.observatoryId, (manager) =>
      recordSteps(manager, {
        scope,
        records: [...call.records, job.record('succeeded', { output, attempts: attempt })],
        feed: job.feed(output, result),
      }),
    );
    return { status: 'done', output, attempts: attempt };
  } catch (error) {
    const final = isLastAttempt(call.node.retry, { attempts: attempt, error });
    if (!final) await job.noteRetry(error, attempt);
    throw job.failure(error, { attempts: attempt, final });
  }
}

async function writeSteps({ dependencies, scope, call }: StepJob, own: ReturnType<StepJob['record']>[]): Promise<void> {
  await dependencies.database.statements(scope.observatoryId, (manager) =>
    recordSteps(manager, { scope, records: [...call.records, ...own] }),
  );
}
