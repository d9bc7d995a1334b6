import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationRule, listen, RuleVersion } from '@jarvis/database';
import { workflowIdOfRun } from '@jarvis/plan';
import { signGithubDelivery, until } from '@jarvis/testing';
import { z } from 'zod';
import { plan, query, startHarness, type Harness, type MadeHook } from './harness.js';

let harness: Harness;
let url: string;

beforeAll(async () => {
  harness = await startHarness();
  ({ url } = await harness.startApp());
});
afterAll(() => harness.stop());

const Answer = z.object({ data: z.object({ deliveryId: z.string(), runId: z.uuid().nullable() }) });
const closedOnly = { if: '${{ event.action == "closed" }}' };

async function deliver(hook: MadeHook, event: object, delivery = signGithubDelivery(event, hook.secret)) {
  const response = await fetch(`${url}/hooks/${hook.hookId}`, { method: 'POST', ...delivery });
  return { status: response.status, ...Answer.parse(await response.json()).data };
}
const settled = ({ ruleId }: MadeHook) =>
  until(async () => {
    const { rows } = await query(harness.db, 'select status, run_id, error, duplicates from inbox where rule_id = $1', [
      ruleId,
    ]);
    return rows.length > 0 && rows.every(({ status }) => status !== 'judging' && status !== 'received') && rows;
  });
const runsOf = async (ruleId: string) =>
  (await query(harness.db, 'select id, status, error, trigger_details, event from runs where rule_id = $1', [ruleId]))
    .rows;

describe('a delivery to a rule with a filter', () => {
  it('starts its run when it passes, with what a delivery always brings', async () => {
    const hook = await harness.makeHook({ trigger: closedOnly });
    const answer = await deliver(hook, { action: 'closed', number: 1 });
    expect(answer).toMatchObject({ status: 202, runId: null });
    await settled(hook);
    const [run, ...others] = await runsOf(hook.ruleId);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      status: 'queued',
      event: { action: 'closed', number: 1 },
      trigger_details: { kind: 'webhook', deliveryId: answer.deliveryId, headers: { 'x-github-event': 'issues' } },
    });
    await until(() =>
      harness.client.workflow
        .getHandle(workflowIdOfRun(String(run?.['id'])))
        .describe()
        .catch(() => false as const),
    );
  });

  it('starts nothing when it does not pass, is kept, and comes again as often as its sender likes', async () => {
    const hook = await harness.makeHook({ trigger: closedOnly });
    const delivery = signGithubDelivery({ action: 'opened' }, hook.secret);
    const first = await deliver(hook, {}, delivery);
    await settled(hook);
    const again = await deliver(hook, {}, delivery);
    expect([first.status, again.status, again.runId]).toEqual([202, 202, null]);
    expect(await settled(hook)).toMatchObject([{ status: 'filtered', duplicates: 1 }]);
    expect(await runsOf(hook.ruleId)).toEqual([]);
  });

  it('is a failed run that people are told of when the filter cannot be evaluated', async () => {
    const hook = await harness.makeHook({ trigger: { if: 'event.issue.state == "open"' } });
    await deliver(hook, { action: 'closed' });
    expect(await settled(hook)).toMatchObject([{ status: 'failed', error: expect.stringContaining('filter') }]);
    const [run] = await runsOf(hook.ruleId);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'ExpressionError' }, event: { action: 'closed' } });
    const { rows } = await query(
      harness.db,
      `select key from outbox where topic = 'notify' and payload::text like $1`,
      [`%${String(run?.['id'])}%`],
    );
    expect(rows).toHaveLength(1);
    await expect(
      harness.client.workflow.getHandle(workflowIdOfRun(String(run?.['id']))).describe(),
    ).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
  });

  it('is judged once by many processes, also when the one that took it in said nothing', async () => {
    const hook = await harness.makeHook({ trigger: closedOnly });
    await harness.startApp();
    for (let at = 0; at < 5; at += 1)
      await harness.db.database.systemQuery('select accept_delivery($1, $2, $3, $4, $5, $6, $7, $8)', [
        hook.hookId,
        `delivery-${at.toString()}`,
        randomUUID(),
        at.toString(),
        JSON.stringify({ action: at % 2 === 0 ? 'closed' : 'opened' }),
        {},
        'Something',
        { kind: 'webhook', eventName: 'issues' },
      ]);
    const rows = await settled(hook);
    expect(rows.map(({ status }) => status).sort()).toEqual(['filtered', 'filtered', 'started', 'started', 'started']);
    expect(await runsOf(hook.ruleId)).toHaveLength(3);
  });
});

describe('an event that several rules listen to', () => {
  async function listener(name: string, trigger: object): Promise<string> {
    const { observatoryId } = harness.ours;
    return harness.db.database.tenant(observatoryId, async (manager) => {
      const rule = await manager.save(
        manager.create(AutomationRule, { observatoryId, name: 'Hear', triggerType: 'event', draft: {}, enabled: true }),
      );
      const version = await manager.save(
        manager.create(RuleVersion, {
          observatoryId,
          ruleId: rule.id,
          version: 1,
          definition: { trigger },
          plan,
          planHash: plan.hash,
        }),
      );
      await manager.update(AutomationRule, { id: rule.id }, { publishedVersionId: version.id });
      await listen(manager, { observatoryId, ruleId: rule.id, to: { source: 'rules', name } });
      return rule.id;
    });
  }
  const tell = (name: string, body: object) =>
    harness.db.database.tenant(harness.ours.observatoryId, async (manager) => {
      const rows: unknown = await manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'A shop', $4)
         returning id`,
        [harness.ours.observatoryId, name, randomUUID(), body],
      );
      return z.tuple([z.object({ id: z.uuid() })]).parse(rows)[0].id;
    });
  const outcomes = (eventId: string) =>
    until(async () => {
      const { rows } = await query(
        harness.db,
        'select rule_id, status, run_id is not null as ran from event_runs where event_id = $1',
        [eventId],
      );
      return rows.every(({ status }) => status !== 'judging') && rows;
    });

  it('is judged by each filter for itself', async () => {
    const [every, large, broken] = [
      await listener('order.paid', {}),
      await listener('order.paid', { if: 'event.total > 100' }),
      await listener('order.paid', { if: 'event.nothing > 100' }),
    ];
    const small = await tell('order.paid', { total: 7 });
    expect(await outcomes(small)).toEqual(
      expect.arrayContaining([
        { rule_id: every, status: 'started', ran: true },
        { rule_id: large, status: 'filtered', ran: false },
        { rule_id: broken, status: 'started', ran: true },
      ]),
    );
    await outcomes(await tell('order.paid', { total: 700 }));
    expect(await runsOf(large)).toMatchObject([
      { status: 'queued', event: { total: 700 }, trigger_details: { kind: 'event', eventName: 'order.paid' } },
    ]);
    expect((await runsOf(broken)).map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
});
