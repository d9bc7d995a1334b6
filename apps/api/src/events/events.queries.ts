import { EVENT_SOURCES } from '@jarvis/database';
import { JsonObject } from '@jarvis/plan';
import { sourceOfEvent } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { decodeCursor } from '../http/page.js';
import { EventDetail, EventSummary, type EventsQuery } from './events.schemas.js';

/** Runs and waits of an event, and names of events, that are shown at most. */
const MAX_SHOWN = 200;

const Bodies = z.array(z.object({ body: JsonObject }));

/** Events of a platform carry the id of what is watched; people know it by its trigger. */
const name = `case e.source when 'platforms'
  then coalesce((select s.uses from event_sources s where s.id::text = e.name), 'platform') else e.name end`;

/** An event as a list shows it, from `events e`. */
const summary = `e.id, e.source, ${name} as name, e.summary, e.occurred_at as "occurredAt",
  (select jsonb_build_object('id', c.id, 'name', c.name) from automation_rules c
    where e.source = 'calls' and c.id::text = e.name) as "calledRule",
  (select count(*)::int from event_runs er where er.event_id = e.id and er.status = 'started') as started,
  (select count(*)::int from event_runs er where er.event_id = e.id and er.status = 'refused') as refused,
  (select count(*)::int from event_runs er where er.event_id = e.id and er.status = 'filtered') as filtered,
  (select count(*)::int from event_waits w where w.event_id = e.id) as woken`;

/** One row more than the limit, newest first. */
export async function findEvents(manager: EntityManager, query: EventsQuery): Promise<z.output<typeof EventSummary>[]> {
  const { limit, cursor, source, q } = query;
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value).toString()}`;
  const conditions = ['true'];
  const after = decodeCursor(cursor);
  if (after) {
    const id = put(after.id);
    const moment = `coalesce((select occurred_at from events where id = ${id}), ${put(after.at)})`;
    conditions.push(`(e.occurred_at, e.id) < (${moment}, ${id})`);
  }
  if (source !== undefined) conditions.push(`e.source = ${put(source)}`);
  if (query.name !== undefined) conditions.push(`${name} = ${put(query.name)}`);
  if (q !== undefined) {
    const pattern = put(`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(${name} ilike ${pattern} or e.summary ilike ${pattern})`);
  }
  const rows: unknown = await manager.query(
    `select ${summary} from events e where ${conditions.join(' and ')}
     order by e.occurred_at desc, e.id desc limit ${put(limit + 1)}`,
    values,
  );
  return z.array(EventSummary).parse(rows);
}

/** What the last event of a name told, whoever heard of it. */
export async function findLastEvent(manager: EntityManager, name: string): Promise<JsonObject | undefined> {
  const rows: unknown = await manager.query(
    'select body from events where source = $1 and name = $2 order by occurred_at desc limit 1',
    [sourceOfEvent(name), name],
  );
  return Bodies.parse(rows)[0]?.body;
}

/** Goes from name to name in the index, so it reads as many rows as there are names and not every event. */
export async function findEventNames(manager: EntityManager): Promise<string[]> {
  const rows: unknown = await manager.query(
    `with recursive known as (
       select source, '' as name from unnest($1::text[]) as source
       union all
       select k.source, next.name from known k cross join lateral (
         select n.name from events n where n.source = k.source and n.name > k.name order by n.name limit 1) next)
     select distinct ${name} as name from (select * from known where name <> '' limit $2) e order by name`,
    [Object.values(EVENT_SOURCES).filter((source) => source !== 'calls'), MAX_SHOWN],
  );
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map((row) => row.name);
}

/** @throws ApiError 404, also for an event of another observatory */
export async function findEventOrFail(manager: EntityManager, id: string): Promise<z.output<typeof EventDetail>> {
  const rows: unknown = await manager.query(
    `select ${summary}, e.body, e.depth,
       (select jsonb_build_object('runId', r.id, 'runName', coalesce(u.name, r.plan->>'name', ''), 'runStatus', r.status)
          from runs r left join automation_rules u on u.id = r.rule_id where r.id = e.cause_run_id) as cause,
       (select jsonb_build_object('id', f.id, 'name', f.name) from events f where f.id = e.root_id and f.id <> e.id) as root,
       (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by t.at), '[]')
          from unnest(e.through) with ordinality as t (id, at) join automation_rules u on u.id = t.id) as through
     from events e where e.id = $1`,
    [id],
  );
  const [event] = z.array(z.record(z.string(), z.unknown())).parse(rows);
  if (event === undefined) throw notFound('event');
  const runs: unknown = await manager.query(
    `select jsonb_build_object('id', u.id, 'name', u.name) as rule, er.status, er.run_id as "runId", r.status as "runStatus", er.reason
     from event_runs er join automation_rules u on u.id = er.rule_id left join runs r on r.id = er.run_id
     where er.event_id = $1 order by u.name, u.id limit ${MAX_SHOWN.toString()}`,
    [id],
  );
  const waits: unknown = await manager.query(
    `select w.run_id as "runId", u.name as "ruleName", r.status as "runStatus", w.step_path as "stepPath", w.iteration,
            w.settled_at as at
     from event_waits w join runs r on r.id = w.run_id left join automation_rules u on u.id = r.rule_id
     where w.event_id = $1 order by w.id limit ${MAX_SHOWN.toString()}`,
    [id],
  );
  return EventDetail.parse({ ...event, runs, waits });
}
