/** Events that led to one another and still start runs, at most. */
const MAX_CHAIN = 8;

/** Runs of one event and of all that follows from it, at most. Transactions at once do not see each other’s. */
const MAX_RUNS = 1_000;

/** What differs by whose event it is. All SQL. */
interface Words {
  /** Kind of the trigger of the runs. */
  kind: string;
  /** What of an event makes a rule's run the same one when it comes again. */
  runKey: string;
  summary: string;
  eventName: string;
  /** What is done where the rule has that run already. */
  again: string;
  /** What else is read of the listener's version, and what is done for one whose filter is to be asked first. */
  judged?: { columns: string; instead: string };
}

export const BEFORE_PLATFORMS: Words = {
  kind: `case when v_call then 'rule' else 'event' end`,
  runKey: 'new.dedupe_key',
  summary: `new.name || ': ' || new.summary`,
  eventName: 'new.name',
  again: '',
};

/**
 * Events of platforms have the id of their source as their name, which says nothing to people, and before their key. The
 * run's id leaves it out: a rule that moves to another source, as it was edited, has one run for what both have found.
 */
export const WITH_PLATFORMS: Words = {
  kind: `case when v_call then 'rule' when new.source = 'platforms' then 'platform' else 'event' end`,
  runKey: `case when new.source = 'platforms' then substring(new.dedupe_key from position('/' in new.dedupe_key) + 1)
                             else new.dedupe_key end`,
  summary: `case when new.source = 'platforms' then new.summary else new.name || ': ' || new.summary end`,
  eventName: `coalesce((select uses from event_sources where new.source = 'platforms' and id::text = new.name), new.name)`,
  again: `
          on conflict do nothing`,
};

/**
 * A rule with a filter gets no run yet: the relay judges the event, and makes the run or says that it was filtered. What
 * has been judged under another source is not judged again.
 */
export const WITH_FILTERS: Words = {
  ...WITH_PLATFORMS,
  judged: {
    columns: ', v.filter',
    instead: `
    if listener.filter is not null then
      continue when exists (select from runs where id = v_run);
      insert into outbox (observatory_id, topic, key, payload, lane)
        values (new.observatory_id, 'judge-event', 'judge-event/' || v_run,
                jsonb_build_object('eventId', new.id, 'ruleId', listener.rule_id, 'runId', v_run, 'kind', v_kind,
                                   'summary', left(${WITH_PLATFORMS.summary}, 200), 'eventName', ${WITH_PLATFORMS.eventName}),
                listener.rule_id)
        on conflict (key) do nothing;
      if found then
        insert into event_runs (observatory_id, event_id, root_id, rule_id, status)
          values (new.observatory_id, new.id, new.root_id, listener.rule_id, 'judging');
        perform pg_notify('jarvis_outbox', '');
      end if;
      continue;
    end if;`,
  },
};

/** The function that makes the runs of an event. */
export function eventRunsFunction({ kind, runKey, summary, eventName, again, judged }: Words): string {
  return `create or replace function start_event_runs() returns trigger language plpgsql as $$
declare
  listener record;
  v_run uuid;
  v_reason text;
  v_call boolean := new.source = 'calls';
  v_kind text := ${kind};
  -- What Jarvis itself tells goes one step further, so that who listens to failures hears of a chain that was ended.
  v_longest int := ${MAX_CHAIN} + (new.source = 'jarvis')::int;
  v_runs int := (select count(*) from (select from event_runs
                   where observatory_id = new.observatory_id and root_id = new.root_id and status ${judged ? `in ('started', 'judging')` : `= 'started'`}
                   limit ${MAX_RUNS}) as started);
  v_spent boolean := v_runs >= ${MAX_RUNS};
  v_found boolean := false;
begin
  for listener in
    select l.rule_id, r.name, r.published_version_id, v.plan_hash${judged?.columns ?? ''}
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
        then 'A chain of ${MAX_CHAIN} events has already led to this. Let fewer rules follow one another.'
      when v_runs >= ${MAX_RUNS}
        then 'What the first event of this chain led to has already started ${MAX_RUNS.toLocaleString('en')} runs. Let one event stand for many, with a list in its body.'
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
    v_run := event_run_id(new.observatory_id, new.source, ${runKey}, listener.rule_id);${judged?.instead ?? ''}
    insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                      trigger_details, event)
      values (v_run, new.observatory_id, listener.rule_id, listener.published_version_id, listener.plan_hash, v_kind,
              left(case when v_call then 'Called by “' || new.summary || '”' else ${summary} end, 200),
              jsonb_build_object('kind', v_kind, 'deliveryId', new.id, 'eventName', case when v_call then '' else ${eventName} end),
              new.body)
      on conflict (id) do nothing;
    insert into event_runs (observatory_id, event_id, root_id, rule_id, run_id, status)
      values (new.observatory_id, new.id, new.root_id, listener.rule_id, v_run, 'started')${again};
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
end $$;`;
}
