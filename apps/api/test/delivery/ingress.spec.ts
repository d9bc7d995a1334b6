import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCredentialSealer, webhookContext } from '@jarvis/payload-codec/credentials';
import { workflowIdOfRun } from '@jarvis/plan';
import { closedIssueEvent, signGithubDelivery, until } from '@jarvis/testing';
import { schemeOf } from '@jarvis/webhook-schemes';
import { query, startHarness, type Harness, type MadeHook } from './harness.js';

let harness: Harness;
let url: string;

beforeAll(async () => {
  harness = await startHarness();
  ({ url } = await harness.startApp());
});
afterAll(() => harness.stop());

async function post(hookId: string, { body, headers }: { body: string | Buffer; headers: Record<string, string> }) {
  const response = await fetch(`${url}/hooks/${hookId}`, { method: 'POST', body, headers });
  const answer = (await response.json()) as {
    success: boolean;
    data: { deliveryId: string; runId: string };
    error: { code: string; message: string; hint: string };
  };
  return { status: response.status, ...answer };
}
const github = (hook: MadeHook, event: unknown = closedIssueEvent()) => signGithubDelivery(event, hook.secret);
const counts = async ({ ruleId }: MadeHook) => {
  const { rows } = await query(
    harness.db,
    `select (select count(*)::int from inbox where rule_id = $1) as inbox, (select count(*)::int from runs where rule_id = $1) as runs`,
    [ruleId],
  );
  return rows[0];
};
const nothing = { inbox: 0, runs: 0 };

describe('opening the secret of an endpoint', () => {
  it('leaves one line in the audit log, however many deliveries and guesses come', async () => {
    const hook = await harness.makeHook();
    for (let count = 0; count < 5; count += 1) await post(hook.hookId, github(hook, { count }));
    const forged = github(hook);
    forged.headers['x-hub-signature-256'] = `sha256=${'0'.repeat(64)}`;
    await post(hook.hookId, forged);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await post(hook.hookId, github(hook))).status).toBe(202);
    const { rows } = await query(
      harness.db,
      `select actor_type, action, entity_type, metadata from audit_log where entity_id = $1`,
      [hook.ruleId],
    );
    expect(rows).toEqual([
      {
        actor_type: 'webhook',
        action: 'credentials.opened',
        entity_type: 'webhook',
        metadata: { for: 'deliveries', minutes: 15 },
      },
    ]);
  });
});

describe('a signed GitHub delivery', () => {
  it('is committed, answered 202 and becomes a workflow of that run', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook);
    const answer = await post(hook.hookId, delivery);
    expect(answer).toMatchObject({
      status: 202,
      success: true,
      data: { deliveryId: delivery.headers['x-github-delivery'] },
    });
    const workflow = await until(() => describeWorkflow(answer.data.runId));
    expect(workflow).toMatchObject({ type: 'runPlan', status: { name: 'RUNNING' } });
    const { rows } = await until(async () => {
      const found = await query(harness.db, `select * from inbox where run_id = $1 and status = 'started'`, [
        answer.data.runId,
      ]);
      return found.rows.length > 0 && found;
    });
    expect(rows[0]).toMatchObject({
      scheme: 'github',
      headers: { 'x-github-event': 'issues' },
      event: { action: 'closed' },
    });
    expect(JSON.stringify(rows[0]!['headers'])).not.toContain('sha256=');
    const runs = await query(harness.db, 'select * from runs where id = $1', [answer.data.runId]);
    expect(runs.rows[0]).toMatchObject({ status: 'queued', trigger_type: 'webhook', rule_version_id: hook.versionId });
    expect(runs.rows[0]!['trigger_summary']).toMatch(/^issues\.closed from .+\/.+/);
  });

  it('leaves nothing readable in Temporal', async () => {
    const hook = await harness.makeHook();
    const { data } = await post(hook.hookId, github(hook, closedIssueEvent({ title: 'An unmistakable title' })));
    await until(() => describeWorkflow(data.runId));
    const history = await harness.client.workflow.getHandle(workflowIdOfRun(data.runId)).fetchHistory();
    const bytes = JSON.stringify(history, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(bytes).not.toContain('An unmistakable title');
    expect(bytes).not.toContain('octo');
  });

  it('is one run for a hundred at once, and one answer', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook);
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(hook.hookId, delivery)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await counts(hook)).toEqual({ inbox: 1, runs: 1 });
  });

  it('is still the same run after that run has ended', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook);
    const first = await post(hook.hookId, delivery);
    await until(() => describeWorkflow(first.data.runId));
    await harness.client.workflow.getHandle(workflowIdOfRun(first.data.runId)).terminate('over');
    expect((await post(hook.hookId, delivery)).data).toEqual(first.data);
    expect(await counts(hook)).toEqual({ inbox: 1, runs: 1 });
  });

  it('is another event under another id, whatever its body: a button pressed twice is two deliveries', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook, { action: 'rerequested', check_run: { id: 1 } });
    const under = (name: string) => ({
      ...delivery,
      headers: { ...delivery.headers, 'x-github-delivery': randomUUID(), 'x-github-event': name },
    });
    const answers = await Promise.all(
      ['check_run', 'check_run', 'workflow_dispatch', 'repository_dispatch'].map((name) =>
        post(hook.hookId, under(name)),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ data }) => data.runId)).size).toBe(4);
    expect(await counts(hook)).toEqual({ inbox: 4, runs: 4 });
  });

  it('is refused as a body of before where the endpoint says so, for as long as it says', async () => {
    const hook = await harness.makeHook();
    const equalBodies = (seconds: number | null) =>
      query(harness.db, 'update webhook_endpoints set refuse_equal_bodies_seconds = $2 where id = $1', [
        hook.hookId,
        seconds,
      ]);
    await equalBodies(60);
    const delivery = github(hook);
    const again = () => ({ ...delivery, headers: { ...delivery.headers, 'x-github-delivery': randomUUID() } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(hook.hookId, again())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    // Each is told which delivery ran.
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await counts(hook)).toEqual({ inbox: 1, runs: 1 });

    await query(harness.db, `update inbox set received_at = now() - interval '61 seconds' where rule_id = $1`, [
      hook.ruleId,
    ]);
    expect((await post(hook.hookId, again())).status).toBe(202);
    await equalBodies(null);
    expect((await post(hook.hookId, again())).status).toBe(202);
    expect(await counts(hook)).toEqual({ inbox: 3, runs: 3 });
  });

  it('keeps its name, its id and its kept headers for the run', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook);
    delivery.headers['x-secret'] = 'not kept';
    const { data } = await post(hook.hookId, delivery);
    const { rows } = await query(harness.db, 'select trigger_details from runs where id = $1', [data.runId]);
    const { 'x-github-delivery': deliveryId } = delivery.headers;
    expect(rows[0]!['trigger_details']).toEqual({
      kind: 'webhook',
      deliveryId,
      eventName: 'issues',
      receivedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      headers: { 'x-github-event': 'issues', 'x-github-delivery': deliveryId, 'user-agent': expect.any(String) },
    });
  });

  it('may be the same body for another hook', async () => {
    const [one, two] = [await harness.makeHook(), await harness.makeHook()];
    const delivery = github(one);
    const [first, second] = [await post(one.hookId, delivery), await post(two.hookId, delivery)];
    expect(first.data.runId).not.toBe(second.data.runId);
  });

  it('takes characters that PostgreSQL stores in no text', async () => {
    const hook = await harness.makeHook();
    const answer = await post(hook.hookId, github(hook, { action: 'a\u0000b', x: '\ud800' }));
    expect(answer.status).toBe(202);
    const { rows } = await query(harness.db, 'select trigger_summary from runs where id = $1', [answer.data.runId]);
    expect(rows[0]!['trigger_summary']).toContain('a\ufffdb');
  });

  it('answers a ping and runs nothing', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook, { zen: 'Keep it logically awesome.', hook_id: 1 });
    const answer = await post(hook.hookId, { ...delivery, headers: { ...delivery.headers, 'x-github-event': 'ping' } });
    expect(answer).toMatchObject({ status: 202, data: { runId: null } });
    expect(await counts(hook)).toEqual(nothing);
  });

  it('takes the previous secret too until its grace is over', async () => {
    const hook = await harness.makeHook();
    const sealed = createCredentialSealer(harness.config.keys.encryption).sealCredentials(
      'the new one',
      webhookContext(hook.hookId),
    );
    await query(
      harness.db,
      `update webhook_endpoints set previous_secret = secret, secret = $2, previous_secret_until = now() + interval '1 minute' where id = $1`,
      [hook.hookId, sealed],
    );
    for (const secret of [hook.secret, 'the new one'])
      expect((await post(hook.hookId, github({ ...hook, secret }))).status).toBe(202);
    await query(harness.db, 'update webhook_endpoints set previous_secret_until = now() where id = $1', [hook.hookId]);
    // Believed for a second at most.
    await until(async () => (await post(hook.hookId, github(hook))).status === 401);
    expect((await post(hook.hookId, github({ ...hook, secret: 'the new one' }))).status).toBe(202);
  });

  it('keeps characters PostgreSQL cannot store from losing the event', async () => {
    const hook = await harness.makeHook();
    const answer = await post(hook.hookId, github(hook, { action: 'closed', title: 'nul \0 and half a pair \ud800' }));
    expect(answer.status).toBe(202);
  });
});

describe('what is refused stores nothing', () => {
  const tamper = (
    delivery: { body: string; headers: Record<string, string> },
    name: string,
    value: string | undefined,
  ) => {
    const others = Object.entries(delivery.headers).filter(([other]) => other !== name);
    return { ...delivery, headers: Object.fromEntries(value === undefined ? others : [...others, [name, value]]) };
  };

  it('a signature that is wrong, missing, of another secret, of another body or only SHA-1: 401', async () => {
    const hook = await harness.makeHook();
    const good = github(hook);
    const sha1 = `sha1=${createHmac('sha1', hook.secret).update(good.body).digest('hex')}`;
    const bad = [
      tamper(good, 'x-hub-signature-256', `sha256=${'0'.repeat(64)}`),
      tamper(good, 'x-hub-signature-256', undefined),
      tamper(good, 'x-hub-signature-256', 'sha256='),
      tamper(good, 'x-hub-signature-256', sha1),
      signGithubDelivery(closedIssueEvent(), 'another secret'),
      { ...good, body: `${good.body} ` },
    ];
    for (const delivery of bad) {
      const answer = await post(hook.hookId, delivery);
      expect(answer).toMatchObject({ status: 401, success: false, error: { code: 'bad-signature' } });
      expect(answer.error.hint).not.toBe('');
    }
    expect(await counts(hook)).toEqual(nothing);
    expect((await post(hook.hookId, good)).status).toBe(202);
  });

  it('a delivery without an id, in words of its own: 400', async () => {
    const hook = await harness.makeHook();
    const good = github(hook);
    for (const id of [undefined, 'two words', 'x'.repeat(201)]) {
      const answer = await post(hook.hookId, tamper(good, 'x-github-delivery', id));
      expect(answer).toMatchObject({ status: 400, error: { code: 'missing-delivery-id' } });
      expect(answer.error.message).toContain('X-GitHub-Delivery');
    }
    // Whoever cannot sign is not told more than that.
    const forged = tamper(
      tamper(good, 'x-hub-signature-256', `sha256=${'0'.repeat(64)}`),
      'x-github-delivery',
      undefined,
    );
    expect((await post(hook.hookId, forged)).status).toBe(401);
    expect(await counts(hook)).toEqual(nothing);
  });

  it('a hook without a secret accepts nothing, not even what is signed with an empty one: 401', async () => {
    for (const secret of [null, '']) {
      const hook = await harness.makeHook({ secret });
      expect(await post(hook.hookId, github({ ...hook, secret: '' }))).toMatchObject({ status: 401 });
      expect(await counts(hook)).toEqual(nothing);
    }
  });

  it('an address that does not exist: 404', async () => {
    const hook = await harness.makeHook();
    expect((await post(hook.hookId.replace(/^.{4}/, 'none'), github(hook))).status).toBe(404);
    expect((await post('x', github(hook))).status).toBe(404);
  });

  it('a rule that is off or deleted: 410 and 404, but a delivery of before is answered as before', async () => {
    const hook = await harness.makeHook();
    const delivery = github(hook);
    const first = await post(hook.hookId, delivery);
    await query(harness.db, 'update automation_rules set enabled = false where id = $1', [hook.ruleId]);
    expect(await post(hook.hookId, github(hook, { other: 1 }))).toMatchObject({
      status: 410,
      error: { code: 'rule-disabled' },
    });
    expect((await post(hook.hookId, delivery)).data).toEqual(first.data);
    await query(harness.db, 'update automation_rules set deleted_at = now() where id = $1', [hook.ruleId]);
    expect((await post(hook.hookId, github(hook, { other: 2 }))).status).toBe(404);
    expect(await counts(hook)).toEqual({ inbox: 1, runs: 1 });
  });

  it('another content type: 415; no JSON, no object, forbidden keys, too deep: 400; too large: 413', async () => {
    const hook = await harness.makeHook();
    const signed = (body: string, type = 'application/json') => ({
      body,
      headers: {
        ...signGithubDelivery({}, '').headers,
        'content-type': type,
        'x-hub-signature-256': `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`,
      },
    });
    for (const type of ['text/plain', 'application/jsonp', 'application/xml', 'multipart/form-data; boundary=x']) {
      const refused = await post(hook.hookId, signed('{"a":1}', type));
      expect(refused).toMatchObject({ status: 415, error: { code: 'unsupported-media-type' } });
      expect(refused.error.message).toContain('must be JSON, or a form');
    }
    const packed = signed('{"a":1}');
    const gzip = { ...packed, headers: { ...packed.headers, 'content-encoding': 'gzip' } };
    expect(await post(hook.hookId, gzip)).toMatchObject({
      status: 415,
      error: { message: expect.stringContaining('content-encoding: gzip') },
    });
    for (const body of [
      '{',
      '[1]',
      '"text"',
      'null',
      '{"__proto__":{"a":1}}',
      '{"a":{"constructor":{"prototype":1}}}',
      '{"a":[{"constructor":1}]}',
      '{"prototype":1}',
      `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`,
    ]) {
      expect((await post(hook.hookId, signed(body))).status).toBe(400);
      const forged = signed(body);
      forged.headers['x-hub-signature-256'] = `sha256=${'0'.repeat(64)}`;
      expect(await post(hook.hookId, forged)).toMatchObject({ status: 401, error: { code: 'bad-signature' } });
    }
    expect((await post(hook.hookId, signed(`{"a":"${'x'.repeat(1024 * 1024)}"}`))).status).toBe(413);
    expect(await post(hook.hookId, signed(''))).toMatchObject({
      status: 400,
      error: { message: 'The delivery has no body.' },
    });
    // 6 KB that PostgreSQL would write out as 3 MB.
    const numbers = signed(`{"a":[${Array.from({ length: 10_000 }, () => '1e300').join(',')}]}`);
    expect(await post(hook.hookId, numbers)).toMatchObject({
      status: 413,
      error: { code: 'event-too-large', message: expect.stringContaining('1024 KB are allowed') },
    });
    expect(await counts(hook)).toEqual(nothing);
    expect((await post(hook.hookId, signed('{"a":1}', 'application/json; charset=utf-8'))).status).toBe(202);
  });
});

describe('how an event may be packed', () => {
  const signedAs = (hook: MadeHook, type: string, body: string) => {
    const { headers } = signGithubDelivery({}, '');
    const signature = createHmac('sha256', hook.secret).update(body).digest('hex');
    return { body, headers: { ...headers, 'content-type': type, 'x-hub-signature-256': `sha256=${signature}` } };
  };
  const eventOf = async (runId: string) =>
    (await query(harness.db, 'select event from runs where id = $1', [runId])).rows[0]!['event'];

  it.each(['application/json', 'application/cloudevents+json; charset=utf-8', 'Application/vnd.acme.v2+JSON'])(
    'as %s',
    async (type) => {
      const hook = await harness.makeHook();
      const answer = await post(hook.hookId, signedAs(hook, type, '{"action":"closed","title":"ä"}'));
      expect(answer.status).toBe(202);
      expect(await eventOf(answer.data.runId)).toEqual({ action: 'closed', title: 'ä' });
    },
  );

  it('as a form with the JSON in payload, signed over the form', async () => {
    const hook = await harness.makeHook();
    const event = { action: 'closed', title: 'a & b = ü + %' };
    const form = new URLSearchParams({ payload: JSON.stringify(event) }).toString();
    const answer = await post(hook.hookId, signedAs(hook, 'application/x-www-form-urlencoded', form));
    expect(answer.status).toBe(202);
    expect(await eventOf(answer.data.runId)).toEqual(event);
    const { rows } = await query(harness.db, 'select trigger_summary from runs where id = $1', [answer.data.runId]);
    expect(rows[0]).toEqual({ trigger_summary: 'issues.closed from GitHub' });
  });

  it('not as another form, nor as a form with something else in payload: 400', async () => {
    const hook = await harness.makeHook();
    for (const body of ['a=1', 'payload=', 'payload=%5B1%5D', 'payload=%7B%22__proto__%22%3A1%7D']) {
      const answer = await post(hook.hookId, signedAs(hook, 'application/x-www-form-urlencoded', body));
      expect(answer).toMatchObject({ status: 400, error: { code: 'invalid-input' } });
    }
    expect(await counts(hook)).toEqual(nothing);
  });

  it('not as a form that was signed as JSON, whose text somebody else chose: 400', async () => {
    const hook = await harness.makeHook();
    const title = `Bug &payload=${encodeURIComponent('{"action":"closed","title":"Pay me"}')}&`;
    const signed = signedAs(hook, 'application/json', JSON.stringify({ action: 'opened', title }));
    const again = {
      ...signed,
      headers: { ...signed.headers, 'content-type': 'application/x-www-form-urlencoded', 'x-github-delivery': 'again' },
    };
    expect(await post(hook.hookId, again)).toMatchObject({ status: 400, error: { code: 'invalid-input' } });
    expect(await counts(hook)).toEqual(nothing);
    expect((await post(hook.hookId, signed)).status).toBe(202);
  });

  it('only in UTF-8: 400', async () => {
    const hook = await harness.makeHook();
    const latin1 = Buffer.from('{"a":"\xe4"}', 'latin1');
    const signature = createHmac('sha256', hook.secret).update(latin1).digest('hex');
    const { headers } = signGithubDelivery({}, '');
    const answer = await post(hook.hookId, {
      body: latin1,
      headers: { ...headers, 'x-hub-signature-256': `sha256=${signature}` },
    });
    expect(answer).toMatchObject({ status: 400, error: { message: 'The body is not UTF-8.' } });
  });
});

describe('Standard Webhooks', () => {
  const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
  function sign(options: { key?: string; id?: string; at?: number; body?: string; extra?: string } = {}) {
    const {
      key = secret,
      id = `msg_${randomUUID()}`,
      at = Math.floor(Date.now() / 1000),
      body = '{"type":"invoice.paid"}',
      extra = '',
    } = options;
    const signature = createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
      .update(`${id}.${at}.${body}`)
      .digest('base64');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': `${extra}v1,${signature}`,
      },
    };
  }

  it('accepts one of several signatures', async () => {
    const hook = await harness.makeHook({ scheme: 'standard-webhooks', secret });
    const answer = await post(hook.hookId, sign({ extra: `v1a,AAAA v1,${'A'.repeat(43)}= ` }));
    expect(answer.status).toBe(202);
    const { rows } = await query(harness.db, 'select trigger_summary from runs where id = $1', [answer.data.runId]);
    expect(rows[0]).toEqual({ trigger_summary: 'invoice.paid (signed webhook)' });
  });

  it('runs the same body again under another id, for here the id is signed', async () => {
    const hook = await harness.makeHook({ scheme: 'standard-webhooks', secret });
    const [first, second] = [await post(hook.hookId, sign()), await post(hook.hookId, sign())];
    expect(first.data.runId).not.toBe(second.data.runId);
    const again = sign({ id: 'msg_1' });
    const [third, fourth] = [await post(hook.hookId, again), await post(hook.hookId, again)];
    expect(third.data).toEqual(fourth.data);
  });

  it('refuses what is stale, from the future, unsigned, of another secret, or renamed: 401', async () => {
    const hook = await harness.makeHook({ scheme: 'standard-webhooks', secret });
    const now = Math.floor(Date.now() / 1000);
    const good = sign();
    const bad = [
      sign({ at: now - 301 }),
      sign({ at: now + 330 }),
      sign({ key: `whsec_${Buffer.from('some other').toString('base64')}` }),
      { ...good, headers: { ...good.headers, 'webhook-id': 'msg_other' } },
      { ...good, headers: { ...good.headers, 'webhook-timestamp': String(now - 1) } },
      { ...good, headers: { ...good.headers, 'webhook-timestamp': 'now' } },
      { ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } },
      { ...good, body: '{"type":"invoice.refunded"}' },
    ];
    for (const delivery of bad) expect((await post(hook.hookId, delivery)).status).toBe(401);
    const nameless = { ...good, headers: { ...good.headers, 'webhook-id': '' } };
    expect(await post(hook.hookId, nameless)).toMatchObject({ status: 400, error: { code: 'missing-delivery-id' } });
    const [stale, otherSecret] = [await post(hook.hookId, bad[0]!), await post(hook.hookId, bad[2]!)];
    expect(stale.error.hint).toMatch(/clock.*replayed/);
    expect(otherSecret.error.hint).toContain('Compare the secret');
    expect(await counts(hook)).toEqual(nothing);
    expect((await post(hook.hookId, good)).status).toBe(202);
  });
});

describe('the other schemes', () => {
  const settings = {
    hmac: { header: 'X-Sig', prefix: 'sha256=', timestampHeader: 'X-Time', idHeader: 'X-Id', eventHeader: 'X-Event' },
    bearer: { header: 'X-Gitlab-Token' },
  };

  it.each([
    ['stripe', {}, {}],
    ['slack', {}, { 'x-slack-request-timestamp': expect.stringMatching(/^\d+$/) }],
    ['hmac', settings.hmac, { 'x-event': 'order.paid', 'x-id': expect.any(String) }],
    ['bearer', settings.bearer, {}],
  ] as const)(
    '%s: one run for the same delivery, another for the next, and no proof is kept',
    async (name, given, headers) => {
      const scheme = schemeOf(name, given);
      const secret = scheme.newSecret();
      const hook = await harness.makeHook({ scheme: name, settings: given, secret });
      const event = { type: 'order.paid', amount: 12 };
      const [one, two] = [scheme.sign(event, secret), scheme.sign(event, secret)];
      const answers = await Promise.all([one, one, one, two].map((delivery) => post(hook.hookId, delivery)));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      expect(new Set(answers.map(({ data }) => data.runId)).size).toBe(2);
      expect(await counts(hook)).toEqual({ inbox: 2, runs: 2 });
      const { rows } = await query(harness.db, 'select headers, event from inbox where rule_id = $1', [hook.ruleId]);
      expect(rows[0]).toMatchObject({ headers, event });
      expect(JSON.stringify(rows)).not.toContain(secret);
      const runs = await query(harness.db, 'select trigger_details, trigger_summary from runs where id = $1', [
        answers[0]!.data.runId,
      ]);
      expect(runs.rows[0]).toMatchObject({ trigger_details: { eventName: 'order.paid' } });
      expect((await post(hook.hookId, scheme.sign(event, scheme.newSecret()))).status).toBe(401);
      expect(await counts(hook)).toEqual({ inbox: 2, runs: 2 });
    },
  );

  it('answers Slack’s challenge as Slack reads it, and nobody else’s', async () => {
    const scheme = schemeOf('slack', {});
    const secret = scheme.newSecret();
    const hook = await harness.makeHook({ scheme: 'slack', secret });
    const ask = async (with_: string) => {
      const { body, headers } = scheme.sign({ type: 'url_verification', challenge: 'a word' }, with_);
      const reply = await fetch(`${url}/hooks/${hook.hookId}`, { method: 'POST', body, headers });
      return { status: reply.status, body: await reply.json() };
    };
    expect(await ask(secret)).toEqual({ status: 200, body: { challenge: 'a word' } });
    const refused = await ask(scheme.newSecret());
    expect(refused.status).toBe(401);
    expect(JSON.stringify(refused.body)).not.toContain('a word');
    expect(await counts(hook)).toEqual(nothing);
  });

  it('refuses a Stripe event without an id: nothing could tell it from the next', async () => {
    const secret = 'whsec_0123456789abcdef';
    const hook = await harness.makeHook({ scheme: 'stripe', secret });
    const [at, body] = [Math.floor(Date.now() / 1000).toString(), '{"type":"invoice.paid"}'];
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` };
    expect(await post(hook.hookId, { body, headers })).toMatchObject({
      status: 400,
      error: { code: 'missing-delivery-id' },
    });
    expect(await counts(hook)).toEqual(nothing);
  });
});

async function describeWorkflow(runId: string) {
  try {
    return await harness.client.workflow.getHandle(workflowIdOfRun(runId)).describe();
  } catch {
    return undefined;
  }
}
