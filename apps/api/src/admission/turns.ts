import type { Limits } from '@jarvis/rules';
import { describeDuration } from '@jarvis/steps/language';
import { z } from 'zod';
import { lengthOf } from './durations.js';
import { cancelStarted, skipHeld, startHeld, type OfRule } from './hold.queries.js';

const Ids = z.array(z.object({ id: z.uuid() }));

/** Starts the runs whose turn has come, in their order, and does what the rule says about those for which there is no place. */
export async function takeTurns(of: OfRule, limits: Limits): Promise<void> {
  const { concurrency, throttle } = limits;
  if (concurrency?.whenFull === 'replace') await replace(of, concurrency.limit);
  await startHeld(of, await whoseTurn(of, limits));
  if (concurrency?.whenFull === 'skip') await skip(of, concurrency.limit);
  if (throttle) await lookAgain(of, throttle);
}

/** What the runs wait for that are not started yet. */
export function turnWords({ concurrency, throttle }: Limits): string {
  const counted = [
    ...(concurrency ? [`at most ${concurrency.limit.toString()} under way at once`] : []),
    ...(throttle ? [`at most ${throttle.limit.toString()} in ${describeDuration(lengthOf(throttle.per))}`] : []),
  ];
  return ['its turn', ...counted].join(', ');
}

/** Runs that are queued, each with its number among those that count together, and how many of these are under way. */
const QUEUED = `
  queued as (
    select run_id, place, concurrency_key, throttle_key,
      row_number() over (partition by concurrency_key order by place) as turn,
      count(*) over (partition by concurrency_key) as waiting
    from run_holds where rule_id = $1 and phase = 'queued'),
  busy as (
    select concurrency_key, count(*) as runs from run_holds where rule_id = $1 and phase = 'started' group by 1)`;

async function whoseTurn({ manager, ruleId }: OfRule, { concurrency, throttle }: Limits): Promise<string[]> {
  const rows: unknown = await manager.query(
    `with ${QUEUED}, free as (
       select run_id, place, throttle_key, row_number() over (partition by throttle_key order by place) as pace_turn
       from queued left join busy using (concurrency_key) where $2::int is null or turn <= $2 - coalesce(busy.runs, 0)),
     recent as (
       select throttle_key, count(*) as runs from run_holds
       where rule_id = $1 and started_at > now() - $4::float8 * interval '1 ms' group by 1)
     select run_id as id from free left join recent using (throttle_key)
     where $3::int is null or pace_turn <= $3 - coalesce(recent.runs, 0) order by place`,
    [ruleId, concurrency?.limit ?? null, throttle?.limit ?? null, throttle ? lengthOf(throttle.per) : 0],
  );
  return Ids.parse(rows).map(({ id }) => id);
}

async function skip(of: OfRule, limit: number): Promise<void> {
  const rows: unknown = await of.manager.query(
    `with ${QUEUED} select run_id as id from queued left join busy using (concurrency_key)
     where turn > $2 - coalesce(busy.runs, 0) order by place`,
    [of.ruleId, limit],
  );
  const underWay = limit === 1 ? 'another run was' : `${limit.toString()} other runs were`;
  const skipped = await skipHeld(
    of,
    Ids.parse(rows).map(({ id }) => id),
    `Not started: ${underWay} under way.`,
  );
  // Nothing was done for its event, so a later one with the same key is no repetition.
  await of.manager.query('update run_holds set dedupe_key = null where run_id = any($1::uuid[])', [skipped]);
}

/** The newest have the places. The oldest that are under way are cancelled, and give theirs when they have ended. */
async function replace(of: OfRule, limit: number): Promise<void> {
  const passed: unknown = await of.manager.query(
    `with ${QUEUED} select run_id as id from queued left join busy using (concurrency_key) where turn <= waiting - $2`,
    [of.ruleId, limit],
  );
  await skipHeld(
    of,
    Ids.parse(passed).map(({ id }) => id),
    'Not started: a later event took its place.',
  );
  const surplus: unknown = await of.manager.query(
    `with ${QUEUED}, wanted as (select concurrency_key, max(waiting) as runs from queued group by 1),
     oldest as (
       select run_id, concurrency_key, place, row_number() over (partition by concurrency_key order by place) as age,
         count(*) over (partition by concurrency_key) as under_way
       from run_holds where rule_id = $1 and phase = 'started')
     select run_id as id from oldest join wanted using (concurrency_key)
     where age <= wanted.runs - ($2 - under_way) order by place`,
    [of.ruleId, limit],
  );
  await cancelStarted(
    of,
    Ids.parse(surplus).map(({ id }) => id),
  );
}

/** A place that time alone frees: who waits longest for it is looked at again then. */
async function lookAgain({ manager, ruleId }: OfRule, { limit, per }: NonNullable<Limits['throttle']>): Promise<void> {
  await manager.query(
    `update run_holds h set due = waiting.due from (
       select distinct on (q.throttle_key) q.run_id, recent.due from run_holds q
       join (select throttle_key, min(started_at) + $3 * interval '1 ms' as due from run_holds
             where rule_id = $1 and started_at > now() - $3 * interval '1 ms'
             group by throttle_key having count(*) >= $2) as recent using (throttle_key)
       where q.rule_id = $1 and q.phase = 'queued' order by q.throttle_key, q.place) as waiting
     where h.run_id = waiting.run_id and h.phase = 'queued'`,
    [ruleId, limit, lengthOf(per)],
  );
}
