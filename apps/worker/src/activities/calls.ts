import { ConnectorError } from '@jarvis/connector-kit';
import {
  awaitCalled,
  progressRun,
  readCall,
  recordSteps,
  startCall,
  withdrawCalled,
  type CalledRun,
  type LedgerScope,
  type Queryable,
} from '@jarvis/database';
import { effectKey, type CallRuleInput, type CallState, type Json, type PlanActivities } from '@jarvis/plan';
import { takeGiven } from './callee.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailures } from './failures.js';
import { orRefused } from './refused-call.js';
import { checkEmitted } from './value-limit.js';

type CallActivities = Pick<PlanActivities, 'callRule' | 'withdrawCall'>;

/** Calling another rule, and hearing of the end of its run. */
export function createCallActivities({ database }: Pick<ActivityDependencies, 'database'>): CallActivities {
  return {
    callRule: (input) =>
      withFailures(input.node, () =>
        orRefused(
          database.tenant(input.observatoryId, async (manager) => {
            const { observatoryId, runId, ruleId, records, node, waitingFor, others } = input;
            const scope = { observatoryId, runId, ruleId };
            // Before anything else is locked, since whoever ends a run locks its row first, too.
            if (node.wait) await progressRun(manager, { scope, records, status: 'waiting', waitingFor });
            else await recordSteps(manager, { scope, records });
            const { isNew, ...called } = await call(manager, input, scope);
            if (!node.wait) return { isNew, ...called };
            const { runId: calledRunId } = called;
            const state = (await awaitCalled(manager, { runId, calledRunId })) ?? called;
            await goOn(manager, { scope, state, waitingFor: others });
            return { isNew, ...state };
          }),
        ),
      ),
    withdrawCall: ({ observatoryId, runId, ruleId, records, calledRunId, waitingFor }) =>
      withFailures({ name: 'call', path: '' }, () =>
        database.tenant(observatoryId, async (manager) => {
          const scope = { observatoryId, runId, ruleId };
          const status = waitingFor === undefined ? 'running' : 'waiting';
          await progressRun(manager, { scope, records, status, waitingFor });
          const called = await withdrawCalled(manager, { runId, calledRunId });
          // Lost in a restore of the database, so there is nothing to wait for and nothing to stop.
          return { isNew: false, ...(called ?? { runId: calledRunId, status: 'open' }) };
        }),
      ),
  };
}

/** What the step has called, now or when it was asked before. */
async function call(
  manager: Queryable,
  { node, iteration, input }: Pick<CallRuleInput, 'node' | 'iteration' | 'input'>,
  scope: LedgerScope,
): Promise<CallState> {
  const key = effectKey({ runId: scope.runId, path: node.path, iteration });
  const known = await readCall(manager, { key });
  if (known) return { isNew: false, ...known };
  const given: Json = await takeGiven(manager, { rule: node.rule, ruleName: node.ruleName, given: input, step: node });
  checkEmitted(given, node);
  await startCall(manager, { scope, key, rule: node.rule, input: given });
  const called = await readCall(manager, { key });
  if (called) return { isNew: true, ...called };
  throw new ConnectorError({
    code: 'conflict',
    message: `"${node.name}" called nothing, as its own run has ended.`,
  });
}

/** Once the called run has ended, the row of this one no longer says that it waits for it. */
async function goOn(
  manager: Queryable,
  { scope, state, waitingFor }: { scope: LedgerScope; state: CalledRun; waitingFor: string | undefined },
): Promise<void> {
  if (state.status === 'open') return;
  const status = waitingFor === undefined ? 'running' : 'waiting';
  await progressRun(manager, { scope, records: [], status, waitingFor });
}
