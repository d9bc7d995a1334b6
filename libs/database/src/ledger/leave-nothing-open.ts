import { z } from 'zod';
import { announceResolution } from '../approvals/announce-resolution.js';
import { readDecision } from '../approvals/read-decision.js';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import type { LedgerScope } from './entries.js';
import { writeStatement } from './write.js';

/**
 * What a run that has ended leaves behind, as parts of a ledger statement. What was sent may have happened, so it
 * becomes unknown, for a person to settle; what was never sent has failed. Nobody is asked any more, and no step goes on.
 */
const expressions = [
  `effects_left as (
    update effects set
      state = case state when 'sent' then 'unknown' else 'failed' end,
      settled_at = case state when 'sent' then null else now() end,
      error = case state
        when 'sent' then jsonb_build_object('code', 'effect-unknown', 'stepPath', step_path,
          'message', 'The run ended before it was known whether this happened.',
          'hint', 'Look there, then say on the run''s page what you found.')
        else jsonb_build_object('code', 'not-sent', 'stepPath', step_path,
          'message', 'The run ended before this was sent, so it did not happen.')
        end
    where run_id = $2 and state in ('intended', 'sent')
    returning id)`,
  // A step that this same statement writes is settled by its record: two changes of one row would be one too many.
  `steps_left as (
    update run_steps r set status = 'cancelled', finished_at = now()
    where run_id = $2 and finished_at is null and status in ('pending', 'running', 'waiting')
      and not exists (select from jsonb_to_recordset($4::jsonb) as s(path text, iteration text)
                      where s.path = r.path and s.iteration = r.iteration)
    returning id)`,
  `approvals_left as (
    update approval_requests set status = 'cancelled', responded_at = now()
    where run_id = $2 and status = 'pending'
    returning id)`,
  `waits_left as (
    update event_waits set status = 'cancelled', settled_at = now()
    where run_id = $2 and status = 'open')`,
];

const select = `coalesce((select jsonb_agg(id) from effects_left), '[]') as effects_left,
  coalesce((select jsonb_agg(id) from steps_left), '[]') as steps_left,
  coalesce((select jsonb_agg(id) from approvals_left), '[]') as approvals_left`;

/** For a statement that ends a run. */
export const leavings = { expressions, select };

const Ids = z.array(z.uuid());
const Left = z.object({ effects_left: Ids, steps_left: Ids, approvals_left: Ids });

/** Tells people what the statement settled. */
export async function announceLeavings(manager: Queryable, scope: LedgerScope, row: unknown): Promise<void> {
  const { effects_left, approvals_left } = Left.parse(row);
  const { observatoryId, runId } = scope;
  for (const id of effects_left) await notify(manager, { type: 'effect_updated', observatoryId, runId, id });
  for (const id of approvals_left) {
    const approval = await readDecision(manager, id);
    if (approval) await announceResolution(manager, { observatoryId, approval });
  }
}

/**
 * Settles what is still open of a run that has ended: what an installation of before left, or a workflow that Temporal
 * ended. Harmless to repeat.
 */
export async function leaveNothingOpen(manager: Queryable, scope: LedgerScope): Promise<void> {
  const row = await writeStatement(manager, { scope, records: [], expressions, select });
  await announceLeavings(manager, scope, row);
}
