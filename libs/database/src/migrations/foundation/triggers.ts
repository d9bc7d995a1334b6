const stamped = [
  'users',
  'observatories',
  'memberships',
  'user_sessions',
  'integrations',
  'webhook_endpoints',
  'runs',
  'run_steps',
  'inbox',
  'approval_requests',
  'effects',
  'activity_logs',
];

/** `updated_at` for everything that changes; refusal for what must not. */
export const triggers = `
  ${stamped
    .map(
      (table) =>
        `create trigger set_updated_at before update on ${table} for each row execute function set_updated_at();`,
    )
    .join('\n  ')}

  -- A run that finishes counts itself on its rule; that is not an edit of the rule.
  create trigger set_updated_at before update of
    name, description, trigger_type, trigger_config, draft, draft_source, draft_revision, published_version_id,
    risk_level, requires_approval, enabled, sample_event, deleted_at
    on automation_rules for each row execute function set_updated_at();

  create trigger refuse_change before update or delete on rule_versions for each row execute function refuse_change();
  create trigger refuse_change before update or delete on audit_log for each row execute function refuse_change();
  create trigger refuse_truncate before truncate on rule_versions for each statement execute function refuse_change();
  create trigger refuse_truncate before truncate on audit_log for each statement execute function refuse_change();
`;
