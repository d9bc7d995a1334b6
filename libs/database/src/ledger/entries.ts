import type { JsonObject, RunScope, StepRecord } from '@jarvis/plan';
import type { ActivityAction, ActivityStatus, ActivityType } from '@jarvis/vocabulary';
import { toJsonb, toText } from './jsonb.js';

/** Whose run a ledger entry belongs to. */
export type LedgerScope = Pick<RunScope, 'runId' | 'observatoryId' | 'ruleId'>;

/** A line for the feed. Written once per (run, step, iteration, action). */
export interface NewActivity {
  type: ActivityType;
  action: ActivityAction;
  title: string;
  description?: string;
  status: ActivityStatus;
  stepPath?: string;
  /** The iteration path; empty outside of loops. */
  iteration?: string;
  /** Whose thing it is about; lines about nobody's have none. */
  platform?: string;
  integrationId?: string;
  metadata?: JsonObject;
  /** ISO 8601; now when left out. */
  occurredAt?: string;
}

/** Steps as `jsonb_to_recordset` takes them; of two records of one step the later one counts. */
export function stepRows(records: readonly StepRecord[]): string {
  const byStep = new Map(records.map((record) => [`${record.iteration} ${record.path}`, record]));
  return (
    toJsonb(
      [...byStep.values()].map((record) => ({
        step_id: record.stepId,
        path: record.path,
        iteration: record.iteration,
        kind: record.kind,
        name: record.name,
        status: record.status,
        attempts: record.attempts,
        lane: record.lane,
        input: record.input,
        output: record.output,
        error: record.error,
        started_at: record.startedAt,
        finished_at: record.finishedAt,
      })),
    ) ?? '[]'
  );
}

export function activityRows(activities: readonly NewActivity[]): string {
  return (
    toJsonb(
      activities.map((activity) => ({
        activity_type: activity.type,
        action: activity.action,
        title: toText(activity.title),
        description: activity.description,
        status: activity.status,
        step_path: activity.stepPath,
        iteration: activity.iteration ?? '',
        platform: activity.platform,
        integration_id: activity.integrationId,
        metadata: activity.metadata ?? {},
        occurred_at: activity.occurredAt,
      })),
    ) ?? '[]'
  );
}
