import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import { AutomationRule, closeRun, listen, Run, RuleVersion, WebhookEndpoint } from '@jarvis/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Events1764150100000 } from '../src/migrations/1764150100000-events.js';
import { EventWaits1764250200000 } from '../src/migrations/1764250200000-event-waits.js';
import { WebhookSettings1764150000000 } from '../src/migrations/1764150000000-webhook-settings.js';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());

/** A published rule that is on, with this trigger in its definition. */
async function ruleWith(observatoryId: string, trigger: Record<string, string>) {
  const rule = await makeRule(db.database, observatoryId);
  await db.database.tenant(observatoryId, async (manager) => {
    const version = await manager.save(
      manager.create(RuleVersion, {
        observatoryId,
        ruleId: rule.ruleId,
        version: 2,
        definition: { trigger },
        plan: {},
        planHash: 'b'.repeat(64),
      }),
    );
    await manager.update(AutomationRule, { id: rule.ruleId }, { publishedVersionId: version.id });
  });
  return rule;
}

it('goes back and forth over rules, runs and endpoints that are there', async () => {
  const { observatoryId } = await createWorkspace(db);
  const [failing, called] = [await makeRule(db.database, observatoryId), await makeRule(db.database, observatoryId)];
  const { scope } = await makeRun(db.database, failing);
  const [alert, told, callee, unpublished] = [
    await ruleWith(observatoryId, { kind: 'event', name: 'run.failed' }),
    await ruleWith(observatoryId, { kind: 'event', name: 'order.paid' }),
    await ruleWith(observatoryId, { kind: 'rule' }),
    await ruleWith(observatoryId, { kind: 'rule' }),
  ];
  const hookId = 'a'.repeat(32);
  await db.database.tenant(observatoryId, async (manager) => {
    await listen(manager, { ...called, to: { source: 'jarvis', name: 'run.failed' } });
    await closeRun(manager, { scope, records: [], status: 'failed' });
    await manager.update(AutomationRule, { id: called.ruleId }, { triggerType: 'rule' });
    await manager.update(AutomationRule, { id: callee.ruleId }, { triggerType: 'rule' });
    await manager.update(AutomationRule, { id: unpublished.ruleId }, { publishedVersionId: null });
    // A kind of a later time: the tables take any.
    await manager.query(`update automation_rules set trigger_type = 'poll' where id = $1`, [failing.ruleId]);
    const { ruleId } = failing;
    await manager.insert(WebhookEndpoint, { id: hookId, observatoryId, ruleId, scheme: 'stripe', secret: 'sealed' });
  });

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  const runner = owner.createQueryRunner();
  const steps = [new EventWaits1764250200000(), new Events1764150100000(), new WebhookSettings1764150000000()];
  for (const step of steps) await step.down(runner);
  const client = new pg.Client({ connectionString: db.adminUrl });
  await client.connect();
  const { rows } = await client.query('select scheme, enabled, secret from webhook_endpoints where id = $1', [hookId]);
  // A door of a kind that was not known then is shut.
  expect(rows).toEqual([{ scheme: 'github', enabled: false, secret: null }]);
  await client.end();
  for (const step of [...steps].reverse()) await step.up(runner);
  await runner.release();
  await owner.destroy();

  await db.database.tenant(observatoryId, async (manager) => {
    expect(await manager.findOneBy(AutomationRule, { id: called.ruleId })).toMatchObject({ triggerType: 'manual' });
    // The run that an event started is still there.
    expect(await manager.findBy(Run, { ruleId: called.ruleId })).toMatchObject([{ triggerType: 'event' }]);

    // What is published listens again.
    expect(await manager.findOneBy(AutomationRule, { id: callee.ruleId })).toMatchObject({ triggerType: 'rule' });
    const listening = [
      { rule_id: alert.ruleId, source: 'jarvis', name: 'run.failed' },
      { rule_id: told.ruleId, source: 'rules', name: 'order.paid' },
      { rule_id: callee.ruleId, source: 'calls', name: callee.ruleId },
    ];
    const heard: unknown = await manager.query('select rule_id, source, name from event_listeners');
    expect(heard).toHaveLength(listening.length);
    expect(heard).toEqual(expect.arrayContaining(listening));
  });
  const next = await makeRun(db.database, failing);
  await db.database.tenant(observatoryId, async (manager) => {
    await closeRun(manager, { scope: next.scope, records: [], status: 'failed' });
    expect(await manager.findBy(Run, { ruleId: alert.ruleId })).toMatchObject([{ triggerType: 'event' }]);
  });
});
