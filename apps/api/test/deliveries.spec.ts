import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signGithubDelivery, until } from '@jarvis/testing';
import { z } from 'zod';
import { DeliveryRetention } from '../src/deliveries/delivery-retention.js';
import { TestApi, type Person } from './support/api.js';
import { publishRule } from './support/rules.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
let hook: { ruleId: string; url: string; secret: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());
beforeEach(async () => {
  const source = `{ format: 1, name: Heard, trigger: { kind: webhook, signature: github },
    steps: [{ id: end, kind: stop, outcome: succeeded }] }`;
  const { ruleId, webhook } = await publishRule(api, owner.token, source);
  hook = { ruleId, url: new URL(webhook?.url ?? '').pathname, secret: webhook?.secret ?? '' };
});

const sign = (event: object, id: string = randomUUID()) => {
  const { body, headers } = signGithubDelivery(event, hook.secret);
  return { raw: body, headers: { ...headers, 'x-github-delivery': id } as Record<string, string> };
};
const deliver = (event: object, id?: string) => api.call('POST', hook.url, sign(event, id));
const ask = (method: 'GET' | 'POST', path: string, more: { token?: string; headers?: Record<string, string> } = {}) =>
  api.call(method, `/api/v1/rules/${hook.ruleId}/${path}`, { token: owner.token, ...more });
const List = z.object({
  deliveries: z.array(
    z.looseObject({ id: z.uuid(), outcome: z.string(), run: z.looseObject({ id: z.uuid() }).nullable() }),
  ),
  refused: z.array(z.looseObject({ code: z.string(), count: z.int() })),
});
const list = async () => (await ask('GET', 'deliveries')).data(List);
/** Numbers in the events of the rule's runs, in the order of the runs. */
const ran = async () =>
  (await api.query(`select event->'n' as n from runs where rule_id = $1 order by created_at`, [hook.ruleId])).map(
    ({ n }) => n,
  );
const end = (runId: string) =>
  api.query(`update runs set status = 'succeeded', started_at = now(), finished_at = now() where id = $1`, [runId]);

describe('the deliveries of a rule', () => {
  it('are listed with what became of them, newest first, and shown without their signature', async () => {
    await deliver({ n: 1 }, 'first');
    await deliver({ n: 2 }, 'second');
    await deliver({ n: 2 }, 'second');
    const { deliveries } = await list();
    expect(deliveries).toMatchObject([
      { deliveryId: 'second', outcome: 'started', answerStatus: 202, duplicates: 1, run: { status: 'queued' } },
      { deliveryId: 'first', outcome: 'started', duplicates: 0, redeliveryOf: null },
    ]);
    const detail = await ask('GET', `deliveries/${deliveries[0]?.id ?? ''}`);
    expect(detail.body).toMatchObject({ data: { event: { n: 2 }, headers: { 'x-github-event': 'issues' } } });
    expect(JSON.stringify(detail.body)).not.toContain('sha256=');
  });

  it('are counted by reason where they were refused, and nothing of them is kept', async () => {
    const forged = sign({ n: 'a text of a stranger' });
    forged.headers['x-hub-signature-256'] = `sha256=${'0'.repeat(64)}`;
    for (let at = 0; at < 5; at += 1) await api.call('POST', hook.url, forged);
    const list = await until(async () => {
      const found = (await ask('GET', 'deliveries')).data(List);
      return found.refused[0]?.count === 5 && found;
    });
    expect(list.deliveries).toEqual([]);
    expect(list.refused).toMatchObject([{ code: 'bad-signature', httpStatus: 401, reason: expect.any(String) }]);
    const rows = await api.query('select r::text as row from webhook_refusals r');
    expect(JSON.stringify(rows)).not.toContain('stranger');
  });

  it('are forgotten but for the last twenty, which an id that was here before does not notice', async () => {
    for (let n = 0; n < 23; n += 1) await deliver({ n }, `d${n.toString()}`);
    await api.app.get(DeliveryRetention).sweep();
    expect((await list()).deliveries).toHaveLength(20);
    const forgotten = await api.query(
      `select delivery_id, event, headers from inbox where rule_id = $1 and not kept order by delivery_id`,
      [hook.ruleId],
    );
    expect(forgotten).toEqual(['d0', 'd1', 'd2'].map((id) => ({ delivery_id: id, event: null, headers: {} })));
    expect((await deliver({ n: 0 }, 'd0')).status).toBe(202);
    expect(await ran()).toHaveLength(23);
  });

  it('are nobody else’s', async () => {
    await deliver({ n: 1 });
    const [one] = (await list()).deliveries;
    const stranger = await api.observatory();
    const { token } = stranger;
    for (const path of ['deliveries', `deliveries/${one?.id ?? ''}`])
      expect((await ask('GET', path, { token })).status).toBe(404);
    for (const path of [`deliveries/${one?.id ?? ''}/redeliver`, 'webhook/pause', 'webhook/resume'])
      expect((await ask('POST', path, { token })).status).toBe(404);
    const viewer = await api.member(owner.observatoryId, 'viewer');
    expect((await ask('POST', 'webhook/pause', { token: viewer.token })).status).toBe(403);
  });
});

describe('delivering again', () => {
  const again = (id: string, headers: Record<string, string> = {}) =>
    ask('POST', `deliveries/${id}/redeliver`, { headers });

  it('is a new run of the same event, once for a key, linked to the run before and written down', async () => {
    await deliver({ n: 7 }, 'only');
    const [first] = (await list()).deliveries;
    const runId = first?.run?.id ?? '';
    expect((await again(first?.id ?? '')).error).toMatchObject({ code: 'run-open' });
    await end(runId);
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([again(first?.id ?? '', key), again(first?.id ?? '', key)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const made = new Set(answers.map((answer) => answer.data(z.object({ runId: z.uuid() })).runId));
    expect(made.size).toBe(1);
    const runs = await api.query('select replay_of, event, trigger_summary from runs where id = any($1)', [[...made]]);
    expect(runs).toMatchObject(
      [{ replay_of: runId, event: { n: 7 }, trigger_summary: /^Delivered again: / }].map((run) => ({
        ...run,
        trigger_summary: expect.stringMatching(run.trigger_summary),
      })),
    );
    expect((await list()).deliveries).toMatchObject([{ redeliveryOf: first?.id }, { id: first?.id }]);
    const audit = await api.query(
      `select actor_id from audit_log where action = 'delivery.redelivered' and entity_id = $1`,
      [[...made][0]],
    );
    expect(audit).toHaveLength(1);
  });

  it('is its own event alone where a rule collects many, whichever run it was in', async () => {
    const source = `{ format: 1, name: Heard, trigger: { kind: webhook, signature: github },
      limits: { batch: { size: 2, within: 1h } }, steps: [{ id: end, kind: stop, outcome: succeeded }] }`;
    const { ruleId, webhook } = await publishRule(api, owner.token, source);
    hook = { ruleId, url: new URL(webhook?.url ?? '').pathname, secret: webhook?.secret ?? '' };
    // An event may look like a list of events.
    const events = [{ n: 1 }, { items: [{ n: 2 }] }];
    for (const [at, event] of events.entries()) await deliver(event, `d${at.toString()}`);
    await until(async () => (await list()).deliveries.some(({ run }) => run?.['status'] === 'skipped'));
    const [taken, first] = (await list()).deliveries;
    await end(first?.run?.id ?? '');
    const eventOf = async (reply: Awaited<ReturnType<typeof again>>) => {
      const { runId } = reply.data(z.object({ runId: z.uuid() }));
      return (await api.query('select event from runs where id = $1', [runId]))[0]?.['event'];
    };
    expect(await eventOf(await again(first?.id ?? ''))).toEqual({ items: [events[0]] });
    expect(await eventOf(await again(taken?.id ?? ''))).toEqual({ items: [events[1]] });
  });

  it('starts what a filter had kept back', async () => {
    const [row] = await api.query(
      `insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, run_id, status, summary)
       select observatory_id, rule_id, 'hook:' || id, scheme, 'kept', '', '{"n": 3}', gen_random_uuid(), 'filtered', 'issues'
       from webhook_endpoints where rule_id = $1 returning id`,
      [hook.ruleId],
    );
    expect((await again(String(row?.['id']))).status).toBe(202);
    expect(await ran()).toEqual([3]);
    const [run] = await api.query('select trigger_type, trigger_details from runs where rule_id = $1', [hook.ruleId]);
    expect(run).toMatchObject({ trigger_type: 'webhook', trigger_details: { deliveryId: 'kept' } });
  });
});

describe('a paused webhook', () => {
  const held = async () =>
    (await ask('GET', 'webhook')).data(z.looseObject({ held: z.int(), pausedAt: z.string().nullable() }));

  it('answers as ever, starts nothing, and starts all in order when it is resumed', async () => {
    expect((await ask('POST', 'webhook/pause')).status).toBe(200);
    for (let n = 0; n < 130; n += 1) {
      const { status, body } = await deliver({ n }, `d${n.toString()}`);
      expect([status, body]).toMatchObject([202, { data: { deliveryId: `d${n.toString()}`, runId: null } }]);
    }
    expect((await deliver({ n: 0 }, 'd0')).body).toMatchObject({ data: { deliveryId: 'd0', runId: null } });
    expect([await held(), await ran()]).toMatchObject([{ held: 130, pausedAt: expect.any(String) }, []]);
    expect((await ask('POST', 'webhook/resume')).body).toMatchObject({
      data: { held: 0, released: 130, pausedAt: null },
    });
    expect(await ran()).toEqual(Array.from({ length: 130 }, (_, n) => n));
    const starts = await api.query(
      `select r.event->'n' as n from outbox o join runs r on o.key = 'start-run/' || r.id where r.rule_id = $1 order by o.id`,
      [hook.ruleId],
    );
    expect(starts.map(({ n }) => n)).toEqual(await ran());
    await deliver({ n: 130 });
    expect(await ran()).toHaveLength(131);
  });

  it('loses and doubles nothing of what comes while it is paused and resumed again and again', async () => {
    const sent: Promise<unknown>[] = [];
    for (let n = 0; n < 60; n += 1) {
      sent.push(deliver({ n }, `d${n.toString()}`), deliver({ n }, `d${n.toString()}`));
      if (n % 10 === 0) sent.push(ask('POST', n % 20 === 0 ? 'webhook/pause' : 'webhook/resume'));
    }
    await Promise.all(sent);
    await ask('POST', 'webhook/resume');
    expect((await ran()).map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect((await list()).deliveries.every(({ outcome }) => outcome === 'started')).toBe(true);
  });

  it('asks senders to come later once it keeps a thousand, but for what it has', async () => {
    await ask('POST', 'webhook/pause');
    await deliver({ n: 0 }, 'first');
    await api.query(
      `insert into inbox (observatory_id, rule_id, source, scheme, delivery_id, body_hash, event, run_id, status)
       select observatory_id, rule_id, 'hook:' || id, scheme, 'x' || n, '', '{}', gen_random_uuid(), 'held'
       from webhook_endpoints, generate_series(1, 999) n where rule_id = $1`,
      [hook.ruleId],
    );
    const refused = await deliver({ n: 1 });
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '60' }, error: { code: 'webhook-full' } });
    expect((await deliver({ n: 0 }, 'first')).status).toBe(202);
    expect(await held()).toMatchObject({ held: 1000 });
  });

  it('is not a rule that is off: that one refuses, and nothing held starts while it is', async () => {
    await ask('POST', 'webhook/pause');
    await deliver({ n: 1 });
    await ask('POST', 'disable');
    expect((await deliver({ n: 2 })).status).toBe(410);
    expect((await ask('POST', 'webhook/resume')).error).toMatchObject({ code: 'rule-off' });
    expect([await held(), await ran()]).toMatchObject([{ held: 1 }, []]);
    await ask('POST', 'enable');
    await ask('POST', 'webhook/resume');
    expect(await ran()).toEqual([1]);
  });
});
