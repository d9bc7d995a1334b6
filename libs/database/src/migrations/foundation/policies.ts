const current = `nullif(current_setting('app.observatory_id', true), '')::uuid`;

const tenantTables = [
  'memberships',
  'user_sessions',
  'integrations',
  'automation_rules',
  'rule_versions',
  'webhook_endpoints',
  'runs',
  'run_steps',
  'inbox',
  'approval_requests',
  'effects',
  'activity_logs',
  'outbox',
  'audit_log',
];

/** What `jarvis_app` may do, inside its observatory. */
const appGrants = `
  grant select, update on observatories to jarvis_app;
  grant select (id, email, name, avatar_url, profile_data, created_at, updated_at) on users to jarvis_app;
  grant select, insert, update, delete on memberships to jarvis_app;
  grant select, update on user_sessions to jarvis_app;
  grant select, insert, update, delete on integrations, webhook_endpoints to jarvis_app;
  grant select, insert, update on automation_rules, runs, run_steps, inbox, approval_requests, effects to jarvis_app;
  grant select, insert on rule_versions, activity_logs, audit_log to jarvis_app;
  grant select, insert, update on outbox to jarvis_app;
`;

/**
 * What `jarvis_system` may do, across observatories: sign-in and registration, hook lookup and acceptance,
 * the relays, the reconciler. Everything else goes through `jarvis_app`.
 */
const systemGrants = `
  grant select, insert, update on users to jarvis_system;
  grant select, insert on observatories to jarvis_system;
  grant select, insert on memberships to jarvis_system;
  grant select, insert, update, delete on user_sessions to jarvis_system;
  grant select on webhook_endpoints to jarvis_system;
  grant select (id, observatory_id, name, enabled, deleted_at, published_version_id, trigger_type) on automation_rules to jarvis_system;
  grant select (id, observatory_id, rule_id, version, plan_hash) on rule_versions to jarvis_system;
  grant insert, select (id, observatory_id, source, scheme, delivery_id, body_hash, run_id, status) on inbox to jarvis_system;
  grant insert, select (id, observatory_id, rule_id, status, workflow_id, created_at, updated_at, started_at, finished_at) on runs to jarvis_system;
  grant select, insert, update, delete on outbox to jarvis_system;
  grant insert on audit_log to jarvis_system;
`;

const systemTables = [
  'users',
  'observatories',
  'memberships',
  'user_sessions',
  'webhook_endpoints',
  'automation_rules',
  'rule_versions',
  'inbox',
  'runs',
  'outbox',
  'audit_log',
];

const rowSecurity = (table: string) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;`;

/**
 * Row-level security. The setting is local to a transaction, and an absent or empty one compares with null,
 * so a reused connection that forgot to set it sees nothing.
 */
export const policies = `
  revoke all on all tables in schema public from public;
  grant usage on schema public to jarvis_app, jarvis_system;
  ${appGrants}
  ${systemGrants}
  ${['users', 'observatories', ...tenantTables].map(rowSecurity).join('')}

  create policy tenant on observatories to jarvis_app using (id = ${current}) with check (id = ${current});
  create policy tenant on users to jarvis_app using (
    exists (select from memberships m where m.user_id = users.id and m.observatory_id = ${current}));
  ${tenantTables
    .map(
      (table) =>
        `create policy tenant on ${table} to jarvis_app using (observatory_id = ${current}) with check (observatory_id = ${current});`,
    )
    .join('\n  ')}
  ${systemTables.map((table) => `create policy system on ${table} to jarvis_system using (true) with check (true);`).join('\n  ')}
`;
