import type { Limits } from '@jarvis/rules';
import { describeDuration } from '@jarvis/steps/language';
import { z } from 'zod';
import { lengthOf } from './durations.js';
import { cutBatches, type Batch } from './gather.js';
import { endGathering, lockHeld, lockRuns, skipHeld, type OfRule } from './hold.queries.js';

const Quiet = z.array(z.object({ id: z.uuid(), last: z.uuid(), first: z.date(), due: z.date(), ready: z.boolean() }));
const Row = z.object({ id: z.uuid(), group: z.string(), came_at: z.date(), bytes: z.int(), now: z.date() });

/** Events that wait for others: those that have waited long enough go on. @returns the runs that do */
export async function gather(of: OfRule, { debounce, batch }: Limits): Promise<string[]> {
  const free = await goOn(of, debounce ? 'debounce' : batch && 'batch');
  if (debounce) return [...free, ...(await keepLast(of, debounce))];
  return batch ? [...free, ...(await collect(of, batch))] : free;
}

/** What the runs wait for that are not ready. */
export function gatheringWords({ debounce, batch }: Limits): string | undefined {
  if (debounce) return `no other event for ${describeDuration(lengthOf(debounce.quiet))}`;
  return batch ? `more events, for ${describeDuration(lengthOf(batch.within))}` : undefined;
}

async function keepLast(of: OfRule, { quiet, maxWait }: NonNullable<Limits['debounce']>): Promise<string[]> {
  const { manager, ruleId } = of;
  const rows: unknown = await manager.query(
    `select *, due <= now() as ready from (
       select run_id as id, last_value(run_id) over together as last, first,
         least(last_value(came_at) over together + $2 * interval '1 ms', first + $3 * interval '1 ms') as due
       from (select *, min(coalesce(since, came_at)) over (partition by gather_key) as first from run_holds
             where rule_id = $1 and phase = 'gathering') as gathering
       window together as (partition by gather_key order by place rows between unbounded preceding and unbounded following)
     ) as held`,
    [ruleId, lengthOf(quiet), maxWait === undefined ? null : lengthOf(maxWait)],
  );
  const held = Quiet.parse(rows);
  await lockRuns(
    of,
    held.map(({ id }) => id),
  );
  const passed = held.filter(({ id, last }) => id !== last).map(({ id }) => id);
  await skipHeld(of, passed, 'Not started: a later event took its place.');
  const kept = held.filter(({ id, last }) => id === last);
  await write(
    of,
    kept.map(({ id, first, due, ready }) => ({ id, since: first, due: ready ? null : due })),
  );
  return kept.filter(({ ready }) => ready).map(({ id }) => id);
}

async function collect(of: OfRule, { size, within }: NonNullable<Limits['batch']>): Promise<string[]> {
  const rows: unknown = await of.manager.query(
    `select h.run_id as id, r.rule_version_id || h.gather_key as group, h.came_at, octet_length(r.event::text) as bytes, now()
     from run_holds h join runs r on r.id = h.run_id
     where h.rule_id = $1 and h.phase = 'gathering' order by h.place`,
    [of.ruleId],
  );
  const events = z.array(Row).parse(rows);
  const now = events[0]?.now ?? new Date();
  const batches = cutBatches(
    events.map(({ id, group, came_at: cameAt, bytes }) => ({ runId: id, group, cameAt, bytes })),
    { size, withinMs: lengthOf(within), now },
  );
  const ready = batches.filter(({ readyAt }) => readyAt <= now);
  const started: string[] = [];
  for (const batch of ready) started.push(...(await toOneRun(of, batch)));
  const waiting = batches.filter(({ readyAt }) => readyAt > now);
  await write(of, [
    ...started.map((id) => ({ id, since: null, due: null })),
    ...waiting.flatMap(({ runIds: [id], readyAt }) => (id === undefined ? [] : [{ id, since: null, due: readyAt }])),
  ]);
  return started;
}

/** The first of the runs takes the events of all. */
async function toOneRun(of: OfRule, { runIds }: Batch): Promise<string[]> {
  const [first, ...others] = await lockHeld(of, runIds);
  if (first === undefined) return [];
  await of.manager.query(
    `update runs set
       event = (select jsonb_build_object('items', jsonb_agg(r.event order by given.turn))
                from unnest($2::uuid[]) with ordinality as given (id, turn) join runs r on r.id = given.id),
       trigger_summary = left(trigger_summary, 180) || $3
     where id = $1`,
    [first, [first, ...others], others.length === 0 ? '' : ` and ${others.length.toString()} more`],
  );
  await skipHeld(of, others, `Its event was taken into one run with ${(others.length + 1).toString()} events.`);
  return [first];
}

/** Runs of versions that did not gather as the rule does now. They collect no more events, and keep what they have. */
async function goOn(of: OfRule, kind: 'debounce' | 'batch' | undefined): Promise<string[]> {
  const rows: unknown = await of.manager.query(
    `select h.run_id as id from run_holds h join runs r on r.id = h.run_id join rule_versions v on v.id = r.rule_version_id
     where h.rule_id = $1 and h.phase = 'gathering' and not coalesce(v.definition -> 'limits' ? $2, false) order by h.place`,
    [of.ruleId, kind ?? ''],
  );
  const ids = z
    .array(z.object({ id: z.uuid() }))
    .parse(rows)
    .map(({ id }) => id);
  await endGathering(of, ids);
  await write(
    of,
    ids.map((id) => ({ id, since: null, due: null })),
  );
  return ids;
}

/** Who is ready has nothing to wait for by time. */
async function write(
  { manager }: OfRule,
  held: readonly { id: string; since: Date | null; due: Date | null }[],
): Promise<void> {
  await manager.query(
    `update run_holds h set since = coalesce(given.since, h.since), due = given.due,
       phase = case when given.due is null then 'queued' else 'gathering' end
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as given (id, since, due)
     where h.run_id = given.id and h.phase = 'gathering'`,
    [held.map(({ id }) => id), held.map(({ since }) => since), held.map(({ due }) => due)],
  );
}
