/** Deliveries that a paused endpoint keeps at most, and their bytes as they are stored. */
const MAX_HELD = 1_000;
const MAX_HELD_BYTES = 100_000_000;

/** The run of a delivery that has one: a delivery that is held, judged or filtered has none (yet). */
const runOf = `case when i.status in ('judging', 'filtered', 'held') then null else i.run_id end`;

/**
 * Ingress in one round trip, as before: the inbox row and, where nothing stands between, the queued run and the message
 * that starts it. A rule with a filter gets its run from the relay, which judges the event; a paused endpoint keeps the
 * delivery until it is resumed. Runs with the caller's rights (jarvis_system).
 *
 * Whoever resumes an endpoint holds the lock of its pause for itself, so no delivery is held that nobody would start.
 */
export const acceptJudged = `
  create or replace function accept_delivery(
    p_hook text, p_delivery text, p_run uuid, p_body_hash text, p_event jsonb, p_headers jsonb, p_summary text, p_trigger jsonb
  ) returns table (outcome text, delivery text, run uuid)
  language plpgsql as $$
  declare
    hook record;
    first_one record;
    v_source text := 'hook:' || p_hook;
    v_paused boolean;
    v_status text;
    v_inbox uuid;
  begin
    select e.observatory_id, e.rule_id, e.scheme, e.refuse_equal_bodies_seconds, e.enabled and r.enabled as enabled,
           r.deleted_at, r.published_version_id, v.plan_hash, v.filter, e.paused_at is not null as paused
      into hook
      from webhook_endpoints e
      join automation_rules r on r.id = e.rule_id
      left join rule_versions v on v.id = r.published_version_id
      where e.id = p_hook;
    if not found then
      return query select 'unknown', null::text, null::uuid;
      return;
    end if;

    if hook.refuse_equal_bodies_seconds is not null then
      perform pg_advisory_xact_lock(hashtextextended(v_source || ' ' || p_body_hash, 0));
      select i.id, i.delivery_id, ${runOf} as run_id into first_one from inbox i
        where i.source = v_source and i.body_hash = p_body_hash and i.delivery_id <> p_delivery
          and i.received_at > now() - make_interval(secs => hook.refuse_equal_bodies_seconds)
        order by i.received_at limit 1;
      if found then
        update inbox set duplicates = duplicates + 1 where id = first_one.id;
        return query select 'duplicate', first_one.delivery_id, first_one.run_id;
        return;
      end if;
    end if;

    if hook.enabled and hook.deleted_at is null and hook.plan_hash is not null then
      v_paused := hook.paused;
      if v_paused then
        perform pg_advisory_xact_lock_shared(hashtextextended('pause ' || p_hook, 0));
        select e.paused_at is not null into v_paused from webhook_endpoints e where e.id = p_hook;
      end if;
      if v_paused
        and (select count(*) >= ${MAX_HELD} or coalesce(sum(i.bytes), 0) >= ${MAX_HELD_BYTES}
               from inbox i where i.source = v_source and i.status = 'held')
        and not exists (select from inbox i where i.source = v_source and i.delivery_id = p_delivery)
      then
        return query select 'full', null::text, null::uuid;
        return;
      end if;
      v_status := case when v_paused then 'held' when hook.filter is not null then 'judging' else 'received' end;
      insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, bytes, headers, event_name,
                         summary, run_id, status)
        values (hook.observatory_id, hook.rule_id, v_source, hook.scheme, p_delivery, p_body_hash, p_event,
                pg_column_size(p_event), p_headers, p_trigger->>'eventName', p_summary, p_run, v_status)
        on conflict (source, delivery_id) do nothing
        returning id into v_inbox;
      if found then
        if v_status = 'received' then
          insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                            trigger_details, event)
            values (p_run, hook.observatory_id, hook.rule_id, hook.published_version_id, hook.plan_hash, 'webhook', p_summary,
                    p_trigger, p_event);
          insert into outbox (observatory_id, topic, key, payload)
            values (hook.observatory_id, 'start-run', 'start-run/' || p_run, jsonb_build_object('runId', p_run));
        elsif v_status = 'judging' then
          insert into outbox (observatory_id, topic, key, payload, lane)
            values (hook.observatory_id, 'judge-event', 'judge-event/' || p_run, jsonb_build_object('inboxId', v_inbox),
                    hook.rule_id);
        end if;
        return query select 'accepted', p_delivery, case when v_status = 'received' then p_run end;
        return;
      end if;
    end if;

    update inbox i set duplicates = i.duplicates + 1 where i.source = v_source and i.delivery_id = p_delivery
      returning i.delivery_id, ${runOf} as run_id into first_one;
    if found then
      return query select 'duplicate', first_one.delivery_id, first_one.run_id;
    elsif hook.deleted_at is not null then
      return query select 'unknown', null::text, null::uuid;
    elsif hook.plan_hash is null then
      return query select 'unpublished', null::text, null::uuid;
    else
      return query select 'disabled', null::text, null::uuid;
    end if;
  end $$;
`;
