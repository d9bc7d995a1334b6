import { BEFORE_PLATFORMS, eventRunsFunction } from './event-runs-function.js';

/**
 * What an event starts, in the transaction that brings it. As triggers, so that no writer can forget it and nothing lies
 * between the event and its runs that a crash could lose. They run with the writer's rights, in its observatory.
 *
 * An event that a run causes takes that run's chain along: how many events led to it, through which rules, and from which
 * event on. No rule is started by what it led to itself, and both the length of a chain and its runs have an end. What was
 * not started is kept with the event, and told in the feed.
 *
 * The id of a run is derived from its event and its rule: where the database has forgotten both in a restore, the same
 * event asks for the workflow that is already there. Its row may be there too, taken over from Temporal.
 */
export const startEventRuns = `
  create function set_event_chain() returns trigger language plpgsql as $$
  begin
    new.root_id := new.id;
    if new.cause_run_id is null then
      return new;
    end if;
    select coalesce(e.depth + 1, 0), coalesce(e.through, '{}') || array_remove(array[r.rule_id], null),
           coalesce(e.root_id, new.id)
      into new.depth, new.through, new.root_id
      from runs r
      left join event_runs er on er.run_id = r.id
      left join events e on e.id = er.event_id
      where r.id = new.cause_run_id;
    return new;
  end $$;
  create trigger set_chain before insert on events for each row execute function set_event_chain();

  -- A UUID of version 8 (RFC 9562, custom) over SHA-256, as the runs of deliveries have it.
  create function event_run_id(p_observatory uuid, p_source text, p_dedupe_key text, p_rule uuid) returns uuid
  language sql immutable as $$
    select encode(set_byte(set_byte(substring(hash from 1 for 16), 6, (get_byte(hash, 6) & 15) | 128),
                           8, (get_byte(hash, 8) & 63) | 128), 'hex')::uuid
      from sha256(convert_to(concat_ws(chr(10), 'jarvis/event-run', p_observatory, p_source, p_dedupe_key, p_rule), 'UTF8')) as hash
  $$;

  ${eventRunsFunction(BEFORE_PLATFORMS)}
  create trigger start_runs after insert on events for each row execute function start_event_runs();
`;
