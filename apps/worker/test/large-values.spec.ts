import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sweepRunPayloads } from '@jarvis/database';
import { createWorkspace, until } from '@jarvis/testing';
import type { WorkflowHandle } from '@temporalio/client';
import { Engine } from './support/engine.js';
import { action, log, planOf } from './support/plans.js';
import { freePort } from './support/processes.js';

jest.setTimeout(300_000);

const SECRET = 'a canary in a large value';
/** What the called service answers with, in bytes of JSON. */
const sizes: Record<string, number> = { '/large': 500_000, '/too-large': 1_200_000 };

describe('large values', () => {
  const server = createServer((request, response) => {
    const filler = 'x'.repeat(sizes[request.url ?? ''] ?? 0);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ title: 'Seen', secret: SECRET, filler }));
  });
  let engine: Engine;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${port.toString()}`;
    engine = await Engine.start({ SANDBOX_URL: url });
  });
  afterAll(async () => {
    server.close();
    await engine.stop();
  });

  const fetching = (path: string) => action('fetch', 'http.request', { method: 'GET', url: url + path });
  const plan = () =>
    planOf([fetching('/large'), log('say', '${{ event.title }} ${{ steps.fetch.output.body.title }}')]);
  const payloads = (runId: string) => engine.rows('select * from run_payloads where run_id = $1', [runId]);
  const bytesOf = async (handle: WorkflowHandle) => (await handle.describe()).historySize ?? 0;

  it('of an event and of a step go beside the history, sealed, and are read by the steps that follow', async () => {
    const { runId, handle } = await engine.run(plan(), { title: 'Came', secret: SECRET, filler: 'x'.repeat(900_000) });
    await expect(handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const [step] = await engine.rows(`select input from run_steps where run_id = $1 and step_id = 'say'`, [runId]);
    expect(step?.['input']).toMatchObject({ title: 'Came Seen' });
    expect(await bytesOf(handle)).toBeLessThan(100_000);
    const kept = await payloads(runId);
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const { sealed } of kept) {
      expect(sealed).toBeInstanceOf(Buffer);
      expect((sealed as Buffer).length).toBeGreaterThan(128 * 1024);
      expect((sealed as Buffer).includes(SECRET)).toBe(false);
    }
    const theirs = await createWorkspace(engine.db);
    const count = (observatoryId: string) =>
      engine.db.database.tenant(observatoryId, (manager) => manager.query('select name from run_payloads'));
    expect(await count(theirs.observatoryId)).toEqual([]);
    expect(await count(engine.observatoryId)).toHaveLength((await engine.rows('select name from run_payloads')).length);
  });

  it('of a repeated start are kept once', async () => {
    const input = await engine.queue(planOf([log('say', 'Hi')]), { filler: 'x'.repeat(900_000) });
    await engine.start(input);
    await expect(engine.start(input)).rejects.toThrow();
    expect(await payloads(input.runId)).toHaveLength(1);
  });

  it('go when Temporal has forgotten the run', async () => {
    const { runId, handle } = await engine.run(plan(), { title: 'Came' });
    await handle.result();
    await sweepRunPayloads(engine.db.database, 32);
    expect(await payloads(runId)).toHaveLength(1);
    await engine.rows(`update runs set finished_at = now() - interval '33 days' where id = $1`, [runId]);
    expect(await sweepRunPayloads(engine.db.database, 32)).toBe(1);
    expect(await payloads(runId)).toEqual([]);
  });

  it('of a step that are larger than may go on fail it with words', async () => {
    const { runId, handle } = await engine.run(planOf([fetching('/too-large')]));
    await expect(handle.result()).rejects.toThrow();
    const [step] = await engine.rows('select error from run_steps where run_id = $1', [runId]);
    expect(step?.['error']).toMatchObject({ message: expect.stringMatching(/is 11\d\d KB; 1024 KB may go on/) });
  });

  it('that are gone end the run, instead of a task that is tried for ever', async () => {
    const wait = {
      kind: 'wait',
      id: 'pause',
      path: 'steps.pause',
      name: 'A pause',
      onError: 'fail',
      forMs: 15_000,
    } as const;
    const { runId, handle } = await engine.run(
      planOf([fetching('/large'), wait, log('say', '${{ steps.fetch.output.body.title }}')]),
    );
    await engine.awaitRow(`select id from runs where id = $1 and status = 'waiting'`, [runId]);
    // Only then Temporal has what the step gave; a task that is lost before would ask for it again.
    await until(async () =>
      (await handle.fetchHistory()).events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes),
    );
    await engine.rows('delete from run_payloads where run_id = $1', [runId]);
    // Nobody remembers the run: it is read again from its history.
    await engine.worker.kill();
    engine.worker = await engine.startWorker({ SANDBOX_URL: url });
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: 'A large value of this run is no longer stored, so the run cannot go on.' },
    });
    expect((await handle.describe()).status.name).toBe('TERMINATED');
  });
});
