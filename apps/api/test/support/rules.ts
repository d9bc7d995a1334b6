import type { Json } from '@jarvis/plan';
import { randomBytes } from 'node:crypto';
import { connectionContext, createCredentialSealer } from '@jarvis/payload-codec/credentials';
import { z } from 'zod';
import type { TestApi } from './api.js';

export const hello = `format: 1
name: Say hello
# kept as typed
trigger: { kind: manual }
steps:
  - id: log
    kind: action
    uses: core.log
    with: { title: "Hello \${{ event.name }}" }
`;

/** Asks before it posts. */
export const asking = `format: 1
name: Ask, then post
trigger: { kind: webhook, signature: github }
steps:
  - id: approve
    kind: approval
    for: publish
    title: Publish a post
    expiresAfter: 24h
  - id: publish
    kind: action
    uses: twitter.create-post
    with: { text: "\${{ event.text }}" }
`;

export const Id = z.looseObject({ id: z.uuid() });
export const Published = z.looseObject({
  ruleId: z.uuid(),
  version: z.int(),
  planHash: z.string(),
  enabled: z.boolean(),
  webhook: z.object({ url: z.string(), secret: z.string().nullable(), hasSecret: z.boolean() }).nullable(),
});

export async function createRule(api: TestApi, token: string, source: string): Promise<string> {
  return (await api.call('POST', '/api/v1/rules', { token, body: { source } })).data(Id).id;
}

export async function publishRule(api: TestApi, token: string, source: string) {
  const id = await createRule(api, token, source);
  return (await api.call('POST', `/api/v1/rules/${id}/publish`, { token })).data(Published);
}

/** A connection written straight into the table: no vendor is asked. */
export async function addConnection(
  api: TestApi,
  observatoryId: string,
  platform = 'twitter',
): Promise<{ id: string; secret: string }> {
  const secret = `secret-${randomBytes(16).toString('hex')}`;
  const rows = await api.query(
    `insert into integrations (observatory_id, platform, account_name, account_id, status) values ($1, $2, '@acme', $3, 'connected') returning id`,
    [observatoryId, platform, randomBytes(4).toString('hex')],
  );
  const [{ id }] = z.tuple([Id]).parse(rows);
  const sealed = createCredentialSealer(api.config.keys.encryption).sealCredentials(
    { accessToken: secret },
    connectionContext(id),
  );
  await api.query('update integrations set credentials = $2 where id = $1', [id, sealed]);
  return { id, secret };
}

/** A run of the rule that waits for an approval, as the worker would have written it. */
export async function addPendingApproval(
  api: TestApi,
  {
    observatoryId,
    ruleId,
    text = 'We fixed it.',
    expiresIn = '24 hours',
    action = 'twitter.create-post',
    data = { text },
  }: {
    observatoryId: string;
    ruleId: string;
    text?: string;
    expiresIn?: string;
    action?: string;
    data?: Record<string, Json>;
  },
): Promise<{ runId: string; approvalId: string }> {
  const { hashJson } = await import('@jarvis/database');
  const runs = await api.query(
    `insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, status, event, started_at, waiting_for)
     select $1, r.id, r.published_version_id, v.plan_hash, 'webhook', 'issues.closed from octo-org/octo-repo', 'waiting', '{"text":"event text"}', now(), 'Publish a post'
     from automation_rules r join rule_versions v on v.id = r.published_version_id where r.id = $2 returning id`,
    [observatoryId, ruleId],
  );
  const [{ id: runId }] = z.tuple([Id]).parse(runs);
  await api.query(
    `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, started_at)
     values ($1, $2, 'approve', 'steps[0]', 'approval', 'Ask', 'waiting', now())`,
    [observatoryId, runId],
  );
  const approvals = await api.query(
    `insert into approval_requests (observatory_id, automation_rule_id, run_id, step_path, title, platform, action, action_data, action_hash, risk_level, risk_reasons, confidence_score, reasoning, expires_at)
     values ($1, $2, $3, 'steps[0]', 'Publish a post', split_part($7, '.', 1), $7, $4, $5, 'medium', '["public"]', 0.9, 'It is done.', now() + $6::interval) returning id`,
    [observatoryId, ruleId, runId, JSON.stringify(data), hashJson(data), expiresIn, action],
  );
  return { runId, approvalId: z.tuple([Id]).parse(approvals)[0].id };
}
