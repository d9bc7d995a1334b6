import { Limits } from '@jarvis/rules';
import { z } from 'zod';
import { gather, gatheringWords } from './gathering.js';
import { endGathering, retireEnded, sayWaiting, startHeld, takeDue, type OfRule } from './hold.queries.js';
import { MAX_NEW, takeNew } from './new-runs.js';
import { takeTurns, turnWords } from './turns.js';

/** Runs that are let go in one transaction. */
const MAX_LET_GO = 500;

const Ids = z.array(z.object({ id: z.uuid() }));
const Rows = z.array(z.object({ limits: Limits.nullable() }));

/**
 * Decides about all runs of a rule that are held back.
 * @returns whether there are more to look at; false, too, where somebody else decides just now
 */
export async function decide(of: OfRule): Promise<boolean> {
  const rows: unknown = await of.manager.query(
    'select limits from rule_limits where rule_id = $1 for no key update skip locked',
    [of.ruleId],
  );
  const [row] = Rows.parse(rows);
  if (!row) return false;
  await retireEnded(of);
  if (row.limits === null) return letAllGo(of);
  await takeDue(of);
  const { limits } = row;
  const { looked, runIds } = await takeNew(of, limits);
  const gathered = await gather(of, limits);
  await takeTurns(of, limits);
  const words = gatheringWords(limits);
  if (words !== undefined) await sayWaiting(of, runIds, words);
  await sayWaiting(of, words === undefined ? runIds : gathered, turnWords(limits));
  return looked === MAX_NEW;
}

/** The rule says nothing any more. @returns whether there are more */
async function letAllGo(of: OfRule): Promise<boolean> {
  const rows: unknown = await of.manager.query(
    `select run_id as id from run_holds where rule_id = $1 and phase in ('new', 'gathering', 'queued') order by place limit $2`,
    [of.ruleId, MAX_LET_GO],
  );
  const runIds = Ids.parse(rows).map(({ id }) => id);
  await endGathering(of, runIds);
  await startHeld(of, runIds);
  return runIds.length === MAX_LET_GO;
}
