import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { schemeOf } from '@jarvis/webhook-schemes';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../src/infrastructure/tokens.js';
import { lockRuleOrFail } from '../src/rules/rules.queries.js';
import { RunAnswers } from '../src/ingress/run-answers.js';
import { TestApi, type Person } from './support/api.js';
import { addConnection, asking, createRule, hello, Id, Published, publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
  await addConnection(api, owner.observatoryId);
});
afterAll(() => api.stop());

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  api.call(method, `/api/v1/rules${path}`, { token: owner.token, ...(body === undefined ? {} : { body }) });
const Problems = z.array(
  z.object({ path: z.string(), code: z.string(), message: z.string(), hint: z.string().optional() }),
);
const Detail = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  enabled: z.boolean(),
  version: z.int().nullable(),
  hasUnpublishedChanges: z.boolean(),
  draft: z.looseObject({
    source: z.string(),
    revision: z.int(),
    problems: Problems,
    savedBy: z.looseObject({ name: z.string() }).nullable(),
  }),
});

describe('saving', () => {
  it('keeps the text as typed, with its comments', async () => {
    const id = await createRule(api, owner.token, hello);
    const rule = (await call('GET', `/${id}`)).data(Detail);
    expect(rule).toMatchObject({
      name: 'Say hello',
      version: null,
      enabled: false,
      trigger: { type: 'manual', summary: 'When someone starts it' },
    });
    expect(rule.draft).toMatchObject({ source: hello, revision: 1, problems: [], savedBy: { name: 'Test Person' } });
  });

  it('takes the definition as JSON, too', async () => {
    const definition = {
      format: 1,
      name: 'As JSON',
      trigger: { kind: 'manual' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Hi' } }],
    };
    const reply = await call('POST', '', { definition });
    expect(reply.status).toBe(201);
    expect(reply.data(Detail).draft.source).toContain('name: As JSON');
  });

  it('lists every problem at once and saves nothing', async () => {
    const definition = {
      format: 1,
      name: 'Broken',
      trigger: { kind: 'manual' },
      surprise: true,
      steps: [
        { id: 'a', kind: 'action', uses: 'twitter.create-pots', with: { text: 'x' } },
        { id: 'b', kind: 'action', uses: 'core.log', with: { title: '${{ steps.nowhere.output.x }}' } },
        { id: 'c', kind: 'action', uses: 'core.log', with: { title: 7 } },
      ],
    };
    const before = await api.query('select count(*) from automation_rules');
    const reply = await call('POST', '', { definition });
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-definition']);
    const problems = Problems.parse(reply.error.details);
    expect(problems.map(({ path }) => path.replace(/\..*/, ''))).toEqual(
      expect.arrayContaining(['surprise', 'steps[0]', 'steps[1]']),
    );
    expect(problems.length).toBeGreaterThanOrEqual(3);
    expect(problems.every(({ message }) => message.length > 10)).toBe(true);
    expect(await api.query('select count(*) from automation_rules')).toEqual(before);
  });

  it('keeps an unfinished draft when asked to, also text that is no YAML', async () => {
    const reply = await call('POST', '?draft=true', { source: 'name: [unfinished' });
    expect(reply.status).toBe(201);
    const { draft, id } = reply.data(Detail);
    expect(draft.source).toBe('name: [unfinished');
    expect(draft.problems).not.toEqual([]);
    const publish = await call('POST', `/${id}/publish`);
    expect([publish.status, publish.error.code]).toEqual([422, 'invalid-definition']);
  });

  it('refuses keys that reach prototypes even in a draft', async () => {
    const reply = await call('POST', '?draft=true', { source: 'format: 1\nname: x\nvars:\n  __proto__: 1\n' });
    expect(reply.status).toBe(422);
  });

  it('notices that somebody else saved, and says who and when', async () => {
    const id = await createRule(api, owner.token, hello);
    const colleague = await api.member(owner.observatoryId, 'operator', 'Grace');
    const first = await api.call('PUT', `/api/v1/rules/${id}/draft`, {
      token: colleague.token,
      body: { source: hello, revision: 1 },
    });
    expect(first.data(Detail).draft.revision).toBe(2);
    const second = await call('PUT', `/${id}/draft`, { source: 'mine', revision: 1 });
    expect([second.status, second.error.code]).toEqual([409, 'draft-changed']);
    expect(second.error.message).toContain('Grace');
    expect(second.error.details).toMatchObject({ revision: 2, savedBy: 'Grace' });
  });

  it.each([[{ definition: 'x' }], [{ definition: hello }], [{ definition: null }], [{ definition: [] }], [{}]])(
    'says what is wrong with %j, which is no definition, and keeps nothing of it',
    async (body) => {
      for (const path of ['', '?draft=true']) {
        const reply = await call('POST', path, body);
        expect([reply.status, reply.error.code]).toEqual([422, 'invalid-definition']);
        expect(reply.error.details).toEqual([
          {
            path: 'definition',
            code: 'definition' in body ? 'wrong-type' : 'missing-field',
            message: expect.stringMatching(/./),
            hint: expect.stringMatching(/./),
          },
        ]);
      }
      expect((await call('POST', '/validate', body)).body).toMatchObject({ data: { valid: false, definition: null } });
    },
  );

  it('names everything that is wrong with a request, in words, and points at the description of the API', async () => {
    const bodies = ['null', '[]', '"x"', '{"source":1}', '{"source":"a","definition":{}}', '{"other":1,"source":"a"}'];
    for (const raw of bodies) {
      const reply = await api.call('POST', '/api/v1/rules', { token: owner.token, raw });
      expect(reply.status).toBe(400);
      const details = z.array(z.object({ path: z.string(), code: z.string(), message: z.string().min(1) }));
      expect(details.parse(reply.error.details)).not.toHaveLength(0);
      expect(reply.error.hint).toBe('Correct what is named and send it again.');
      expect(reply.headers['link']).toBe('</api/openapi.json>; rel="service-desc"');
    }
  });

  it('checks without saving', async () => {
    const reply = await call('POST', '/validate', { source: hello });
    expect(reply.body).toMatchObject({
      data: {
        valid: true,
        problems: [],
        definition: { name: 'Say hello' },
        planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    const warned = await call('POST', '/validate', { source: hello.replace('${{', '{{') });
    expect(warned.body).toMatchObject({
      data: { valid: true, problems: [{ severity: 'warning', path: 'steps[0].with.title', code: 'braces-in-text' }] },
    });
    const endless = await call('POST', '/validate', { source: 'name: &a [*a]' });
    expect(endless.body).toMatchObject({ data: { valid: false, problems: [{ code: 'invalid-yaml' }] } });
    expect((await call('POST', '/validate', { source: 'a: 1' })).body).toMatchObject({
      data: { valid: false, planHash: null },
    });
    expect((await call('POST', '/validate', { source: hello, definition: {} })).status).toBe(400);
  });
});

describe('publishing', () => {
  it('makes immutable versions, tells the schedule, and switches the rule on the first time', async () => {
    const { ruleId, version, enabled } = await publishRule(api, owner.token, hello);
    expect([version, enabled]).toEqual([1, true]);
    expect((await call('POST', `/${ruleId}/publish`)).data(Published).version).toBe(1);

    await call('PUT', `/${ruleId}/draft`, { source: hello.replace('Hello', 'Bonjour'), revision: 1 });
    expect((await call('GET', `/${ruleId}`)).data(Detail)).toMatchObject({ version: 1, hasUnpublishedChanges: true });
    expect((await call('POST', `/${ruleId}/publish`, { revision: 1 })).error.code).toBe('draft-changed');
    expect((await call('POST', `/${ruleId}/publish`, { revision: 2, note: 'French' })).data(Published).version).toBe(2);
    expect((await call('GET', `/${ruleId}/versions`)).body).toMatchObject({
      data: [
        { version: 2, note: 'French', current: true },
        { version: 1, current: false },
      ],
    });
    await expect(api.query('update rule_versions set note = $1', ['x'])).rejects.toThrow();
    expect(await api.query(`select topic from outbox where payload->>'ruleId' = $1`, [ruleId])).toContainEqual({
      topic: 'schedule-sync',
    });

    const rolledBack = (await call('POST', `/${ruleId}/versions/1/rollback`)).data(Detail);
    expect(rolledBack.draft.source).toContain('Hello');
    expect(rolledBack).toMatchObject({ version: 2, hasUnpublishedChanges: true });
  });

  it('makes a version of a change in words alone, although the steps stay the same', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    const source = hello.replace('# kept as typed', 'description: Says hello to whoever is named');
    await call('PUT', `/${ruleId}/draft`, { source, revision: 1 });
    expect((await call('POST', `/${ruleId}/publish`)).data(Published).version).toBe(2);
    expect((await call('GET', `/${ruleId}`)).data(Detail)).toMatchObject({ version: 2, hasUnpublishedChanges: false });
  });

  it('gives a webhook an address, and tells its secret once', async () => {
    const { ruleId, webhook } = await publishRule(api, owner.token, asking);
    expect(webhook?.secret).toMatch(/^[0-9a-f]{64}$/);
    const info = await call('GET', `/${ruleId}/webhook`);
    expect(info.body).toMatchObject({
      data: { url: webhook?.url, scheme: 'github', hasSecret: true, previousSecretUntil: null, lastDeliveryAt: null },
    });
    const configured = await call('PUT', `/${ruleId}/webhook`, { refuseEqualBodiesSeconds: 600 });
    expect(configured.body).toMatchObject({ data: { refuseEqualBodiesSeconds: 600, url: webhook?.url } });
    for (const refuseEqualBodiesSeconds of [0, -1, 2_592_001, '600', 1.5])
      expect((await call('PUT', `/${ruleId}/webhook`, { refuseEqualBodiesSeconds })).status).toBe(400);
    expect((await call('POST', `/${ruleId}/publish`)).data(Published).webhook).toEqual({
      url: webhook?.url,
      secret: null,
      hasSecret: true,
    });
    const rotated = (await call('POST', `/${ruleId}/webhook/rotate-secret`)).data(
      z.object({ url: z.string(), secret: z.string(), previousSecretUntil: z.iso.datetime() }),
    );
    const hours = (Date.parse(rotated.previousSecretUntil) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    const during = await call('GET', `/${ruleId}/webhook`);
    expect(during.body).toMatchObject({ data: { previousSecretUntil: rotated.previousSecretUntil } });
    await api.query('update webhook_endpoints set previous_secret_until = now() where rule_id = $1', [ruleId]);
    expect((await call('GET', `/${ruleId}/webhook`)).body).toMatchObject({ data: { previousSecretUntil: null } });
    expect(rotated.secret).not.toBe(webhook?.secret);
    const everything = JSON.stringify([
      info.body,
      (await call('GET', `/${ruleId}`)).body,
      (await call('GET', '')).body,
      await api.query('select * from webhook_endpoints'),
    ]);
    expect(everything).not.toContain(rotated.secret);
    expect(everything).not.toContain(webhook?.secret);
  });

  it('gives the endpoint the settings of its signature, and keeps the secret when they change', async () => {
    const signed = (settings: string) => asking.replace('signature: github', `signature: hmac, with: { ${settings} }`);
    const { ruleId, webhook } = await publishRule(api, owner.token, signed('header: X-One'));
    expect(webhook?.secret).toMatch(/^[0-9a-f]{64}$/);
    await call('PUT', `/${ruleId}/draft`, { source: signed('header: X-Two, encoding: base64'), revision: 1 });
    expect((await call('POST', `/${ruleId}/publish`)).data(Published).webhook).toMatchObject({ secret: null });
    expect(await api.query('select scheme, settings from webhook_endpoints where rule_id = $1', [ruleId])).toEqual([
      { scheme: 'hmac', settings: { header: 'X-Two', encoding: 'base64' } },
    ]);
  });

  it('refuses equal bodies where the id of a delivery is not signed, unless told otherwise', async () => {
    const signed = (settings: string) => asking.replace('signature: github', `signature: hmac, with: { ${settings} }`);
    const refusing = async (ruleId: string) =>
      (await api.query('select refuse_equal_bodies_seconds from webhook_endpoints where rule_id = $1', [ruleId]))[0]?.[
        'refuse_equal_bodies_seconds'
      ];
    const { ruleId: without } = await publishRule(api, owner.token, signed('header: X-Sig'));
    expect(await refusing(without)).toBeNull();
    const own = signed(`header: X-Sig, idHeader: X-Id, signs: '{id}.{body}'`);
    const { ruleId } = await publishRule(api, owner.token, own);
    expect(await refusing(ruleId)).toBeNull();
    await call('PUT', `/${ruleId}/draft`, { source: signed('header: X-Sig, idHeader: X-Id'), revision: 1 });
    await call('POST', `/${ruleId}/publish`);
    expect(await refusing(ruleId)).toBe(2_592_000);
    await call('PUT', `/${ruleId}/webhook`, { refuseEqualBodiesSeconds: null });
    await call('POST', `/${ruleId}/publish`);
    expect(await refusing(ruleId)).toBeNull();
  });

  it('takes the secret of a sender that makes its own, and accepts nothing before', async () => {
    const { ruleId, webhook } = await publishRule(api, owner.token, asking.replace('github', 'stripe'));
    expect(webhook).toMatchObject({ secret: null, hasSecret: false });
    await call('PUT', `/${ruleId}/sample-event`, { event: { id: 'evt_1', type: 'invoice.paid' } });
    expect((await call('POST', `/${ruleId}/send-sample`)).error.code).toBe('no-webhook-secret');
    const deliver = async (secret: string) => {
      const { body, headers } = schemeOf('stripe', {}).sign({ type: 'invoice.paid' }, secret);
      const { pathname: url } = new URL(webhook?.url ?? '');
      return (await api.app.inject({ method: 'POST', url, payload: body, headers })).statusCode;
    };
    expect((await call('POST', `/${ruleId}/webhook/rotate-secret`)).error).toMatchObject({
      code: 'secret-of-the-sender',
      message: expect.stringContaining('Enter the sender’s secret'),
    });
    const [first, second] = ['whsec_of-the-first-destination', 'whsec_of-the-second-destination'];
    expect(await deliver(first)).toBe(401);

    for (const secret of ['', 'sk_live_not-a-signing-secret', 1])
      expect((await call('PUT', `/${ruleId}/webhook/secret`, { secret })).status).toBe(400);
    const kept = await call('PUT', `/${ruleId}/webhook/secret`, { secret: first });
    expect(kept.body).toMatchObject({ data: { hasSecret: true, previousSecretUntil: null } });
    expect(await deliver(first)).toBe(202);
    const replaced = await call('PUT', `/${ruleId}/webhook/secret`, { secret: second });
    expect(replaced.body).toMatchObject({ data: { previousSecretUntil: expect.any(String) } });
    expect(await deliver(second)).toBe(202);
    expect(await deliver(first)).toBe(202);
    expect(await deliver('whsec_of-somebody-else')).toBe(401);
    expect((await call('POST', `/${ruleId}/send-sample`)).body).toMatchObject({ data: { runId: expect.any(String) } });
    expect((await call('POST', `/${ruleId}/publish`)).data(Published).webhook).toMatchObject({ hasSecret: true });
    const everything = JSON.stringify([
      kept.body,
      replaced.body,
      (await call('GET', `/${ruleId}`)).body,
      await api.query('select * from webhook_endpoints'),
      await api.query('select * from audit_log'),
    ]);
    expect(everything).not.toContain('whsec_of-the');
  });

  it('does not let more than a hundred rules listen to one event', async () => {
    const { token, observatoryId } = await api.observatory();
    const alert = hello.replace('kind: manual', 'kind: event, name: run.failed');
    await publishRule(api, token, alert);
    await api.query(
      `with made as (
         insert into automation_rules (observatory_id, name, trigger_type, draft)
         select $1, 'Rule', 'event', '{}' from generate_series(1, 99) returning id)
       insert into event_listeners (observatory_id, rule_id, source, name) select $1, id, 'jarvis', 'run.failed' from made`,
      [observatoryId],
    );
    const id = await createRule(api, token, alert);
    const refused = await api.call('POST', `/api/v1/rules/${id}/publish`, { token });
    expect(refused.status).toBe(409);
    expect(refused.error).toMatchObject({
      code: 'too-many-listeners',
      message: '100 rules listen to “run.failed” already, so this one was not published.',
    });
    expect((await api.call('GET', `/api/v1/rules/${id}`, { token })).data(Detail).version).toBeNull();
  });

  it('does not hold up events that start a run of the rule meanwhile', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    const database = api.app.get<Database>(DATABASE);
    await api.query(`set lock_timeout = '2s'`);
    await database.tenant(owner.observatoryId, async (manager) => {
      await lockRuleOrFail(manager, ruleId);
      await api.query(
        `insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary)
         select observatory_id, rule_id, id, plan_hash, 'event', 'Meanwhile' from rule_versions where rule_id = $1`,
        [ruleId],
      );
    });
    await api.query('reset lock_timeout');
    expect(await api.query(`select status from runs where trigger_summary = 'Meanwhile'`)).toHaveLength(1);
  });

  it('does not use a connection of another observatory', async () => {
    const stranger = await api.observatory();
    const theirs = await addConnection(api, stranger.observatoryId);
    const reply = await call('POST', '', {
      source: asking.replace('uses: twitter.create-post', `uses: twitter.create-post\n    connection: ${theirs.id}`),
    });
    expect(reply.status).toBe(422);
    expect(Problems.parse(reply.error.details).map(({ code }) => code)).toContain('unknown-connection');
  });
});

describe('running', () => {
  it('queues a run for Temporal', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    const { runId } = (await call('POST', `/${ruleId}/run`, { event: { name: 'Ada' } })).data(
      z.object({ runId: z.uuid() }),
    );
    expect(await api.query('select topic, payload from outbox where key = $1', [`start-run/${runId}`])).toEqual([
      { topic: 'start-run', payload: { runId } },
    ]);
    const run = await api.call('GET', `/api/v1/runs/${runId}`, { token: owner.token });
    expect(run.body).toMatchObject({
      data: {
        status: 'queued',
        event: { name: 'Ada' },
        ruleVersion: 1,
        triggerSummary: 'Started by Test Person',
        steps: [],
      },
    });
  });

  it('starts one run for one Idempotency-Key, also fifty at once', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello);
    const run = (event: unknown) =>
      api.call('POST', `/api/v1/rules/${ruleId}/run`, {
        token: owner.token,
        body: { event },
        headers: { 'idempotency-key': 'monday' },
      });
    const replies = await Promise.all(Array.from({ length: 50 }, () => run({ name: 'Ada' })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(replies.map((reply) => reply.data(z.object({ runId: z.uuid() })).runId)).size).toBe(1);
    expect((await run({ name: 'Grace' })).error.code).toBe('idempotency-key-used');
  });

  it('refuses what was never published', async () => {
    const id = await createRule(api, owner.token, hello);
    const reply = await call('POST', `/${id}/run`);
    expect([reply.status, reply.error.code]).toEqual([409, 'not-published']);
    expect((await call('POST', `/${id}/enable`)).error.code).toBe('not-published');
  });
});

describe('life', () => {
  it('switches off and on, deletes naming what stops, and restores', async () => {
    const { ruleId, webhook } = await publishRule(api, owner.token, asking);
    expect((await call('POST', `/${ruleId}/disable`)).body).toMatchObject({ data: { enabled: false } });
    expect((await call('POST', `/${ruleId}/enable`)).body).toMatchObject({ data: { enabled: true } });
    const deleted = await call('DELETE', `/${ruleId}`);
    expect(deleted.body).toMatchObject({
      data: { deleted: true, stopped: { webhookUrl: webhook?.url, schedule: null, openRuns: 0 } },
    });
    expect((await call('GET', `/${ruleId}`)).status).toBe(404);
    expect((await call('DELETE', `/${ruleId}`)).status).toBe(404);
    expect((await call('POST', `/${ruleId}/restore`)).body).toMatchObject({ data: { id: ruleId, enabled: false } });
    expect((await call('GET', `/${ruleId}`)).status).toBe(200);
  });

  it('names the rules that call one before it goes, as far as their published steps name it', async () => {
    const published = (name: string, steps: string, trigger = 'kind: manual') =>
      publishRule(api, owner.token, `format: 1\nname: ${name}\ntrigger: { ${trigger} }\nsteps: [${steps}]\n`);
    const log = '{ id: log, kind: action, uses: core.log, with: { title: x } }';
    const called = await published('Called', log, 'kind: rule');
    const call = (id: string, rule: string) =>
      `{ id: ${id}, kind: action, uses: core.run-rule, with: { rule: '${rule}', input: { n: '\${{ event.n }}' } } }`;
    const upper = called.ruleId.toUpperCase();
    const branch = `{ id: b, kind: branch, cases: [{ if: 'true', steps: [${call('one', upper)}, ${call('two', upper)}] }] }`;
    const caller = await published('Caller', branch);
    await published('Asks when it runs', call('one', '${{ event.rule }}'));
    const stopped = async () =>
      (await api.call('GET', `/api/v1/rules/${called.ruleId}/impact`, { token: owner.token })).body;
    const named = { data: { calledBy: [{ id: caller.ruleId, name: 'Caller' }] } };
    expect(await stopped()).toMatchObject(named);
    // Only a draft no longer calls it.
    await api.call('PUT', `/api/v1/rules/${caller.ruleId}/draft`, {
      token: owner.token,
      body: { revision: 1, source: `format: 1\nname: Caller\ntrigger: { kind: manual }\nsteps: [${log}]\n` },
    });
    expect(await stopped()).toMatchObject(named);
    await api.call('POST', `/api/v1/rules/${caller.ruleId}/publish`, { token: owner.token });
    expect(await stopped()).toMatchObject({ data: { calledBy: [] } });
  });

  it('pages through a list without gaps or repeats', async () => {
    const { token } = await api.observatory();
    for (let count = 0; count < 5; count += 1)
      await createRule(api, token, hello.replace('Say hello', `Rule ${count.toString()}`));
    const Page = z.object({
      data: z.array(Id),
      meta: z.object({ pagination: z.object({ nextCursor: z.string().nullable() }) }),
    });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const reply = await api.call('GET', `/api/v1/rules?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, {
        token,
      });
      const page = Page.parse(reply.body);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.pagination.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  });

  it('shows ticks of the latest runs and finds rules by words', async () => {
    const { ruleId } = await publishRule(api, owner.token, hello.replace('Say hello', 'Find 100% me'));
    await call('POST', `/${ruleId}/run`);
    const found = await call('GET', `?q=${encodeURIComponent('100% me')}`);
    expect(found.body).toMatchObject({ data: [{ id: ruleId, ticks: [{ status: 'queued' }] }] });
  });
});

describe('sample events', () => {
  it('go through the same signed door, each as a delivery of its own', async () => {
    const { ruleId } = await publishRule(api, owner.token, asking);
    expect((await call('POST', `/${ruleId}/send-sample`)).error.code).toBe('no-sample-event');
    await call('PUT', `/${ruleId}/sample-event`, {
      event: { action: 'closed', issue: { number: 1 }, text: 'Hi', repository: { full_name: 'octo-org/octo-repo' } },
    });
    const Delivered = z.object({ deliveryId: z.string(), runId: z.uuid() });
    const first = (await call('POST', `/${ruleId}/send-sample`)).data(Delivered);
    const second = (await call('POST', `/${ruleId}/send-sample`)).data(Delivered);
    expect(second.runId).not.toBe(first.runId);
    const run = await api.call('GET', `/api/v1/runs/${first.runId}`, { token: owner.token });
    expect(run.body).toMatchObject({
      data: { triggerType: 'webhook', triggerSummary: 'issues.closed from octo-org/octo-repo' },
    });
    await call('POST', `/${ruleId}/disable`);
    expect((await call('POST', `/${ruleId}/send-sample`)).error.code).toBe('rule-disabled');
  });
});

it('a sample for a rule that answers with its result is a delivery like others, and nobody waits for the result', async () => {
  const { ruleId } = await publishRule(
    api,
    owner.token,
    asking.replace('signature: github', 'signature: github, answer: result, within: 30s'),
  );
  await call('PUT', `/${ruleId}/sample-event`, { event: { action: 'closed' } });
  const waits = jest.spyOn(api.app.get(RunAnswers), 'wait');
  const { runId } = (await call('POST', `/${ruleId}/send-sample`)).data(z.object({ runId: z.uuid() }));
  expect(waits).not.toHaveBeenCalled();
  waits.mockRestore();
  expect(await api.query('select status from runs where id = $1', [runId])).toEqual([{ status: 'queued' }]);
});

describe('a sample that is a ping', () => {
  it('is answered as one, and says that nothing runs', async () => {
    const { ruleId } = await publishRule(api, owner.token, asking.replace('github', 'slack'));
    await call('PUT', `/${ruleId}/webhook/secret`, { secret: '0123456789abcdef'.repeat(2) });
    await call('PUT', `/${ruleId}/sample-event`, { event: { type: 'url_verification', challenge: 'a word' } });
    const sent = await call('POST', `/${ruleId}/send-sample`);
    expect(sent).toMatchObject({
      status: 202,
      body: { data: { deliveryId: expect.stringMatching(/^EvSAMPLE/), runId: null } },
    });
    expect(await api.query('select id from runs where rule_id = $1', [ruleId])).toEqual([]);
  });
});

describe('help for editors', () => {
  it('publishes the schema of the language and the actions', async () => {
    const schema = await api.call('GET', '/api/v1/definition-schema.json', { token: owner.token });
    expect(schema.body).toMatchObject({ title: 'Jarvis rule', type: 'object' });
    const actions = await api.call('GET', '/api/v1/actions', { token: owner.token });
    expect(actions.body).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ id: 'twitter.create-post', effect: 'write', connection: 'required' }),
      ]),
    });
  });
});

describe('a schedule that does not fire', () => {
  it('is said on its rule and on Home, as long as the rule is on', async () => {
    const source = hello.replace('kind: manual', 'kind: schedule, cron: "0 9 * * *", timezone: UTC');
    const { ruleId } = await publishRule(api, owner.token, source);
    const problem = 'Its schedule is paused in Temporal.';
    await api.query('update automation_rules set schedule_problem = $2 where id = $1', [ruleId, problem]);
    const broken = async () => {
      const { body } = await api.call('GET', '/api/v1/dashboard', { token: owner.token });
      return (body as { data: { needsMe: { brokenSchedules: unknown } } }).data.needsMe.brokenSchedules;
    };
    expect((await call('GET', `/${ruleId}`)).body).toMatchObject({ data: { scheduleProblem: problem } });
    expect(await broken()).toEqual([{ ruleId, ruleName: 'Say hello', problem }]);
    await call('POST', `/${ruleId}/disable`);
    expect(await broken()).toEqual([]);
  });
});
