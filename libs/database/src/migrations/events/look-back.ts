import { acrossTenants } from '../kit/tenant-table.js';

/**
 * Brings a wait that was just opened to an event that came before it, the earliest since the run began.
 *
 * The wait is committed before. Whoever brings an event holds a lock of its name, shared, from before it looks for waits
 * to its commit. `opened_before_events` takes that lock for itself and gives it back at once: whoever comes later sees
 * the wait, and what came earlier is committed and can be found. So the search itself holds up nobody.
 *
 * An event that comes during the search leaves a mark (`unseen`), and a search that found nothing counts only if there is
 * no new mark. Two items of one step that find the same event settle it by the key over both: the second looks again.
 */
export const lookBack = `
  create function opened_before_events(p_wait uuid) returns boolean language plpgsql as $$
  begin
    perform pg_advisory_xact_lock(event_name_lock(observatory_id, source, name))
      from event_waits where id = p_wait and status = 'open' and unseen is not null;
    return found;
  end $$;

  create function look_back(p_wait uuid) returns void language plpgsql as $$
  declare
    v_wait event_waits;
    v_event uuid;
  begin
    loop
      select * into v_wait from event_waits where id = p_wait and status = 'open' and unseen is not null;
      exit when not found;
      -- Not the event that started the run: that one is known to it.
      select e.id into v_event
        from events e
        join runs r on r.id = v_wait.run_id
        where e.observatory_id = v_wait.observatory_id and e.source = v_wait.source and e.name = v_wait.name
          and e.occurred_at >= r.created_at and e.occurred_at < v_wait.expires_at and e.body @> v_wait.filter
          and not exists (select from event_runs er where er.event_id = e.id and er.run_id = v_wait.run_id)
          and not exists (select from event_waits w
                            where w.run_id = v_wait.run_id and w.step_path = v_wait.step_path and w.event_id = e.id)
        order by e.occurred_at, e.id
        limit 1;
      begin
        update event_waits set
          status = case when v_event is null then 'open' else 'met' end,
          settled_at = case when v_event is null then null else now() end,
          event_id = v_event, unseen = null
          where id = p_wait and status = 'open' and (v_event is not null or unseen = v_wait.unseen);
        exit when found;
      exception when unique_violation then
        null;
      end;
    end loop;
  end $$;`;

/**
 * What an index needs to find the waits that an event may fit: `shape` stands for the names that a wait looks for, and
 * `filter_hash` for the values under them. Row-level security keeps an index over containment behind its policy, but none
 * that compares such columns. Equal numbers have the same hash however they are written.
 */
export const shapes = `
  create function where_shape(p_where jsonb) returns jsonb language plpgsql immutable as $$
  begin
    if jsonb_typeof(p_where) <> 'object' then
      return 'null';
    end if;
    return (select coalesce(jsonb_object_agg(key, where_shape(value)), '{}') from jsonb_each(p_where));
  end $$;

  create function fields_of(p_body jsonb, p_shape jsonb) returns jsonb language plpgsql immutable as $$
  begin
    if jsonb_typeof(p_shape) <> 'object' or jsonb_typeof(p_body) <> 'object' then
      return p_body;
    end if;
    return (select coalesce(jsonb_object_agg(key, fields_of(p_body->key, value)), '{}') from jsonb_each(p_shape)
              where p_body ? key);
  end $$;

  alter table event_waits add column shape uuid, add column filter_hash bigint;

  -- Not generated columns: these would be made anew while a dump is read, when no function is found by its name alone.
  create function shape_wait() returns trigger language plpgsql as $$
  begin
    new.shape := md5(where_shape(new.filter)::text)::uuid;
    new.filter_hash := jsonb_hash_extended(new.filter, 0);
    return new;
  end $$;
  create trigger shape_wait before insert on event_waits for each row execute function shape_wait();
  ${acrossTenants(
    ['event_waits'],
    `update event_waits set shape = md5(where_shape(filter)::text)::uuid, filter_hash = jsonb_hash_extended(filter, 0)
     where status = 'open';`,
  )}
  drop index event_waits_open;
  create index event_waits_open on event_waits (observatory_id, source, name, shape, filter_hash) where status = 'open';`;

/** Shapes of the waits for events of one name, at most: with more of them, all waits are read at once. */
const MAX_SHAPES = 100;

/**
 * Brings an event to the runs that wait for it: as a trigger, so that no writer can forget it. It runs with the writer's
 * rights, in its observatory. It goes from shape to shape of the waits for events of this name, mostly one for each step
 * of a rule that waits for it, and of a shape reads the waits with the event's own values.
 *
 * Of the waits of one step of a run, an event settles one, the first that was opened; the others go on waiting. Rows are
 * locked before they are chosen, so that of two events at once the second takes the next. A wait that has not looked back
 * is not settled, as an earlier event may be there; it is marked, unless another item of its step takes the event.
 */
export const meetByShape = `
  create or replace function meet_event_waits() returns trigger language plpgsql as $$
  declare
    v_shape record;
    v_shapes int := 0;
    v_hash bigint;
    v_fit uuid[] := '{}';
  begin
    if new.source = 'calls' then
      return null;
    end if;
    perform pg_advisory_xact_lock_shared(event_name_lock(new.observatory_id, new.source, new.name));
    -- One query for each shape, as a join is planned without the index where the table has just grown.
    for v_shape in
      with recursive shapes as (
        (select shape, filter from event_waits
           where observatory_id = new.observatory_id and source = new.source and name = new.name and status = 'open'
           order by shape limit 1)
        union all
        select next.shape, next.filter from shapes s cross join lateral (
          select shape, filter from event_waits
            where observatory_id = new.observatory_id and source = new.source and name = new.name and status = 'open'
              and shape > s.shape
            order by shape limit 1) as next)
      select shape, where_shape(filter) as names from shapes limit ${MAX_SHAPES + 1}
    loop
      v_shapes := v_shapes + 1;
      if v_shapes > ${MAX_SHAPES} then
        v_fit := array(
          select id from event_waits
            where observatory_id = new.observatory_id and source = new.source and name = new.name and status = 'open'
              and expires_at > new.occurred_at and new.body @> filter);
        exit;
      end if;
      v_hash := jsonb_hash_extended(fields_of(new.body, v_shape.names), 0);
      v_fit := v_fit || array(
        select id from event_waits
          where observatory_id = new.observatory_id and source = new.source and name = new.name and status = 'open'
            and shape = v_shape.shape and filter_hash = v_hash
            and expires_at > new.occurred_at and new.body @> filter);
    end loop;
    if v_fit = '{}' then
      return null;
    end if;
    with candidates as (
      select id, run_id, step_path, unseen from event_waits where id = any (v_fit) and status = 'open'
        order by id for update),
    first as (
      select distinct on (run_id, step_path) id, run_id, step_path from candidates where unseen is null
        order by run_id, step_path, id),
    marked as (
      update event_waits w set unseen = w.unseen + 1 from candidates c
        where w.id = c.id and c.unseen is not null
          and not exists (select from first f where f.run_id = c.run_id and f.step_path = c.step_path)),
    met as (
      update event_waits w set status = 'met', event_id = new.id, settled_at = now() from first where w.id = first.id
        returning w.id, w.run_id)
    insert into outbox (observatory_id, topic, key, payload)
      select new.observatory_id, 'signal-event', 'signal-event/' || id, jsonb_build_object('runId', run_id, 'waitId', id)
        from met
      on conflict (key) do nothing;
    if found then
      perform pg_notify('jarvis_outbox', '');
    end if;
    return null;
  end $$;`;

/**
 * Ends what a run waits for with the run: also a wait that was opened while the statement that ends it waited for the
 * run's row, which that statement does not see.
 */
export const cancelWaits = `
  create function cancel_waits() returns trigger language plpgsql as $$
  begin
    -- In the order in which an event locks them.
    perform from event_waits where run_id = new.id and status = 'open' order by id for update;
    update event_waits set status = 'cancelled', settled_at = now() where run_id = new.id and status = 'open';
    return null;
  end $$;
  create trigger cancel_waits after update of finished_at on runs for each row
    when (old.finished_at is null and new.finished_at is not null) execute function cancel_waits();`;
