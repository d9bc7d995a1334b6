import { z } from 'zod';
import type { Queryable } from '../queryable.js';

export interface ScheduledStart {
  ruleId: string;
  ruleVersion: number;
  runId: string;
  /** When it was due, ISO 8601. */
  dueAt: string;
}

const Locked = z.array(z.object({ rule_id: z.uuid() }));
const Covered = z.tuple([z.object({ covered: z.boolean() })]);

/**
 * Whether a start by a schedule needs no run of its own: the rule wants one run for all the times that an outage has made
 * late (`missed: once`), and one began after this time was due. In the transaction that opens the run: the starts of such
 * a rule take turns, so that of several that come at once each sees what the others have opened.
 */
export async function isCovered(manager: Queryable, start: ScheduledStart): Promise<boolean> {
  const { ruleId, ruleVersion, runId, dueAt } = start;
  const locked: unknown = await manager.query(
    `select rule_id, pg_advisory_xact_lock(hashtextextended('schedule ' || rule_id, 0))::text
     from rule_versions where rule_id = $1 and version = $2 and definition #>> '{trigger,missed}' = 'once'`,
    [ruleId, ruleVersion],
  );
  if (Locked.parse(locked).length === 0) return false;
  const rows: unknown = await manager.query(
    `select not exists (select from runs where id = $2) and exists (
       select from runs where rule_id = $1 and trigger_type = 'schedule' and created_at >= $3 and started_at >= $3)
       as covered`,
    [ruleId, runId, dueAt],
  );
  return Covered.parse(rows)[0].covered;
}
