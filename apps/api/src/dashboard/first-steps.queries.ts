import { EXAMPLE_RULES } from '@jarvis/rules';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Dashboard } from './dashboard.schemas.js';

/** Who has had this many runs needs no first steps, even if one of them was never done. */
const SEASONED_RUNS = 20;

const Count = z.coerce.number().int();
const Runs = z.tuple([z.object({ runs: Count })]);
const Done = z.tuple([
  z.object({
    connected: z.boolean(),
    rules: Count,
    example_rule_id: z.uuid().nullable(),
    newest_rule_id: z.uuid().nullable(),
    rehearsed: z.boolean(),
  }),
]);

/**
 * What an observatory has done of its first steps; null when nothing is left to do, or it is not new any more.
 * @param withExample whether an installation like this one begins with an example rule
 */
export async function readFirstSteps(manager: EntityManager, withExample: boolean): Promise<Dashboard['firstSteps']> {
  const counted: unknown = await manager.query('select count(*) as runs from (select from runs limit $1) as first', [
    SEASONED_RUNS,
  ]);
  const [{ runs }] = Runs.parse(counted);
  if (runs === SEASONED_RUNS) return null;
  const rows: unknown = await manager.query(
    `with rules as (
       select id, created_at, draft_source = $1 as is_example from automation_rules where deleted_at is null)
     select exists (select from integrations) as connected, (select count(*) from rules) as rules,
       (select id from rules where is_example order by created_at limit 1) as example_rule_id,
       (select id from rules order by created_at desc, id desc limit 1) as newest_rule_id,
       exists (select from audit_log where entity_type = 'rule' and action = 'rule.rehearsed') as rehearsed`,
    [withExample ? (EXAMPLE_RULES[0]?.source ?? null) : null],
  );
  const [done] = Done.parse(rows);
  const steps = {
    exampleRuleId: done.example_rule_id,
    newestRuleId: done.newest_rule_id,
    ran: runs > 0,
    connected: done.connected,
    made: done.rules > (done.example_rule_id === null ? 0 : 1),
    rehearsed: done.rehearsed,
  };
  return steps.ran && steps.connected && steps.made && steps.rehearsed ? null : steps;
}
