import type { JsonObject, RunScope, StepRecord } from '@jarvis/plan';
import type { FeedAction, FeedStatus, FeedType } from '@jarvis/vocabulary';
import { toJsonb, toText } from './jsonb.js';

/** Whose run a ledger entry belongs to. */
export type LedgerScope = Pick<RunScope, 'runId' | 'observatoryId' | 'ruleId'>;

/** A line for the feed. Written once per (run, step, iteration, action). */
export interface NewFeedEntry {
  type: FeedType;
  action: FeedAction;
  title: string;
  description?: string;
  status: FeedStatus;
  stepPath?: string;
  /** The iteration path; empty outside of loops. */
  iteration?: string;
  /** Whose thing it is about; lines about nobody's have none. */
  platform?: string;
  connectionId?: string;
  metadata?: JsonObject;
  /** ISO 8601; now when left out. */
  occurredAt?: string;
}

/** Steps as `jsonb_to_recordset` takes them; of two records of one step the later one counts. */
export function stepRows(records: readonly StepRecord[]): string {
  return toJsonb(stepValues(records)) ?? '[]';
}

export function stepValues(records: readonly StepRecord[]) {
  const byStep = new Map(records.map((record) => [`${record.iteration} ${record.path}`, record]));
  return [...byStep.values()].map((record) => ({
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
  }));
}

export function feedRows(feed: readonly NewFeedEntry[]): string {
  return toJsonb(feedValues(feed)) ?? '[]';
}

export function feedValues(feed: readonly NewFeedEntry[]) {
  return feed.map((entry) => ({
    activity_type: entry.type,
    action: entry.action,
    title: toText(entry.title),
    description: entry.description,
    status: entry.status,
    step_path: entry.stepPath,
    iteration: entry.iteration ?? '',
    platform: entry.platform,
    integration_id: entry.connectionId,
    metadata: entry.metadata ?? {},
    occurred_at: entry.occurredAt,
  }));
}
