import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decideApproval, listen } from '@jarvis/database';
import { createDataConverter } from '@jarvis/payload-codec';
import type { WorkflowHandle } from '@temporalio/client';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js';
import { decodeArrayFromPayloads, encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { PlanNode } from '@jarvis/steps/nodes';
import { Engine } from './support/engine.js';
import { action, log, planOf, post, reviewedPost, waitForEvent } from './support/plans.js';
import { compile } from './support/processes.js';

// Recorded anew with RECORD_HISTORIES=1: only for histories no running installation can still have.
jest.setTimeout(180_000);

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const bundle = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url));
/** Protects nothing: the recorded histories must open everywhere. */
const key = Buffer.alloc(32, 7);
/** As the protocol has it: smaller than JSON, and nobody edits it by hand. */
const { History } = proto.temporal.api.history.v1;
const recorded = () => readdirSync(folder).filter((name) => name.endsWith('.pb'));

const dataConverter = createDataConverter([{ id: 'k1', key }]);
const read = (name: string) => History.decode(readFileSync(`${folder}${name}`));
const replay = (history: ReturnType<typeof read>) =>
  Worker.runReplayHistory({ workflowBundle: { code: readFileSync(bundle, 'utf8') }, dataConverter }, history);

if (process.env['RECORD_HISTORIES'] === '1') {
  describe('recording', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await Engine.start({}, key);
    });
    afterAll(async () => {
      await engine.stop();
    });

    async function keep(name: string, handle: WorkflowHandle): Promise<void> {
      await handle.result().catch(() => undefined);
      writeFileSync(`${folder}${name}.pb`, History.encode(await handle.fetchHistory()).finish());
    }
    async function answer(runId: string, handle: WorkflowHandle, decision: 'approved' | 'rejected') {
      const { id } = await engine.pendingApproval(runId);
      const approvalId = String(id);
      const { observatoryId, userId } = engine;
      await engine.db.database.tenant(observatoryId, (manager) =>
        decideApproval(manager, { observatoryId, approvalId, decision, userId, via: 'api', wake: true }),
      );
      await handle.signal('decideApproval', { approvalId, decision });
    }

    it.each(['approved', 'rejected'] as const)('a reviewed post, %s', async (decision) => {
      const { runId, handle } = await engine.run(reviewedPost(engine.twitter, `Recorded: ${decision}.`));
      await answer(runId, handle, decision);
      await keep(`reviewed-post-${decision}`, handle);
    });

    it('groups of steps, one of which is left for a step by itself', async () => {
      const note = (index: number, more: Parameters<typeof log>[2] = {}) =>
        log(`n${index}`, `Note ${index}`, { path: `steps[${index}]`, ...more });
      const broken = log('broken', '', { path: 'steps[2].cases[0].steps[1]', onError: 'continue' });
      const branch: PlanNode = {
        kind: 'branch',
        id: 'branch',
        path: 'steps[2]',
        name: 'Branch',
        onError: 'fail',
        cases: [
          {
            if: 'true',
            steps: [
              note(8, { path: 'steps[2].cases[0].steps[0]' }),
              broken,
              note(9, { path: 'steps[2].cases[0].steps[2]' }),
            ],
          },
        ],
        else: [],
      };
      const beside: PlanNode = {
        kind: 'each',
        id: 'loop',
        path: 'steps[3]',
        name: 'Loop',
        onError: 'fail',
        items: '[1, 2, 3]',
        concurrency: 3,
        onItemError: 'stop',
        steps: [note(6, { path: 'steps[3].steps[0]' }), note(7, { path: 'steps[3].steps[1]' })],
      };
      const { handle } = await engine.run(planOf([note(0), note(1), branch, beside, note(4), note(5)]));
      await keep('groups', handle);
    });

    it('a cancelled wait for an answer', async () => {
      const { runId, handle } = await engine.run(reviewedPost(engine.twitter, 'Recorded: cancelled.'));
      await engine.pendingApproval(runId);
      await handle.cancel();
      await keep('reviewed-post-cancelled', handle);
    });

    it('a branch, a wait, fused steps, a failure that goes on, and a stop', async () => {
      const nodes = planOf([
        log('first', 'One'),
        { kind: 'wait', id: 'pause', path: 'steps.pause', name: 'A pause', onError: 'fail', forMs: 300 },
        post(engine.twitter, 'x'.repeat(300), { onError: 'continue' }),
        {
          kind: 'branch',
          id: 'decide',
          path: 'steps.decide',
          name: 'Went wrong?',
          onError: 'fail',
          cases: [{ if: 'steps.post.status == "failed"', steps: [log('second', 'Two'), log('third', 'Three')] }],
          else: [],
        },
        {
          kind: 'stop',
          id: 'end',
          path: 'steps.end',
          name: 'End',
          onError: 'fail',
          outcome: 'rejected',
          message: 'Enough',
        },
      ]);
      const { handle } = await engine.run(nodes);
      await keep('all-kinds', handle);
    });

    it('a loop one after the other, one side by side, and branches of which one is stopped', async () => {
      const base = { onError: 'fail' as const };
      const nodes = planOf([
        {
          kind: 'each',
          ...base,
          id: 'slow',
          path: 'steps[0]',
          name: 'Slow',
          items: '[1, 2]',
          concurrency: 1,
          onItemError: 'stop',
          steps: [log('one', '${{ string(item) }}', { path: 'steps[0].steps[0]' })],
        },
        {
          kind: 'each',
          ...base,
          id: 'fast',
          path: 'steps[1]',
          name: 'Fast',
          items: '[1, 2, 3, 4]',
          concurrency: 3,
          onItemError: 'continue',
          steps: [
            log('two', '${{ item == 2 ? "" : string(item) }}', { path: 'steps[1].steps[0]' }),
            log('three', '${{ string(item) }}', { path: 'steps[1].steps[1]' }),
          ],
        },
        {
          kind: 'parallel',
          ...base,
          id: 'race',
          path: 'steps[2]',
          name: 'Race',
          mode: 'first-success',
          limit: 2,
          branches: [
            {
              name: 'Late',
              steps: [{ kind: 'wait', ...base, id: 'pause', path: 'pause', name: 'A pause', forMs: 3_600_000 }],
            },
            { name: 'Quick', steps: [log('four', 'x')] },
          ],
        },
      ]);
      const { handle } = await engine.run(nodes);
      await keep('loops-and-branches', handle);
    });

    it('an event that came before, one that comes, and one that does not', async () => {
      const nodes = planOf([
        action('tell', 'core.emit-event', { name: 'order.paid', body: {} }),
        waitForEvent('order.paid'),
        waitForEvent('order.sent', { id: 'sent', path: 'steps.sent' }),
        waitForEvent('order.lost', { id: 'lost', path: 'steps.lost', expiresAfterMs: 1000, onNoEvent: 'continue' }),
      ]);
      const { runId, handle } = await engine.run(nodes);
      const { id } = await engine.awaitRow(`select id from event_waits where run_id = $1 and status = 'open'`, [runId]);
      await engine.rows(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', 'order.sent', 'sent', 'A test', '{}')`,
        [engine.observatoryId],
      );
      await handle.signal('eventArrived', { waitId: id });
      await keep('waits-for-events', handle);
    });

    it('a short run that one activity does', async () => {
      const input = { ...(await engine.queue(planOf([log('one', 'One'), log('two', 'Two')]))), whole: true };
      await keep('done-as-one', await engine.start(input));
    });

    it('short runs that a carrier does', async () => {
      const rule = await engine.publish(planOf([log('one', 'One'), log('two', 'Two')]), {});
      await keep('carried-runs', await engine.carry(rule, await engine.queueOf(rule, 3, {})));
    });

    it('a call that waits for the end of the called run', async () => {
      const { observatoryId } = engine;
      const { id: rule } = await engine.publish(planOf([log('one', 'One')]), {});
      const to = { source: 'calls', name: rule };
      await engine.db.database.tenant(observatoryId, (manager) => listen(manager, { observatoryId, ruleId: rule, to }));
      const at = { id: 'ask', path: 'steps.ask', name: 'Ask', onError: 'fail' as const };
      const call = { rule, ruleName: 'Called', with: {}, wait: true, expiresAfterMs: 3_600_000 };
      const { handle } = await engine.run(planOf([{ kind: 'call', ...at, ...call }, log('after', 'After')]));
      const { id } = await engine.awaitRow('select id from runs where rule_id = $1 and awaited_by is not null', [rule]);
      await engine.rows(`update runs set status = 'succeeded', output = '1', finished_at = now() where id = $1`, [id]);
      await handle.signal('eventArrived', { waitId: id });
      await keep('called-run', handle);
    });

    it('a broken expression', async () => {
      const { handle } = await engine.run(planOf([log('broken', '${{ event.nothing }}')]));
      await keep('broken-expression', handle);
    });
  });
}

describe('recorded histories', () => {
  beforeAll(async () => {
    await compile();
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  });

  it.each(recorded())('%s replays with the workflows of today', async (name) => {
    await replay(read(name));
  });

  it('a short run that a worker of before began goes on step by step, whatever it was asked', async () => {
    const history = read('broken-expression.pb');
    const loaded = loadDataConverter(dataConverter);
    const begun = history.events[0]?.workflowExecutionStartedEventAttributes;
    const [input] = await decodeArrayFromPayloads(loaded, begun?.input?.payloads);
    const payloads = await encodeToPayloads(loaded, { ...(input as object), whole: true });
    if (begun) begun.input = { payloads: payloads ?? [] };
    await replay(history);
  });

  it('are there for every ending', () => {
    expect(recorded().length).toBeGreaterThanOrEqual(6);
  });
});
