import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rehearsePlan } from '@jarvis/rehearsal';
import { Engine } from './support/engine.js';
import { code, log, planOf } from './support/plans.js';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(async () => {
  await engine.stop();
});

const stepsOf = (runId: string) =>
  engine.rows(
    'select step_id, status, lane, input, output, error, started_at from run_steps where run_id = $1 order by started_at',
    [runId],
  );

describe('code', () => {
  it('computes with what its inputs give, and keeps every digit', async () => {
    const total = code('total', 'return { id, sum: lines.reduce((sum, one) => sum + one.price, 0), at: new Date() };', {
      with: { lines: '${{ event.lines }}', id: '${{ event.id }}' },
    });
    const plan = planOf([total, log('say', '${{ steps.total.output.sum }} of ${{ steps.total.output.id }}')]);
    const id = 8202522731445525542n;
    const { runId, handle } = await engine.run(plan, { id, lines: [{ price: 2.5 }, { price: 4 }] });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const [computed, said] = await stepsOf(runId);
    expect(computed).toMatchObject({ step_id: 'total', status: 'succeeded', lane: 'local', output: { sum: 6.5 } });
    expect(said).toMatchObject({ input: { title: '6.5 of 8202522731445525542' } });
    // The time of the run is that of the step's beginning.
    const begun = computed?.['started_at'];
    expect(computed?.['output']).toMatchObject({ at: begun instanceof Date && begun.toISOString() });
  });

  it.each([
    ['throws', 'const a = 1;\nthrow new Error("no");', {}, 'code-failed', /line 2: Error: no/],
    ['does not end', 'for (;;);', { timeoutMs: 100 }, 'code-timeout', /0.1 s/],
    ['takes all memory', 'const all = []; for (;;) all.push(new Uint8Array(1e6));', {}, 'code-memory', /64 MB/],
    [
      'gives something else than its schema says',
      'return { total: "much" }',
      { outputSchema: { type: 'object', properties: { total: { type: 'number' } } } },
      'code-result',
      /“total” must be number/,
    ],
  ])('that %s fails the step with words, once', async (_, source, more, expected, words) => {
    const { runId, handle } = await engine.run(planOf([code('a', source, more)]));
    await expect(handle.result()).rejects.toThrow();
    const [step] = await stepsOf(runId);
    expect(step).toMatchObject({ status: 'failed', error: { code: expected, message: expect.stringMatching(words) } });
  });

  it('is told by later steps where the rule goes on', async () => {
    const plan = planOf([
      code('a', 'throw new Error("no")', { onError: 'continue' }),
      log('say', '${{ steps.a.error.code }}'),
    ]);
    const { runId, handle } = await engine.run(plan);
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    expect((await stepsOf(runId))[1]).toMatchObject({ input: { title: 'code-failed' } });
  });

  it('that never ends holds up neither the worker nor another observatory', async () => {
    const endless = await Promise.all(
      Array.from({ length: 3 }, () => engine.run(planOf([code('a', 'for (;;);', { timeoutMs: 2_000 })]))),
    );
    const { handle } = await engine.run(planOf([log('say', 'Hi')]));
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    for (const one of endless) await expect(one.handle.result()).rejects.toThrow();
  });

  it('of many runs of one observatory is all computed, in turns', async () => {
    const source = 'let sum = 0; for (let i = 0; i < 1e6; i += 1) sum += i; return sum;';
    const runs = await Promise.all(Array.from({ length: 30 }, () => engine.run(planOf([code('a', source)]))));
    const results = await Promise.all(runs.map(({ handle }) => handle.result()));
    expect(results.filter((result) => result.status === 'succeeded')).toHaveLength(30);
  });

  it('is computed in a rehearsal too, with virtual time', async () => {
    const wait = { kind: 'wait' as const, id: 'w', path: 'w', name: 'w', onError: 'fail' as const, forMs: DAY_MS };
    const later = code('b', 'return Date.now() - before', { with: { before: '${{ steps.a.output }}' } });
    const plan = planOf([code('a', 'return Date.now()'), wait, later]);
    const taskQueue = `${engine.taskQueue}-rehearsal`;
    const { status, steps } = await rehearsePlan(engine.rehearsal, { plan, event: {}, answers: {}, taskQueue });
    expect(status).toBe('succeeded');
    expect(steps.find(({ stepId }) => stepId === 'b')?.output).toBeGreaterThanOrEqual(DAY_MS);
  });
});
