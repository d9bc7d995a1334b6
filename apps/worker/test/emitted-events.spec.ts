import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '@jarvis/database';
import { rehearsePlan } from '@jarvis/rehearsal';
import { Engine } from './support/engine.js';
import { action, planOf } from './support/plans.js';

describe('core.emit-event and core.run-rule', () => {
  let engine: Engine;
  let ruleId: string;
  const plan = planOf([action('tell', 'core.emit-event', { name: 'order.paid', body: { number: 7 } })]);
  const started = () =>
    engine.rows('select event, trigger_type, trigger_details from runs where rule_id = $1', [ruleId]);
  beforeAll(async () => {
    engine = await Engine.start();
    const { observatoryId } = engine;
    const rule = await engine.publish(planOf([action('log', 'core.log', { title: 'Paid' })]), {
      trigger: { kind: 'event', name: 'order.paid' },
    });
    ruleId = rule.id;
    await engine.db.database.tenant(observatoryId, (manager) =>
      listen(manager, { observatoryId, ruleId, to: { source: 'rules', name: 'order.paid' } }),
    );
  });
  afterAll(() => engine.stop());

  it('fails its step with words when it calls a rule that cannot be called', async () => {
    const [known, unknown] = [ruleId, '018f0000-0000-7000-8000-000000000001'];
    for (const rule of [known, unknown]) {
      const { runId, handle } = await engine.run(planOf([action('call', 'core.run-rule', { rule })]));
      await expect(handle.result()).rejects.toThrow();
      const [run] = await engine.rows('select error from runs where id = $1', [runId]);
      expect(run).toMatchObject({
        error: {
          code: 'not-found',
          message: expect.stringContaining(rule),
          hint: expect.stringContaining('switched on'),
        },
      });
    }
  });

  it('fails its step with words when what it tells is larger than an event may be once its numbers are written out', async () => {
    const body = { numbers: Array.from({ length: 4_000 }, () => 1e300) };
    const { runId, handle } = await engine.run(
      planOf([action('tell', 'core.emit-event', { name: 'order.paid', body })]),
    );
    await expect(handle.result()).rejects.toThrow();
    const [run] = await engine.rows('select error from runs where id = $1', [runId]);
    expect(run).toMatchObject({
      error: { code: 'invalid-input', message: expect.stringContaining('tells other rules is 1') },
    });
    expect(await engine.rows(`select id from events where cause_run_id = $1 and source = 'rules'`, [runId])).toEqual(
      [],
    );
    expect(await started()).toEqual([]);
  });

  it('tells nobody in a rehearsal', async () => {
    const rehearsed = await rehearsePlan(engine.rehearsal, {
      taskQueue: `${engine.taskQueue}-rehearsal`,
      plan,
      event: {},
      answers: {},
    });
    expect(rehearsed.status).toBe('succeeded');
    expect(await started()).toEqual([]);
  });

  it('starts the rule that listens, with the step and its line in the ledger', async () => {
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect(await started()).toMatchObject([
      { event: { number: 7 }, trigger_type: 'event', trigger_details: { eventName: 'order.paid' } },
    ]);
    expect(await engine.rows('select action, state from effects where run_id = $1', [runId])).toEqual([
      { action: 'core.emit-event', state: 'confirmed' },
    ]);
    expect(
      await engine.rows('select cause_run_id, depth, through from events where name = $1', ['order.paid']),
    ).toEqual([{ cause_run_id: runId, depth: 0, through: [] }]);
  });
});
