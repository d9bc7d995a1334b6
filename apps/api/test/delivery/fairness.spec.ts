import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AutomationRule, enqueue, requestRun, RuleVersion } from '@jarvis/database';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import { z } from 'zod';
import { OutboxQueries } from '../../src/relay/outbox.queries.js';
import { query } from './harness.js';

jest.setTimeout(120_000);

const BATCH = 4;
const Claimed = z.array(z.object({ id: z.string(), observatory_id: z.string(), topic: z.string(), lane: z.string() }));

let db: TestDatabase;
let ours: Workspace;
let theirs: Workspace;

beforeAll(async () => {
  db = await startTestDatabase();
  [ours, theirs] = [await createWorkspace(db), await createWorkspace(db)];
});
afterAll(() => db.stop());
beforeEach(() => query(db, 'delete from outbox'));

async function makeRule({
  observatoryId,
}: Workspace): Promise<{ ruleId: string; queue: (count: number) => Promise<void> }> {
  const { ruleId, ruleVersionId } = await db.database.tenant(observatoryId, async (manager) => {
    const rule = await manager.save(
      manager.create(AutomationRule, { observatoryId, name: 'Rule', triggerType: 'webhook', draft: {}, enabled: true }),
    );
    const version = await manager.save(
      manager.create(RuleVersion, {
        observatoryId,
        ruleId: rule.id,
        version: 1,
        definition: {},
        plan: {},
        planHash: 'a'.repeat(64),
      }),
    );
    return { ruleId: rule.id, ruleVersionId: version.id };
  });
  const queue = (count: number) =>
    db.database.tenant(observatoryId, async (manager) => {
      for (let index = 0; index < count; index += 1) {
        await requestRun(manager, {
          observatoryId,
          ruleId,
          ruleVersionId,
          planHash: 'a'.repeat(64),
          triggerType: 'manual',
          triggerSummary: 'By hand',
          event: null,
        });
      }
    });
  return { ruleId, queue };
}

/** What the relay does, until nothing is due: the lane of each message in the order it is sent. */
async function drain(outbox: OutboxQueries, most = Infinity): Promise<z.infer<typeof Claimed>> {
  const sent: z.infer<typeof Claimed> = [];
  while (sent.length < most) {
    const batch = Claimed.parse(await outbox.claim(BATCH));
    if (batch.length === 0) break;
    sent.push(...batch);
    await outbox.settle(batch.map(({ id }) => id));
  }
  return sent;
}

describe('the order of delivery', () => {
  it('lets nobody wait behind the backlog of another rule or observatory', async () => {
    const [busy, neighbour, other] = [await makeRule(ours), await makeRule(ours), await makeRule(theirs)];
    await busy.queue(60);
    await neighbour.queue(3);
    await other.queue(3);
    const sent = await drain(new OutboxQueries(db.database));
    expect(sent).toHaveLength(66);
    const last = (ruleId: string) => sent.findLastIndex(({ lane }) => lane === ruleId);
    // Turns: three rules at most, so the third message of each is among the first twelve or so.
    expect(last(neighbour.ruleId)).toBeLessThan(3 * BATCH);
    expect(last(other.ruleId)).toBeLessThan(3 * BATCH);
    expect(last(busy.ruleId)).toBe(65);
  });

  it('gives an observatory with many busy rules no more than one with a single rule', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => makeRule(ours)));
    const single = await makeRule(theirs);
    for (const rule of many) await rule.queue(10);
    await single.queue(10);
    const sent = await drain(new OutboxQueries(db.database));
    const firstTwenty = sent.slice(0, 20);
    expect(firstTwenty.filter(({ lane }) => lane === single.ruleId)).toHaveLength(10);
    // And its own rules take turns.
    const turns = firstTwenty.filter(({ lane }) => lane !== single.ruleId).map(({ lane }) => lane);
    expect(new Set(turns.slice(0, 6)).size).toBe(6);
  });

  it('sends decisions past a backlog of starts', async () => {
    const busy = await makeRule(ours);
    await busy.queue(40);
    const { observatoryId } = ours;
    await db.database.tenant(observatoryId, (manager) =>
      enqueue(manager, { observatoryId, topic: 'cancel-run', key: 'cancel-run/x', payload: { runId: 'x' } }),
    );
    const sent = await drain(new OutboxQueries(db.database), BATCH);
    expect(sent.map(({ topic }) => topic)).toContain('cancel-run');
  });

  it('gives two processes different messages, and both of them work while there is some', async () => {
    const busy = await makeRule(ours);
    await busy.queue(40);
    const processes = [new OutboxQueries(db.database), new OutboxQueries(db.database)];
    const sent = (await Promise.all(processes.map((outbox) => drain(outbox)))).flat();
    expect(sent).toHaveLength(40);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(40);
  });
});
