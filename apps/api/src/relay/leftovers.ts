import { leaveNothingOpen, type Database } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import { z } from 'zod';
import type { Drift } from './drift.js';

const Rows = z.array(z.object({ id: z.uuid(), observatory_id: z.uuid(), rule_id: z.uuid().nullable() }));
const MOST = 200;

/**
 * Runs that have ended and yet have effects on their way or questions or waits open, settled as ending them settles them now.
 * Ending a run does that itself; this finds what an installation of before left behind.
 */
export async function settleLeftovers(database: Database, quietSeconds: number): Promise<Drift[]> {
  const rows = Rows.parse(
    await database.systemQuery(
      `select id, observatory_id, rule_id from runs
       where finished_at < now() - make_interval(secs => $1) and id in (
         select run_id from effects where state in ('intended', 'sent')
         union select run_id from approval_requests where status = 'pending'
         union select run_id from event_waits where status = 'open')
       order by id limit ${MOST}`,
      [quietSeconds],
    ),
  );
  const drift: Drift[] = [];
  for (const { id: runId, observatory_id: observatoryId, rule_id: ruleId } of rows) {
    const scope = { runId, observatoryId, ruleId: ruleId ?? undefined };
    await database.tenant(observatoryId, (manager) => leaveNothingOpen(manager, scope));
    drift.push({
      runId,
      observatoryId,
      temporalId: workflowIdOfRun(runId),
      kind: 'left-open',
      mended: true,
      message: 'The run had ended with effects or questions still open; they are settled now, and its page shows how.',
    });
  }
  return drift;
}
