import { randomUUID } from 'node:crypto';
import type { Json, Plan, TriggerDetails } from '@jarvis/plan';
import type { RunKind, TriggerKind } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { Run } from '../entities/index.js';
import { toJsonb, toText } from '../ledger/jsonb.js';
import { notify } from '../notify.js';
import { enqueue } from './enqueue.js';

export interface NewRun {
  /** Given when the caller's key decides it; a second request for it fails on the primary key. */
  id?: string;
  observatoryId: string;
  ruleId: string;
  ruleVersionId: string;
  planHash: string;
  kind?: RunKind;
  triggerType: TriggerKind;
  /** In words, for lists. */
  triggerSummary: string;
  /** For expressions; left out where a person starts it. */
  triggerDetails?: TriggerDetails;
  event: Json;
  requestedBy?: string;
}

/** Queues a run of a published version; the relay starts its workflow. */
export async function requestRun(manager: EntityManager, run: NewRun): Promise<Run> {
  const id = run.id ?? randomUUID();
  await manager.query(
    // Several of one transaction keep their order.
    `insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, kind, trigger_type, trigger_summary, event, requested_by,
                       trigger_details, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())`,
    [
      id,
      run.observatoryId,
      run.ruleId,
      run.ruleVersionId,
      run.planHash,
      run.kind ?? 'rule',
      run.triggerType,
      toText(run.triggerSummary),
      toJsonb(run.event) ?? 'null',
      run.requestedBy ?? null,
      toJsonb(run.triggerDetails ?? {}),
    ],
  );
  return announce(manager, { observatoryId: run.observatoryId, id });
}

export interface NewSingleRun {
  /** As in {@link NewRun}. */
  id?: string | undefined;
  observatoryId: string;
  plan: Plan;
  triggerSummary: string;
  event: Json;
  requestedBy: string;
}

/** Queues a run of a plan of its own, which no rule has. */
export async function requestSingleRun(manager: EntityManager, run: NewSingleRun): Promise<Run> {
  const id = run.id ?? randomUUID();
  const { observatoryId, plan, triggerSummary, event, requestedBy } = run;
  await manager.query(
    `insert into runs (id, observatory_id, plan, plan_hash, kind, trigger_type, trigger_summary, event, requested_by)
     values ($1, $2, $3, $4, $5, 'manual', $6, $7, $8)`,
    [
      id,
      observatoryId,
      toJsonb(plan),
      plan.hash,
      plan.kind,
      toText(triggerSummary),
      toJsonb(event) ?? 'null',
      requestedBy,
    ],
  );
  return announce(manager, { observatoryId, id });
}

export interface NewReplay {
  /** As in {@link NewRun}. */
  id?: string;
  observatoryId: string;
  /** The run whose event is repeated. */
  replayOf: string;
  /** Another event in its place. */
  event?: Json;
  ruleVersionId: string;
  planHash: string;
  triggerSummary: string;
  requestedBy: string;
}

/** Queues a new run with the event of an earlier one, which is copied inside the database: byte for byte, unless another is given. */
export async function requestReplay(manager: EntityManager, replay: NewReplay): Promise<Run> {
  const id = replay.id ?? randomUUID();
  await manager.query(
    `insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, kind, trigger_type, trigger_summary, event, requested_by,
                       replay_of, trigger_details)
     select $1, observatory_id, rule_id, $3, $4, kind, 'manual', $5, coalesce($7::jsonb, event), $6, id,
            jsonb_build_object('kind', trigger_type) || trigger_details
     from runs where id = $2`,
    [
      id,
      replay.replayOf,
      replay.ruleVersionId,
      replay.planHash,
      toText(replay.triggerSummary),
      replay.requestedBy,
      toJsonb(replay.event) ?? null,
    ],
  );
  return announce(manager, { observatoryId: replay.observatoryId, id });
}

async function announce(
  manager: EntityManager,
  { observatoryId, id }: { observatoryId: string; id: string },
): Promise<Run> {
  await enqueue(manager, { observatoryId, topic: 'start-run', key: `start-run/${id}`, payload: { runId: id } });
  await notify(manager, { type: 'run_updated', observatoryId, runId: id, id });
  return manager.findOneByOrFail(Run, { id });
}

/** Asks Temporal to cancel a run; its workflow settles the row. */
export async function requestCancel(
  manager: EntityManager,
  { observatoryId, runId }: { observatoryId: string; runId: string },
): Promise<void> {
  await enqueue(manager, { observatoryId, topic: 'cancel-run', key: `cancel-run/${runId}`, payload: { runId } });
}

/** Makes Temporal's schedule agree with the rule (published, switched, deleted). The relay reads the rule when it delivers. */
export async function requestScheduleSync(
  manager: EntityManager,
  { observatoryId, ruleId }: { observatoryId: string; ruleId: string },
): Promise<void> {
  await enqueue(manager, {
    observatoryId,
    topic: 'schedule-sync',
    // Every change asks anew: an earlier one may just be on its way with what was true then.
    key: `schedule-sync/${ruleId}/${randomUUID()}`,
    payload: { ruleId },
  });
}
