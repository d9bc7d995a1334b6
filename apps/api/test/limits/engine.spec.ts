import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workflowIdOfRun } from '@jarvis/plan';
import { until } from '@jarvis/testing';
import { Client, Connection } from '@temporalio/client';
import { ReconcilerService } from '../../src/relay/reconciler.service.js';
import { startEngine, type TestEngine } from '../support/engine.js';
import { LimitedRule } from './support.js';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine('http://127.0.0.1:9');
});
afterAll(() => engine.stop());

const publish = (limits: object, steps?: object[]) => LimitedRule.publish(engine.api, engine.owner, limits, steps);
const waiting = [{ id: 'pause', kind: 'wait', for: '24h' }];
const statuses = async (rule: LimitedRule) => (await rule.runs()).map(({ status }) => status);

describe('runs that limits hold back, with Temporal and a worker', () => {
  it('run one after the other, in their order', async () => {
    const rule = await publish({ concurrency: { limit: 1, key: '${{ event.shop }}' } });
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await rule.happen(numbers, { shop: 'north' });
    await until(async () => (await statuses(rule)).every((status) => status === 'succeeded'), {
      seen: () => statuses(rule),
    });
    const rows = await engine.api.query(
      `select (event ->> 'number')::int as number, started_at >= lag(finished_at) over (order by started_at) as after
       from runs where rule_id = $1 order by started_at`,
      [rule.ruleId],
    );
    expect(rows.map(({ number }) => number)).toEqual(numbers);
    expect(rows.slice(1).filter(({ after }) => after !== true)).toEqual([]);
  });

  it('cancel the oldest that is under way where they replace it, and wait until it has ended', async () => {
    const rule = await publish({ concurrency: { limit: 1, whenFull: 'replace' } }, waiting);
    await rule.happen([1]);
    await until(async () => (await statuses(rule))[0] === 'waiting');
    await rule.happen([2]);
    await until(async () => (await statuses(rule)).join() === 'cancelled,waiting', { seen: () => statuses(rule) });
  });

  it('get the place of a run that was terminated in Temporal UI', async () => {
    const rule = await publish({ concurrency: { limit: 1 } }, waiting);
    await rule.happen([1, 2]);
    await until(async () => (await statuses(rule)).join() === 'waiting,queued', { seen: () => statuses(rule) });
    const { address, namespace } = engine.temporal;
    const connection = await Connection.connect({ address });
    try {
      const [first] = await rule.runs();
      const { workflow } = new Client({ connection, namespace });
      await workflow.getHandle(workflowIdOfRun(first?.id ?? '')).terminate('by hand');
    } finally {
      await connection.close();
    }
    await until(async () => {
      await engine.api.app.get(ReconcilerService).reconcile({ quietSeconds: 0 });
      return (await statuses(rule)).join() === 'cancelled,waiting';
    });
  });
});
