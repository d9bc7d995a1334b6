import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase } from '@jarvis/testing';
import { AutomationRule, closeRun, listen, Run, WebhookEndpoint } from '@jarvis/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Events1764150100000 } from '../src/migrations/1764150100000-events.js';
import { WebhookSettings1764150000000 } from '../src/migrations/1764150000000-webhook-settings.js';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());

it('goes back and forth over rules, runs and endpoints that are there', async () => {
  const { observatoryId } = await createWorkspace(db);
  const [failing, called] = [await makeRule(db.database, observatoryId), await makeRule(db.database, observatoryId)];
  const { scope } = await makeRun(db.database, failing);
  const hookId = 'a'.repeat(32);
  await db.database.tenant(observatoryId, async (manager) => {
    await listen(manager, { ...called, to: { source: 'jarvis', name: 'run.failed' } });
    await closeRun(manager, { scope, records: [], status: 'failed' });
    await manager.update(AutomationRule, { id: called.ruleId }, { triggerType: 'rule' });
    const { ruleId } = failing;
    await manager.insert(WebhookEndpoint, { id: hookId, observatoryId, ruleId, scheme: 'stripe', secret: 'sealed' });
  });

  const owner = await new DataSource({ type: 'postgres', url: db.ownerUrl }).initialize();
  const runner = owner.createQueryRunner();
  const steps = [new Events1764150100000(), new WebhookSettings1764150000000()];
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
  });
});
