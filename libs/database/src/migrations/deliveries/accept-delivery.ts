/**
 * Ingress in one round trip: the inbox row, the queued run and the message that starts it, or the answer
 * that the delivery was here before. Runs with the caller's rights (jarvis_system).
 *
 * The sender's id of a delivery decides whether it is new. An endpoint may also refuse a body it has seen within a
 * number of seconds; then equal bodies are let in one after the other, so that of many at once one gets through.
 *
 * A duplicate is answered like the first delivery even after the rule was switched off: it was accepted then.
 */
export const acceptDelivery = `
  create function accept_delivery(
    p_hook text, p_delivery text, p_run uuid, p_body_hash text, p_event jsonb, p_headers jsonb, p_summary text, p_trigger jsonb
  ) returns table (outcome text, delivery text, run uuid)
  language plpgsql as $$
  declare
    hook record;
    first_one record;
    v_source text := 'hook:' || p_hook;
  begin
    select e.observatory_id, e.rule_id, e.scheme, e.refuse_equal_bodies_seconds, e.enabled and r.enabled as enabled,
           r.deleted_at, r.published_version_id, v.plan_hash
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
      select i.delivery_id, i.run_id into first_one from inbox i
        where i.source = v_source and i.body_hash = p_body_hash and i.delivery_id <> p_delivery
          and i.received_at > now() - make_interval(secs => hook.refuse_equal_bodies_seconds)
        order by i.received_at limit 1;
      if found then
        return query select 'duplicate', first_one.delivery_id, first_one.run_id;
        return;
      end if;
    end if;

    if hook.enabled and hook.deleted_at is null and hook.plan_hash is not null then
      insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, headers, run_id)
        values (hook.observatory_id, hook.rule_id, v_source, hook.scheme, p_delivery, p_body_hash, p_event, p_headers, p_run)
        on conflict (source, delivery_id) do nothing;
      if found then
        insert into runs (id, observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary,
                          trigger_details, event)
          values (p_run, hook.observatory_id, hook.rule_id, hook.published_version_id, hook.plan_hash, 'webhook', p_summary,
                  p_trigger, p_event);
        insert into outbox (observatory_id, topic, key, payload)
          values (hook.observatory_id, 'start-run', 'start-run/' || p_run, jsonb_build_object('runId', p_run));
        return query select 'accepted', p_delivery, p_run;
        return;
      end if;
    end if;

    select i.delivery_id, i.run_id into first_one from inbox i
      where i.source = v_source and i.delivery_id = p_delivery;
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
  revoke execute on function accept_delivery from public;
  grant execute on function accept_delivery to jarvis_system;
`;
