import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnectors } from '@jarvis/connectors';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { addConnection, addPendingApproval, asking, Id, publishRule } from './support/rules.js';
import { routes } from './support/routes.js';

let api: TestApi;
let stranger: Person & { observatoryId: string };
/** Things of one observatory, by the name of the route parameter's collection. */
let theirs: Record<string, string>;
let secrets: string[];
beforeAll(async () => {
  api = await TestApi.start();
  const owner = await api.observatory();
  stranger = await api.observatory();
  const { id: integrations, secret } = await addConnection(api, owner.observatoryId);
  const { ruleId, webhook } = await publishRule(api, owner.token, asking);
  const { runId, approvalId } = await addPendingApproval(api, {
    observatoryId: owner.observatoryId,
    ruleId,
    text: 'their secret plan',
  });
  const effects = await api.query(
    `insert into effects (observatory_id, run_id, step_path, key, platform, action, effect, input_hash, state)
     values ($1, $2, 'steps[1]', $3, 'twitter', 'twitter.create-post', 'write', 'x', 'unknown') returning id`,
    [owner.observatoryId, runId, `${runId}/steps[1]/0`],
  );
  const sessions = await api.query('select id from user_sessions where user_id = $1', [owner.userId]);
  const [notification] = await api.query(
    `insert into notifications (observatory_id, user_id, kind, channel, dedupe_key, title, body, notification_type, state, sent_at)
     values ($1, $2, 'run-failed', 'in-app', 'x', 'their secret plan', 'b', 'alert', 'sent', now()) returning id`,
    [owner.observatoryId, owner.userId],
  );
  const [drift] = await api.query(
    `insert into drift (observatory_id, temporal_id, run_id, kind, mended, message)
     values ($1, $2, $3, 'workflow-missing', false, 'their secret plan') returning id`,
    [owner.observatoryId, `run-${runId}`, runId],
  );
  const [event] = await api.query(
    `insert into events (observatory_id, source, name, dedupe_key, summary, body)
     values ($1, 'rules', 'order.paid', 'x', 'their secret plan', '{}') returning id`,
    [owner.observatoryId],
  );
  const [delivery] = await api.query(
    `insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, run_id, status, summary)
     select observatory_id, rule_id, 'hook:' || id, scheme, 'x', 'x', '{}', gen_random_uuid(), 'filtered', 'their secret plan'
     from webhook_endpoints where rule_id = $1 returning id`,
    [ruleId],
  );
  theirs = {
    deliveries: Id.parse(delivery).id,
    drift: Id.parse(drift).id,
    events: Id.parse(event).id,
    notifications: Id.parse(notification).id,
    rules: ruleId,
    runs: runId,
    approvals: approvalId,
    integrations,
    effects: z.tuple([Id]).parse(effects)[0].id,
    devices: z.tuple([Id]).rest(Id).parse(sessions)[0].id,
    hook: webhook?.url ?? '',
  };
  secrets = [secret, webhook?.secret ?? 'none', 'their secret plan'];
  // Collections that are not named above have an example in the document, which makes one.
  for (const { path, example } of routes.filter(({ method }) => method === 'POST')) {
    const collection = /^\/api\/v1\/([a-z-]+)$/.exec(path)?.[1] ?? '';
    if (example === undefined || collection in theirs) continue;
    theirs[collection] = (await api.call('POST', path, { token: owner.token, body: example })).data(Id).id;
  }
});
afterAll(() => api.stop());

const bodies: Record<string, unknown> = {
  '/api/v1/rules/{id}/explain': { text: 'x' },
  '/api/v1/rules/{id}/trial-step': { at: 'steps[0]' },
  '/api/v1/rules/{id}/pins/{step}': { output: 1 },
  '/api/v1/rules/{id}/draft': { source: 'x', revision: 1 },
  '/api/v1/rules/{id}/sample-event': { event: {} },
  '/api/v1/rules/{id}/look-at-number': { uses: 'http.request' },
  '/api/v1/rules/{id}/webhook': { refuseEqualBodiesSeconds: 60 },
  '/api/v1/rules/{id}/webhook/secret': { secret: 'whsec_0123456789abcdef' },
  '/api/v1/drift/{id}/repair': { repair: 'close' },
  '/api/v1/approvals/{id}/decision': { decision: 'approved' },
  '/api/v1/approvals/{id}/preview': { edited: { text: 'x' } },
  '/api/v1/runs/{id}/effects/{effectId}/resolve': { outcome: 'happened', note: 'x' },
};

/** Ids in their paths are the vendor's; what is ours there is the connection. */
const doors = createConnectors()
  .listConnectors()
  .flatMap(({ platform, doors = [] }) => doors.map((door) => ({ platform, ...door })));
const isDoor = (path: string) => doors.some(({ platform }) => path.startsWith(`/api/v1/integrations/${platform}/`));
const ours = routes.filter(({ path, isPublic }) => !isPublic && !isDoor(path));
const withIds = ours.filter(({ path }) => /\{(id|effectId|deliveryId)\}/.test(path));

function fillIn(path: string): string {
  const collection = /^\/api\/v1\/(?:auth\/)?([a-z-]+)/.exec(path)?.[1] ?? '';
  const id = theirs[collection];
  if (id === undefined) throw new Error(`No example id for ${path}: add one, so that this route is tested.`);
  return path
    .replace('{id}', id)
    .replace('{effectId}', theirs['effects'] ?? '')
    .replace('{deliveryId}', theirs['deliveries'] ?? '')
    .replace('{version}', '1')
    .replace('{step}', 'step');
}

describe('another observatory', () => {
  it('has enough routes to be worth testing', () => {
    expect(withIds.length).toBeGreaterThan(25);
  });

  it.each(withIds)('$method $path answers as if it did not exist', async ({ method, path, hasBody, example }) => {
    const reply = await api.call(method, fillIn(path), {
      token: stranger.token,
      ...(hasBody ? { body: bodies[path] ?? example ?? {} } : {}),
    });
    expect([reply.status, reply.error.code]).toEqual([404, 'not-found']);
  });

  it.each(ours.filter(({ method, path }) => method === 'GET' && !path.includes('{')))(
    '$path shows nothing of it',
    async ({ path }) => {
      const reply = await api.call('GET', path, { token: stranger.token });
      expect(reply.status).toBe(200);
      const text = JSON.stringify(reply.body);
      for (const id of Object.values(theirs)) expect(text).not.toContain(id);
      for (const secret of secrets) expect(text).not.toContain(secret);
    },
  );

  it.each(doors)('lends no connection to $method $platform/$path', async ({ method, platform, path }) => {
    const filled = path.replaceAll(/:\w+/g, '1');
    const way = `/api/v1/integrations/${platform}/${filled}?connectionId=${theirs['integrations'] ?? ''}`;
    const reply = await api.call(method, way, { token: stranger.token, ...(method === 'GET' ? {} : { body: {} }) });
    expect([400, 422]).toContain(reply.status);
    for (const secret of secrets) expect(JSON.stringify(reply.body)).not.toContain(secret);
  });

  it('lends its account to no post of others', async () => {
    const way = `/api/v1/integrations/twitter/tweet?connectionId=${theirs['integrations'] ?? ''}`;
    const reply = await api.call('POST', way, { token: stranger.token, body: { text: 'not mine' } });
    expect([reply.status, reply.error.code]).toEqual([422, 'cannot-be-called']);
  });

  it('cannot be chosen by a header or a query', async () => {
    const [{ observatory_id: observatoryId }] = z
      .tuple([z.object({ observatory_id: z.uuid() })])
      .parse(await api.query('select observatory_id from automation_rules'));
    const reply = await api.call('GET', `/api/v1/rules?observatoryId=${observatoryId}`, {
      token: stranger.token,
      headers: { 'x-observatory-id': observatoryId },
    });
    expect(reply.body).toMatchObject({ data: [] });
  });

  it('was not changed by any of this', async () => {
    expect(await api.query('select enabled, deleted_at from automation_rules')).toEqual([
      { enabled: true, deleted_at: null },
    ]);
    expect(await api.query('select status from approval_requests')).toEqual([{ status: 'pending' }]);
    expect(await api.query('select state from effects')).toEqual([{ state: 'unknown' }]);
    expect(await api.query('select count(*)::int from integrations')).toEqual([{ count: 1 }]);
  });
});
