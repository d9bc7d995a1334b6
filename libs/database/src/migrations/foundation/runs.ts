/** Runs, their steps, what came in, the questions to people and the effect ledger. */
export const runs = `
  create table runs (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id),
    rule_id uuid,
    rule_version_id uuid,
    plan_hash text not null,
    kind text not null default 'rule' constraint runs_kind check (kind in ('rule', 'research', 'agent')),
    trigger_type text not null constraint runs_trigger_type
      check (trigger_type in ('schedule', 'webhook', 'event', 'condition', 'form', 'manual')),
    trigger_summary text not null,
    status text not null default 'queued' constraint runs_status
      check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'rejected', 'expired')),
    outcome_message text,
    error jsonb,
    event jsonb,
    workflow_id text unique,
    temporal_run_id text,
    waiting_for text,
    started_at timestamptz,
    finished_at timestamptz,
    requested_by uuid references users (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (observatory_id, id),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id),
    foreign key (observatory_id, rule_id, rule_version_id) references rule_versions (observatory_id, rule_id, id)
  );
  create index runs_list on runs (observatory_id, created_at desc, id desc);
  create index runs_of_rule on runs (observatory_id, rule_id, created_at desc, id desc);
  create index runs_by_status on runs (observatory_id, status, created_at desc, id desc);
  create index runs_open on runs (updated_at, id) where finished_at is null;

  create table run_steps (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    run_id uuid not null,
    step_id text not null,
    path text not null,
    iteration int not null default 0,
    kind text not null,
    name text not null,
    status text not null constraint run_steps_status
      check (status in ('pending', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled')),
    attempts int not null default 0,
    lane text constraint run_steps_lane check (lane in ('local', 'remote')),
    input jsonb,
    output jsonb,
    error jsonb,
    started_at timestamptz,
    finished_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (run_id, path, iteration),
    foreign key (observatory_id, run_id) references runs (observatory_id, id)
  );

  create table inbox (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    rule_id uuid not null,
    source text not null,
    scheme text not null,
    delivery_id text not null,
    body_hash text not null,
    event jsonb not null,
    headers jsonb not null default '{}',
    received_at timestamptz not null default now(),
    run_id uuid not null,
    status text not null default 'received' constraint inbox_status check (status in ('received', 'started', 'failed')),
    error text,
    attempts int not null default 0,
    started_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (source, delivery_id),
    foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id)
  );
  -- GitHub signs no timestamp, so a captured body could be sent again under another delivery id.
  create unique index inbox_github_body on inbox (source, body_hash) where scheme = 'github';
  create index inbox_of_run on inbox (run_id);
  create index inbox_list on inbox (observatory_id, received_at desc, id desc);

  create table approval_requests (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    automation_rule_id uuid,
    run_id uuid not null,
    step_path text not null,
    iteration int not null default 0,
    request_type text not null default 'automation'
      constraint approval_requests_type check (request_type in ('automation', 'manual_action')),
    title text not null,
    message text,
    platform text not null,
    action text not null,
    integration_id uuid,
    action_data jsonb not null,
    action_hash text not null,
    approved_data jsonb,
    approved_hash text,
    risk_level text not null constraint approval_requests_risk_level check (risk_level in ('low', 'medium', 'high')),
    risk_reasons jsonb not null default '[]',
    confidence_score numeric(4, 3) constraint approval_requests_confidence check (confidence_score between 0 and 1),
    reasoning text,
    status text not null default 'pending' constraint approval_requests_status
      check (status in ('pending', 'approved', 'rejected', 'expired', 'cancelled')),
    requested_at timestamptz not null default now(),
    expires_at timestamptz not null,
    responded_at timestamptz,
    responded_by uuid references users (id) on delete set null,
    responded_via text constraint approval_requests_via check (responded_via in ('admin', 'api', 'signal')),
    response_note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (run_id, step_path, iteration),
    foreign key (observatory_id, run_id) references runs (observatory_id, id),
    foreign key (observatory_id, automation_rule_id) references automation_rules (observatory_id, id),
    constraint approval_requests_bound check (status <> 'approved' or (approved_data is not null and approved_hash is not null)),
    constraint approval_requests_answered check (status = 'pending' or responded_at is not null)
  );
  create index approval_requests_list on approval_requests (observatory_id, status, requested_at desc, id desc);

  create table effects (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null,
    run_id uuid not null,
    step_path text not null,
    iteration int not null default 0,
    key text not null unique,
    platform text not null,
    action text not null,
    integration_id uuid,
    effect text not null constraint effects_effect check (effect in ('read', 'write', 'pure')),
    input_hash text not null,
    request jsonb,
    state text not null default 'intended'
      constraint effects_state check (state in ('intended', 'sent', 'confirmed', 'failed', 'unknown')),
    attempts int not null default 0,
    external_id text,
    external_url text,
    response jsonb,
    error jsonb,
    sent_at timestamptz,
    settled_at timestamptz,
    resolved_by uuid references users (id) on delete set null,
    resolution_note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (observatory_id, run_id) references runs (observatory_id, id)
  );
  create index effects_of_run on effects (run_id, step_path, iteration);
  create index effects_unsettled on effects (observatory_id, sent_at) where state in ('sent', 'unknown');
`;
