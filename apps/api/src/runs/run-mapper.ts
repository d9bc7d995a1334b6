import type { ApprovalRequest, Effect, Run, RunStep } from '@jarvis/database';
import type { z } from 'zod';
import { fieldsOf } from '../infrastructure/fields-of.js';
import type { FamilyRow } from './replay.queries.js';
import type { EffectShape, RelatedRun, RunStep as RunStepShape, RunSummary, StepApproval } from './runs.schemas.js';

/** Names by user id, loaded for a whole page at once. */
export type Names = ReadonlyMap<string, string>;

export function personOf(id: string | null, names: Names): { id: string; name: string } | null {
  return id === null ? null : { id, name: names.get(id) ?? 'a former member' };
}

function durationOf({ startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null }): number | null {
  return startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime();
}

/** `rule` and `ruleVersion` must be loaded. */
export function toRunSummary(run: Run, names: Names): RunSummary {
  return {
    id: run.id,
    ruleId: run.ruleId,
    name: run.rule?.name ?? run.planName ?? '',
    ruleVersion: run.ruleVersion?.version ?? null,
    kind: run.kind,
    status: run.status,
    triggerType: run.triggerType,
    triggerSummary: run.triggerSummary,
    title: run.title,
    tags: run.ruleVersion?.tags ?? [],
    outcomeMessage: run.outcomeMessage,
    error: run.error,
    waitingFor: run.waitingFor,
    requestedBy: personOf(run.requestedBy, names),
    replayOf: run.replayOf,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    durationMs: durationOf(run),
  };
}

export function toRelatedRun(row: FamilyRow, names: Names): z.input<typeof RelatedRun> {
  return {
    id: row.id,
    ruleVersion: row.version,
    status: row.status,
    createdAt: row.created_at,
    requestedBy: personOf(row.requested_by, names),
  };
}

export function toEffect(effect: Omit<Effect, 'runId'>, names: Names): z.input<typeof EffectShape> {
  return { ...fieldsOf(effect), resolvedBy: personOf(effect.resolvedBy, names) };
}

export function toStepApproval(approval: ApprovalRequest, names: Names): z.input<typeof StepApproval> {
  return {
    ...fieldsOf(approval),
    respondedBy: personOf(approval.respondedBy, names),
    edited: approval.approvedHash !== null && approval.approvedHash !== approval.actionHash,
  };
}

export function toStep(
  step: RunStep,
  {
    effect,
    approval,
  }: { effect: z.input<typeof EffectShape> | undefined; approval: z.input<typeof StepApproval> | undefined },
): z.input<typeof RunStepShape> {
  const { stepId, ...rest } = step;
  return { ...rest, id: stepId, durationMs: durationOf(step), effect, approval };
}
