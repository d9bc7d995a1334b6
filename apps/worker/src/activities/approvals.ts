import { ConnectorError, type Action } from '@jarvis/connector-kit';
import {
  AuditEntry,
  cancelApproval,
  decideApproval,
  expireApproval,
  openApproval,
  progressRun,
  readDecision,
  recordSteps,
  toApprovalState,
  type Approval,
  type Decision,
  type Queryable,
} from '@jarvis/database';
import type {
  ApprovalState,
  DecideApproval,
  OpenApprovalInput,
  PlanActivities,
  ReadApprovalInput,
  RunScope,
} from '@jarvis/plan';
import type { RiskLevel } from '@jarvis/vocabulary';
import type { ActivityDependencies } from './dependencies.js';
import { actionOrFail, withFailures } from './failures.js';
import { maskRecord } from './mask-records.js';

type ApprovalActivities = Pick<PlanActivities, 'openApproval' | 'readApproval' | 'expireApproval' | 'cancelApproval'>;

/** Asking a person, and reading what the row says. */
export function createApprovalActivities(dependencies: ActivityDependencies): ApprovalActivities {
  const { database } = dependencies;
  const settle =
    (compareAndSet: typeof expireApproval) =>
    (input: ReadApprovalInput): Promise<ApprovalState> =>
      withFailures({ name: 'approval', path: '' }, () => {
        const { observatoryId, approvalId } = input;
        return database.tenant(observatoryId, async (manager) => {
          const approval = await compareAndSet(manager, { observatoryId, approvalId });
          return goOn(manager, { ...input, approval: found(approval, approvalId) });
        });
      });
  return {
    openApproval: (input) => withFailures(input.node, () => ask(dependencies, input)),
    readApproval: (input) => withFailures({ name: 'approval', path: '' }, () => readAnswer(dependencies, input)),
    expireApproval: settle(expireApproval),
    cancelApproval: settle(cancelApproval),
  };
}

/** Once the question is settled, the run's row no longer says that it waits for it, however long the next step takes. */
async function goOn(
  manager: Queryable,
  {
    approval,
    runId,
    observatoryId,
    ruleId,
    records,
    waitingFor,
  }: RunScope & { waitingFor?: string; approval: Approval },
): Promise<ApprovalState> {
  if (approval.status !== 'pending') {
    const status = waitingFor === undefined ? 'running' : 'waiting';
    await progressRun(manager, { scope: { runId, observatoryId, ruleId }, records, status, waitingFor });
  }
  return toApprovalState(approval);
}

const levels: readonly RiskLevel[] = ['low', 'medium', 'high'];

async function ask({ database, registry }: ActivityDependencies, input: OpenApprovalInput): Promise<ApprovalState> {
  const { node, gates, iteration, actionInput, observatoryId, runId, ruleId, startedAt } = input;
  const action = actionOrFail(registry, gates);
  // Nobody is asked for something that could not be done: this throws when the input does not fit.
  const risk = action.assessRisk(actionInput);
  const riskLevel = levels[Math.max(levels.indexOf(risk.level), levels.indexOf(node.riskLevel))] ?? 'high';
  return database.tenant(observatoryId, async (manager) => {
    const approval = await openApproval(manager, {
      scope: { runId, observatoryId, ruleId },
      records: [
        ...input.records,
        maskRecord(registry, {
          stepId: node.id,
          path: node.path,
          iteration,
          kind: 'approval',
          name: node.name,
          status: 'waiting',
          attempts: 1,
          uses: gates.uses,
          input: actionInput,
          startedAt,
        }),
      ],
      stepPath: node.path,
      iteration,
      title: input.title,
      message: input.message,
      platform: action.platform,
      action: action.id,
      connectionId: gates.connectionId,
      actionData: actionInput,
      riskLevel,
      riskReasons: risk.reasons,
      confidence: input.confidence,
      reasoning: input.reasoning,
      selfApproval: node.selfApproval ?? true,
      expiresAt: input.expiresAt,
    });
    // Asked before, by an attempt of which nothing came back, and answered since.
    return goOn(manager, { ...input, approval });
  });
}

/**
 * What the row says. A signal that no row backs is somebody with access to Temporal, not a reviewer: it is written
 * down, and decides only where the installation allows it.
 */
async function readAnswer(dependencies: ActivityDependencies, input: ReadApprovalInput): Promise<ApprovalState> {
  const { database, allowSignalDecisions } = dependencies;
  const { observatoryId, approvalId, signal } = input;
  return database.tenant(observatoryId, async (manager) => {
    const approval = found(await readDecision(manager, approvalId), approvalId);
    if (approval.status !== 'pending' || !signal) return goOn(manager, { ...input, approval });
    // Nobody knows who sent a signal, so it cannot be said to be somebody else than the run's own.
    const counts = allowSignalDecisions && (approval.selfApproval || signal.decision === 'rejected');
    const edited = counts ? checkEdit(dependencies, approval, signal) : 'refused';
    const decides = edited !== 'refused';
    await manager.insert(AuditEntry, {
      observatoryId,
      actorType: 'signal',
      action: decides ? 'approval.decided' : 'approval.signal-refused',
      entityType: 'approval',
      entityId: approvalId,
      metadata: { decision: signal.decision, claimedBy: signal.by ?? 'nobody' },
    });
    if (!decides) {
      const { runId, ruleId, stepPath, iteration, title } = approval;
      await recordSteps(manager, {
        scope: { observatoryId, runId, ruleId: ruleId ?? undefined },
        records: [],
        feed: [
          {
            type: 'approval',
            action: 'updated',
            title: `Somebody asked by signal for "${signal.decision}": ${title}`,
            description: 'It was not counted. Decide it on the approval page.',
            status: 'pending',
            stepPath,
            iteration,
          },
        ],
      });
      return toApprovalState(approval);
    }
    const result = await decideApproval(manager, {
      observatoryId,
      approvalId,
      decision: signal.decision,
      note: signal.note,
      ...(edited ? { edited } : {}),
      userId: null,
      via: 'signal',
      // It is the workflow that asks.
      wake: false,
    });
    return goOn(manager, { ...input, approval: result.outcome === 'not-found' ? approval : result.approval });
  });
}

/** An edit is validated and scored anew; one that does not fit the action refuses the whole answer. */
function checkEdit(
  { registry }: ActivityDependencies,
  approval: Approval,
  { decision, edited }: DecideApproval,
): Decision['edited'] | 'refused' {
  if (edited === undefined || decision === 'rejected') return undefined;
  const action: Action = actionOrFail(registry, { uses: approval.action, name: approval.title });
  try {
    const risk = action.assessRisk(edited);
    return { data: edited, riskLevel: risk.level, riskReasons: risk.reasons };
  } catch (error) {
    if (error instanceof ConnectorError) return 'refused';
    throw error;
  }
}

function found(approval: Approval | null, approvalId: string): Approval {
  if (approval) return approval;
  throw new ConnectorError({
    code: 'not-found',
    message: `The approval ${approvalId} does not exist in this observatory.`,
  });
}
