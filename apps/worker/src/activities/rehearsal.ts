import { randomUUID } from 'node:crypto';
import { ConnectorError } from '@jarvis/connector-kit';
import { compileSchema, sampleFromSchema } from '@jarvis/json-schema';
import type { ApprovalState, Json, PlanActivities } from '@jarvis/plan';
import type { ModelNode } from '@jarvis/steps/nodes';
import { assertMayRunAlone } from './assert-approved.js';
import { checkWhere } from './check-where.js';
import type { ActivityDependencies } from './dependencies.js';
import { actionOrFail, toFailure, withFailures } from './failures.js';
import { compute } from './run-code.js';
import { toWorkflowValue } from './value-limit.js';

/**
 * Stand-ins under the names of the real activities: they answer from samples, write nothing and call nobody.
 * The rehearsal worker registers only these, so nothing can leave, whatever a plan says.
 */
export function createRehearsalActivities({
  registry,
  code,
}: Pick<ActivityDependencies, 'registry' | 'code'>): PlanActivities {
  return {
    recordProgress: async () => undefined,
    closeRun: async () => undefined,
    performAction: async ({ node, input }) =>
      withFailures(node, async () => {
        const action = actionOrFail(registry, node);
        if (node.gatedBy === undefined) assertMayRunAlone({ node, input }, action);
        const sample = action.sample(input);
        return { status: 'done', output: toWorkflowValue(sample, node), attempts: 1, tookMs: 0 };
      }),
    performGroup: async ({ nodes }) => {
      throw toFailure(
        new Error('In a rehearsal each step has an activity of its own.'),
        nodes[0] ?? { name: 'group', path: '' },
      );
    },
    askModel: async ({ node }) => withFailures(node, async () => ({ output: madeUpAnswer(node), attempts: 1 })),
    runCode: async (call) =>
      withFailures(call.node, async () => ({ status: 'done', output: await compute(code, call), tookMs: 0 })),
    openApproval: async () => ({ approvalId: randomUUID(), status: 'pending', edited: false }),
    readApproval: async ({ approvalId, signal }) => answered(approvalId, signal),
    expireApproval: async ({ approvalId }) => ({ approvalId, status: 'expired', edited: false }),
    cancelApproval: async ({ approvalId }) => ({ approvalId, status: 'cancelled', edited: false }),
    openEventWait: async ({ node, where }) =>
      withFailures(node, async () => {
        checkWhere(where, node);
        return { waitId: randomUUID(), status: 'open' };
      }),
    readEventWait: async ({ waitId, rehearsed }) =>
      rehearsed === undefined ? { waitId, status: 'open' } : { waitId, status: 'met', body: rehearsed },
    settleEventWait: async ({ waitId, as }) => ({ waitId, status: as }),
    // The called rule is rehearsed by itself, where its questions can be answered.
    callRule: async ({ node }) =>
      withFailures(node, async () => ({
        runId: randomUUID(),
        isNew: true,
        status: node.wait ? 'succeeded' : 'open',
        output: node.outputSchema === undefined ? null : sampleFromSchema(node.outputSchema),
      })),
    withdrawCall: async ({ calledRunId: runId }) => ({ runId, isNew: false, status: 'cancelled' }),
    readEffect: async ({ effectId }) => {
      throw toFailure(new Error(`A rehearsal has no effect ${effectId}.`), { name: 'effect', path: '' });
    },
  };
}

/** An answer that the real model's would have to match, too: one that does not fit would rehearse what cannot happen. */
function madeUpAnswer({ name, outputSchema }: Pick<ModelNode, 'name' | 'outputSchema'>): Json {
  const answer = sampleFromSchema(outputSchema);
  const [problem] = compileSchema(outputSchema)(answer);
  if (!problem) return answer;
  throw new ConnectorError({
    code: 'invalid-input',
    message: `A rehearsal makes up the answer to "${name}", and found none that fits its schema: ${
      problem.path === '' ? 'it' : `"${problem.path}"`
    } ${problem.message}.`,
    hint: 'Give the schema an example that fits (`examples`), or correct it if nothing can fit.',
  });
}

/** The answer decided in advance comes in as the signal; without one nobody has answered. */
function answered(approvalId: string, signal: Parameters<PlanActivities['readApproval']>[0]['signal']): ApprovalState {
  if (!signal) return { approvalId, status: 'pending', edited: false };
  const { decision, edited, note, by } = signal;
  return {
    approvalId,
    status: decision,
    edited: edited !== undefined,
    ...(decision === 'approved' && edited !== undefined ? { approvedInput: edited } : {}),
    ...(note === undefined ? {} : { note }),
    ...(by === undefined ? {} : { by }),
  };
}
