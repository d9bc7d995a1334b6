/** Connections, rules with their immutable versions, and the addresses webhooks come to. */
export const rules = `
  create table integrations (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    platform text not null,
    account_name text not null,
    account_id text not null,
    credentials text,
    scopes text[] not null default '{}',
    config jsonb not null default '{}',
    status text not null default 'pending'
      constraint integrations_status check (status in ('connected', 'disconnected', 'error', 'pending')),
    last_sync_at timestamptz,
    last_used_at timestamptz,
    error_message text,
    health text not null default 'unknown'
      constraint integrations_health check (health in ('healthy', 'degraded', 'unhealthy', 'unknown')),
    health_checked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (observatory_id, platform, account_id),
    unique (observatory_id, id)
  );

  create table automation_rules (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    name text not null,
    description text,
    trigger_type text not null constraint automation_rules_trigger_type
      check (trigger_type in ('schedule', 'webhook', 'event', 'condition', 'form', 'manual')),
    trigger_config jsonb not null default '{}',
    draft jsonb not null,
    draft_source text,
    draft_revision int not null default 1,
    published_version_id uuid,
    risk_level text not null default 'medium'
      constraint automation_rules_risk_level check (risk_level in ('low', 'medium', 'high')),
    requires_approval boolean not null default false,
    enabled boolean not null default false,
    last_run_at timestamptz,
    run_count int not null default 0,
    success_count int not null default 0,
    failure_count int not null default 0,
    sample_event jsonb,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (observatory_id, id)
  );
  create index automation_rules_list on automation_rules (observatory_id, created_at desc, id desc) where deleted_at is null;

  create table rule_versions (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    rule_id uuid not null,
    version int not null,
    definition jsonb not null,
    plan jsonb not null,
    plan_hash text not null,
    published_by uuid references users (id) on delete set null,
    published_at timestamptz not null default now(),
    note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (rule_id, version),
    unique (observatory_id, rule_id, id),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id)
  );
  -- Observatory and rule are part of the keys, so that a row cannot point into another observatory.
  alter table automation_rules add foreign key (observatory_id, id, published_version_id)
    references rule_versions (observatory_id, rule_id, id);

  create table webhook_endpoints (
    id text primary key constraint webhook_endpoints_id check (length(id) >= 22),
    observatory_id uuid not null,
    rule_id uuid not null,
    scheme text not null constraint webhook_endpoints_scheme check (scheme in ('github', 'standard-webhooks')),
    secret text,
    previous_secret text,
    enabled boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id)
  );
  create index webhook_endpoints_of_rule on webhook_endpoints (observatory_id, rule_id);
`;
