import type { Json, StepError, StepRecord } from '@jarvis/plan';
import type { FinalRunStatus } from '@jarvis/vocabulary';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { emitting } from '../events/emitting.js';
import { announcing } from '../notifications/announcing.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { toJsonb, toText } from './jsonb.js';
import { announceLeavings, leavings } from './leave-nothing-open.js';
import { announceRestart, restarting } from './restarting.js';
import { writeStatement } from './write.js';

export interface ClosedRun {
  scope: LedgerScope;
  records: readonly StepRecord[];
  feed?: readonly NewFeedEntry[];
  status: FinalRunStatus;
  message?: string;
  error?: StepError;
  /** What it gives to whoever called it. */
  output?: Json | undefined;
}

const Closed = z.object({ closed: z.boolean() });
const anew = restarting('$6');

/**
 * The run has ended, and leaves nothing open: its row is settled and its rule's statistics count it, both once, and in
 * the same statement its effects, steps and questions are settled, however it ended. That it failed is told for a rule
 * only: whoever called an action has the answer, or asks for it.
 * @returns whether this call closed it (false: it had ended before)
 */
export async function closeRun(manager: Queryable, run: ClosedRun): Promise<boolean> {
  const row = await writeStatement(manager, {
    ...run,
    expressions: [
      `closed as (
        update runs set status = $6, outcome_message = $7, error = $8, output = $9, waiting_for = null,
          started_at = coalesce(started_at, now()), finished_at = now()
        where id = $2 and finished_at is null
        returning id, observatory_id, rule_id, started_at, restart_by),
      failed as (
        select closed.*, r.name as rule_name from closed join automation_rules r on r.id = closed.rule_id
        where $6 = 'failed')`,
      announcing('run-failed', 'failed'),
      emitting('run.failed', {
        id: 'id',
        summary: 'rule_name',
        body: `jsonb_build_object(
          'run', jsonb_build_object('id', id, 'name', rule_name, 'startedAt', started_at),
          'rule', jsonb_build_object('id', rule_id, 'name', rule_name),
          'message', coalesce($7::text, $8::jsonb->>'message', ''), 'error', coalesce($8::jsonb, '{}'))`,
        causeRunId: 'id',
        from: 'failed',
      }),
      `counted as (
        update automation_rules r set
          run_count = r.run_count + 1,
          success_count = r.success_count + ($6 = 'succeeded')::int,
          failure_count = r.failure_count + ($6 = 'failed')::int,
          last_run_at = greatest(r.last_run_at, closed.started_at)
        from closed where r.id = closed.rule_id)`,
      ...anew.expressions,
      // Also when it was closed before: a repetition finishes what was left open.
      ...leavings.expressions,
    ],
    select: `exists (select from closed) as closed, ${leavings.select}, ${anew.select}`,
    parameters: [run.status, toText(run.message), toJsonb(run.error), toJsonb(run.output)],
  });
  await announceLeavings(manager, run.scope, row);
  await announceRestart(manager, run.scope, row);
  return Closed.parse(row).closed;
}
