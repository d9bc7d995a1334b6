/** The lock of an event's name, in its observatory. */
const eventNameLock = `
  create function event_name_lock(p_observatory uuid, p_source text, p_name text) returns bigint
  language sql immutable as $$
    select hashtextextended(concat_ws(chr(10), 'jarvis/event-wait', p_observatory, p_source, p_name), 0)
  $$;`;

/**
 * Until `look-back.ts`, which needs the lock for a moment only, and an index.
 *
 * Brings events and the waits of runs together, whichever comes first: as triggers of both tables, so that no writer can
 * forget it. They run with the writer's rights, in its observatory.
 *
 * An event and a wait that come at the same moment do not see each other's rows. So whoever opens a wait takes a lock for
 * the name of the event for itself, and whoever brings an event shares it: one of the two is committed before the other
 * looks. Events do not hold up each other.
 *
 * Of the waits of one step of a run, an event settles one, the first that was opened; the others go on waiting. Rows are
 * locked before they are chosen, so that of two events at once the second takes the next.
 */
export const meetUnderLock = `
  create or replace function meet_event_waits() returns trigger language plpgsql as $$
  begin
    if new.source = 'calls' then
      return null;
    end if;
    perform pg_advisory_xact_lock_shared(event_name_lock(new.observatory_id, new.source, new.name));
    with candidates as (
      select id, run_id, step_path from event_waits
        where observatory_id = new.observatory_id and source = new.source and name = new.name and status = 'open'
          and expires_at > new.occurred_at and new.body @> filter
        order by id for update),
    first as (select distinct on (run_id, step_path) id from candidates order by run_id, step_path, id),
    met as (
      update event_waits w set status = 'met', event_id = new.id, settled_at = now()
        from first where w.id = first.id
        returning w.id, w.run_id)
    insert into outbox (observatory_id, topic, key, payload)
      select new.observatory_id, 'signal-event', 'signal-event/' || id, jsonb_build_object('runId', run_id, 'waitId', id)
        from met
      on conflict (key) do nothing;
    if found then
      perform pg_notify('jarvis_outbox', '');
    end if;
    return null;
  end $$;

  create function meet_earlier_event() returns trigger language plpgsql as $$
  begin
    if new.status <> 'open' then
      return new;
    end if;
    perform pg_advisory_xact_lock(event_name_lock(new.observatory_id, new.source, new.name));
    -- Not the event that started the run: that one is known to it.
    select e.id into new.event_id
      from events e
      join runs r on r.id = new.run_id
      where e.observatory_id = new.observatory_id and e.source = new.source and e.name = new.name
        and e.occurred_at >= r.created_at and e.occurred_at < new.expires_at and e.body @> new.filter
        and not exists (select from event_runs er where er.event_id = e.id and er.run_id = new.run_id)
        and not exists (select from event_waits w
                          where w.run_id = new.run_id and w.step_path = new.step_path and w.event_id = e.id)
      order by e.occurred_at, e.id
      limit 1;
    if new.event_id is not null then
      new.status := 'met';
      new.settled_at := now();
    end if;
    return new;
  end $$;
  create trigger meet_event before insert on event_waits for each row execute function meet_earlier_event();
`;

export const meetEventWaits = `${eventNameLock}
${meetUnderLock}
  create trigger meet_waits after insert on events for each row execute function meet_event_waits();
`;
