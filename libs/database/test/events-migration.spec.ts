import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import {
  AutomationRule,
  closeRun,
  listen,
  lookBack,
  openEventWait,
  readEventWait,
  Run,
  RuleVersion,
  WebhookEndpoint,
} from '@jarvis/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Events1764150100000 } from '../src/migrations/1764150100000-events.js';
import { EventWaits1764250200000 } from '../src/migrations/1764250200000-event-waits.js';
import { LookBack1764260200000 } from '../src/migrations/1764260200000-look-back.js';
import { WebhookSettings1764150000000 } from '../src/migrations/1764150000000-webhook-settings.js';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  db = await startTestDatabase();
  admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.stop();
});

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
  const steps = [
    new LookBack1764260200000(),
    new EventWaits1764250200000(),
    new Events1764150100000(),
    new WebhookSettings1764150000000(),
  ];
  for (const step of steps) await step.down(runner);
  const { rows } = await admin.query('select scheme, enabled, secret from webhook_endpoints where id = $1', [hookId]);
  // A door of a kind that was not known then is shut.
  expect(rows).toEqual([{ scheme: 'github', enabled: false, secret: null }]);
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

it('goes back and forth over waits that are open', async () => {
  const { observatoryId } = await createWorkspace(db);
  const rule = await makeRule(db.database, observatoryId);
  const { scope } = await makeRun(db.database, rule);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const open = async (order: number, looks: boolean): Promise<string> => {
    const where = { order };
    const wait = { scope, stepPath: 'steps[0]', iteration: order.toString(), event: 'order.paid', where, expiresAt };
    const waitId = String((await db.database.tenant(observatoryId, (manager) => openEventWait(manager, wait)))?.id);
    if (looks) await lookBack(db.database, { observatoryId, waitId });
    return waitId;
  };
  const emit = (order: number) =>
    db.database.tenant(observatoryId, (manager) =>
      manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', 'order.paid', $2, '', $3)`,
        [observatoryId, order.toString(), { order }],
      ),
    );
  const read = (id: string) => db.database.tenant(observatoryId, (manager) => readEventWait(manager, id));

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  const runner = owner.createQueryRunner();
  const [later, earlier] = [new LookBack1764260200000(), new EventWaits1764250200000()];
  const ids = [await open(1, true), await open(2, false), await open(3, true), await open(4, true)];
  await emit(1);
  await later.down(runner);
  // Waits that are open hear of events before and after.
  await emit(2);
  await later.up(runner);
  await emit(3);
  const bodies = (await Promise.all(ids.map(read))).map((wait) => wait?.body);
  expect(bodies).toEqual([{ order: 1 }, { order: 2 }, { order: 3 }, null]);

  await later.down(runner);
  await earlier.down(runner);
  const { rows } = await admin.query(`select 1 from outbox where topic = 'signal-event'`);
  expect(rows).toEqual([]);
  await earlier.up(runner);
  await later.up(runner);
  await runner.release();
  await owner.destroy();
  const again = await open(5, true);
  await emit(5);
  expect(await read(again)).toMatchObject({ status: 'met', body: { order: 5 } });
});
