import { setImmediate } from 'node:timers/promises';
import { Json } from '@jarvis/plan';
import type { Limits } from '@jarvis/rules';
import { describeDuration } from '@jarvis/steps/language';
import { z } from 'zod';
import { lengthOf } from './durations.js';
import { lockRuns, skipHeld, type OfRule } from './hold.queries.js';
import { keysOf, type Keys } from './keys.js';
import { findRepetitions } from './repetitions.js';

/** Runs that are looked at in one transaction. */
export const MAX_NEW = 200;

/** Of rules with a key, whose events are read: so many are in memory at a time. */
const MAX_EVENTS = 20;

const Row = z.object({
  id: z.uuid(),
  place: z.coerce.string(),
  came_at: z.date(),
  event: Json,
  trigger_type: z.string(),
  trigger_details: z.looseObject({}),
  created_at: z.date(),
  vars: z.record(z.string(), Json),
  rule: z.object({ id: z.uuid(), name: z.string(), version: z.int() }),
  gathers: z.boolean(),
  restarted: z.boolean(),
});
const Taken = z.array(z.object({ dedupe_key: z.string(), came_at: z.date() }));

interface NewRun {
  runId: string;
  cameAt: Date;
  keys: Keys;
  gathers: boolean;
}

/**
 * Looks at runs that came in: computes what they are counted by, once, and ends those that repeat another.
 * @returns how many there were, and those that go on
 */
export async function takeNew(of: OfRule, limits: Limits): Promise<{ looked: number; runIds: string[] }> {
  const found = await readNew(of, limits);
  if (found.length === 0) return { looked: 0, runIds: [] };
  await lockRuns(
    of,
    found.map(({ runId }) => runId),
  );
  const repeated = await repetitions(of, limits, found);
  await of.manager.query(
    `update run_holds h
     set phase = case when given.gathers then 'gathering' else 'queued' end, due = null, concurrency_key = given.concurrency,
       throttle_key = given.throttle, gather_key = given.gather, dedupe_key = given.dedupe
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[])
       as given (id, concurrency, throttle, gather, dedupe, gathers)
     where h.run_id = given.id and h.phase = 'new'`,
    [
      found.map(({ runId }) => runId),
      found.map(({ keys }) => keys.concurrency),
      found.map(({ keys }) => keys.throttle),
      found.map(({ keys }) => keys.gather),
      found.map(({ keys, runId }) => (repeated.has(runId) ? null : keys.dedupe)),
      found.map(({ gathers }) => gathers),
    ],
  );
  if (limits.dedupe && repeated.size > 0) {
    const within = describeDuration(lengthOf(limits.dedupe.window));
    const message = `Not started: an event with the same key came within ${within} before.`;
    await skipHeld(of, [...repeated], message);
  }
  const rest = found.filter(({ runId }) => !repeated.has(runId));
  return { looked: found.length, runIds: rest.map(({ runId }) => runId) };
}

/** What is counted by: the first of its events, where they were collected already. */
const EVENT = `case when h.restarted and v.definition #> '{limits,batch}' is not null then r.event #> '{items,0}' else r.event end`;

async function readNew({ manager, ruleId }: OfRule, limits: Limits): Promise<NewRun[]> {
  // Events are large, and read only where a key is made of them.
  const keyed = Object.values(limits).some((limit) => 'key' in limit && limit.key !== undefined);
  const page = keyed ? MAX_EVENTS : MAX_NEW;
  const found: NewRun[] = [];
  let rows: unknown[];
  let after = '0';
  do {
    rows = z.array(z.unknown()).parse(
      await manager.query(
        `select r.id, h.place, h.came_at, case when $3 then ${EVENT} end as event, r.trigger_type, coalesce(r.trigger_details, '{}') as trigger_details,
           r.created_at, v.plan -> 'vars' as vars, jsonb_build_object('id', a.id, 'name', a.name, 'version', v.version) as rule,
           not h.restarted and coalesce(v.definition -> 'limits' ?| array['debounce', 'batch'], false) as gathers, h.restarted
         from run_holds h join runs r on r.id = h.run_id join rule_versions v on v.id = r.rule_version_id
           join automation_rules a on a.id = r.rule_id
         where h.rule_id = $1 and h.phase = 'new' and r.finished_at is null and h.place > $4 order by h.place limit $2`,
        [ruleId, page, keyed, after],
      ),
    );
    for (const row of rows) {
      const { id, place, came_at: cameAt, gathers, restarted, ...rest } = Row.parse(row);
      const keys = keysOf(limits, scopeOf(id, rest));
      // What runs anew repeats nothing: the key is that of the run before.
      found.push({ runId: id, cameAt, gathers, keys: restarted ? { ...keys, dedupe: null } : keys });
      after = place;
      // A key of the worst kind takes 65 ms, and others are answered between two of them.
      if (keyed) await setImmediate();
    }
  } while (rows.length === page && found.length < MAX_NEW);
  return found;
}

/** What expressions read when the run starts, as far as it is there already. */
function scopeOf(
  id: string,
  row: Omit<z.infer<typeof Row>, 'id' | 'place' | 'came_at' | 'gathers' | 'restarted'>,
): Record<string, unknown> {
  const receivedAt = row.created_at.toISOString();
  const trigger = { kind: row.trigger_type, deliveryId: '', eventName: '', headers: {}, receivedAt };
  return {
    event: row.event,
    trigger: { ...trigger, ...row.trigger_details },
    vars: row.vars,
    rule: row.rule,
    run: { id },
    now: receivedAt,
  };
}

async function repetitions(
  { manager, ruleId }: OfRule,
  limits: Limits,
  found: readonly NewRun[],
): Promise<Set<string>> {
  if (!limits.dedupe) return new Set();
  const windowMs = lengthOf(limits.dedupe.window);
  const compared = found.map(({ runId, cameAt, keys }) => ({ runId, cameAt, key: keys.dedupe }));
  const rows: unknown = await manager.query(
    `select dedupe_key, max(came_at) as came_at from run_holds
     where rule_id = $1 and dedupe_key = any($2::text[]) and phase <> 'new' and came_at > $3::timestamptz - $4 * interval '1 ms'
     group by dedupe_key`,
    [
      ruleId,
      compared.flatMap(({ key }) => key ?? []),
      new Date(Math.min(...found.map(({ cameAt }) => cameAt.getTime()))),
      windowMs,
    ],
  );
  const taken = new Map(Taken.parse(rows).map((row) => [row.dedupe_key, row.came_at]));
  return new Set(findRepetitions(compared, { windowMs, taken }).map(({ runId }) => runId));
}
