/** Events that led to one another and still start runs, at most. */
const LONGEST_CHAIN = 8;

/** Runs of one event and of all that follows from it, at most. Transactions at once do not see each other’s. */
const MOST_RUNS = 1_000;

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

  create function start_event_runs() returns trigger language plpgsql as $$
  declare
    listener record;
    v_run uuid;
    v_reason text;
    v_call boolean := new.source = 'calls';
    v_kind text := case when v_call then 'rule' else 'event' end;
    -- What Jarvis itself tells goes one step further, so that who listens to failures hears of a chain that was ended.
    v_longest int := ${LONGEST_CHAIN} + (new.source = 'jarvis')::int;
    v_runs int := (select count(*) from (select from event_runs
                     where observatory_id = new.observatory_id and root_id = new.root_id and status = 'started'
                     limit ${MOST_RUNS}) as started);
    v_spent boolean := v_runs >= ${MOST_RUNS};
    v_found boolean := false;
  begin
    for listener in
      select l.rule_id, r.name, r.published_version_id, v.plan_hash
        from event_listeners l
        join automation_rules r on r.id = l.rule_id
        join rule_versions v on v.id = r.published_version_id
        where l.observatory_id = new.observatory_id and l.source = new.source and l.name = new.name
          and r.enabled and r.deleted_at is null
        order by l.rule_id
    loop
      v_found := true;
      v_reason := case
        when listener.rule_id = any (new.through)
          then 'It is one of the rules that led to this, so they would go round in a circle. Let one of them stop before it causes the next event.'
        when new.depth >= v_longest
          then 'A chain of ${LONGEST_CHAIN} events has already led to this. Let fewer rules follow one another.'
        when v_runs >= ${MOST_RUNS}
          then 'What the first event of this chain led to has already started ${MOST_RUNS.toLocaleString('en')} runs. Let one event stand for many, with a list in its body.'
      end;
      if v_reason is not null then
        if v_call then
          raise exception using errcode = 'JV002', message = format('“%s” was not started by a call. %s', listener.name, v_reason);
        end if;
        insert into event_runs (observatory_id, event_id, root_id, rule_id, status, reason)
          values (new.observatory_id, new.id, new.root_id, listener.rule_id, 'refused', v_reason);
        continue;
      end if;
      v_runs := v_runs + 1;
      v_run := event_run_id(new.observatory_id, new.source, new.dedupe_key, listener.rule_id);
      insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                        trigger_details, event)
        values (v_run, new.observatory_id, listener.rule_id, listener.published_version_id, listener.plan_hash, v_kind,
                left(case when v_call then 'Called by “' || new.summary || '”' else new.name || ': ' || new.summary end, 200),
                jsonb_build_object('kind', v_kind, 'deliveryId', new.id, 'eventName', case when v_call then '' else new.name end),
                new.body)
        on conflict (id) do nothing;
      insert into event_runs (observatory_id, event_id, root_id, rule_id, run_id, status)
        values (new.observatory_id, new.id, new.root_id, listener.rule_id, v_run, 'started');
      insert into outbox (observatory_id, topic, key, payload)
        values (new.observatory_id, 'start-run', 'start-run/' || v_run, jsonb_build_object('runId', v_run))
        on conflict (key) do nothing;
      perform pg_notify('jarvis_outbox', '');
    end loop;
    -- Nobody waits for an event, but who calls a rule must hear that it did not run.
    if v_call and not v_found then
      raise exception using errcode = 'JV001', message = 'There is no rule with the id ' || new.name || ' that can be called.';
    end if;
    -- A line for each event; where a loop goes on after the last run that was allowed, one for all that its run emits.
    insert into activity_logs (observatory_id, run_id, rule_id, step_path, activity_type, action, title, description, status)
      select new.observatory_id, new.cause_run_id, new.through[cardinality(new.through)],
             case when v_spent then 'events:' || new.root_id else 'event:' || new.id end, 'automation', 'requested',
             'A chain of events was stopped',
             string_agg(format('Not started by “%s”: %s. %s', new.name, refused.names, refused.reason), ' '), 'failed'
        from (select string_agg('“' || r.name || '”', ', ' order by r.name, r.id) as names, er.reason
                from event_runs er join automation_rules r on r.id = er.rule_id
                where er.event_id = new.id and er.status = 'refused'
                group by er.reason) as refused
        having count(*) > 0
      on conflict do nothing;
    return null;
  end $$;
  create trigger start_runs after insert on events for each row execute function start_event_runs();
`;
