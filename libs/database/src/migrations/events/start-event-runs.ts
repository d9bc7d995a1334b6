/** Runs that events start one after another, at most: a chain that is longer goes round in a circle. */
const LONGEST_CHAIN = 8;

/**
 * What an event starts, in the transaction that brings it. As triggers, so that no writer can forget it and nothing lies
 * between the event and its runs that a crash could lose. They run with the writer's rights, in its observatory.
 *
 * An event that a run causes takes that run's chain along: how many events led to it, and through which rules. Beyond the
 * end of the chain nothing is started, and the feed says so.
 */
export const startEventRuns = `
  create function set_event_chain() returns trigger language plpgsql as $$
  begin
    if new.cause_run_id is null then
      return new;
    end if;
    select coalesce(e.depth + 1, 0), coalesce(e.through, '{}') || array_remove(array[r.rule_id], null)
      into new.depth, new.through
      from runs r
      left join event_runs er on er.run_id = r.id
      left join events e on e.id = er.event_id
      where r.id = new.cause_run_id;
    return new;
  end $$;
  create trigger set_chain before insert on events for each row execute function set_event_chain();

  create function start_event_runs() returns trigger language plpgsql as $$
  declare
    listener record;
    v_run uuid;
    v_reason text;
    v_call boolean := new.source = 'calls';
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
      if new.depth >= ${LONGEST_CHAIN} then
        v_reason := format('“%s” was not started by %s: ${LONGEST_CHAIN} events have already led to one another, so they go round in a circle. Let one of the rules stop before it causes the next event.',
                           listener.name, case when v_call then 'a call' else '“' || new.name || '”' end);
        if v_call then
          raise exception using errcode = 'JV002', message = v_reason;
        end if;
        insert into event_runs (observatory_id, event_id, rule_id, status, reason)
          values (new.observatory_id, new.id, listener.rule_id, 'refused', v_reason);
        insert into activity_logs (observatory_id, run_id, rule_id, activity_type, action, title, description, status)
          values (new.observatory_id, new.cause_run_id, listener.rule_id, 'automation', 'requested',
                  'A circle of events was stopped', v_reason, 'failed')
          on conflict do nothing;
        continue;
      end if;
      v_run := uuidv7();
      insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                        trigger_details, event)
        values (v_run, new.observatory_id, listener.rule_id, listener.published_version_id, listener.plan_hash,
                case when v_call then 'rule' else 'event' end,
                left(case when v_call then 'Called by “' || new.summary || '”' else new.name || ': ' || new.summary end, 200),
                jsonb_build_object('kind', case when v_call then 'rule' else 'event' end, 'deliveryId', new.id,
                                   'eventName', case when v_call then '' else new.name end), new.body);
      insert into event_runs (observatory_id, event_id, rule_id, run_id, status)
        values (new.observatory_id, new.id, listener.rule_id, v_run, 'started');
      insert into outbox (observatory_id, topic, key, payload)
        values (new.observatory_id, 'start-run', 'start-run/' || v_run, jsonb_build_object('runId', v_run));
      perform pg_notify('jarvis_outbox', '');
    end loop;
    -- Nobody waits for an event, but who calls a rule must hear that it did not run.
    if v_call and not v_found then
      raise exception using errcode = 'JV001', message = 'There is no rule with the id ' || new.name || ' that can be called.';
    end if;
    return null;
  end $$;
  create trigger start_runs after insert on events for each row execute function start_event_runs();
`;
