import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '@jarvis/testing';
import type { Plan } from '@jarvis/plan';
import { Engine } from './support/engine.js';
import { action, planOf, retry } from './support/plans.js';

jest.setTimeout(180_000);

const RUNS = 70;
/** More than the vendor gets, so that the step itself ends it. */
const SILENCE_MS = 600_000;

describe('a vendor that never answers', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });

  it('holds up those who need it, and nobody else', async () => {
    await engine.fail({ platform: 'gmail', kind: 'timeout-after-accept', count: 1000, holdMs: SILENCE_MS });
    const silent = await Promise.all(
      Array.from({ length: RUNS }, (_, index) => engine.run(mail(engine.gmail, `Silent ${index.toString()}`))),
    );
    const ids = silent.map(({ runId }) => runId);
    // As many as may are at the vendor, and hold on; the others have asked and were sent away, or wait in line.
    await until(() => mailsSent().length >= 8);

    const neighbour = await engine.run(whoAmI(engine.twitter));
    await expect(neighbour.handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    // All of them are still there: what they need has not come.
    expect(mailsSent()).toHaveLength(8);
    expect(
      await engine.rows('select id from runs where finished_at is null and id = any($1::uuid[])', [ids]),
    ).toHaveLength(RUNS);
    const shown = await engine.awaitRow(
      `select s.error->>'message' as message, s.attempts from run_steps s
       where s.run_id = any($1::uuid[]) and s.status = 'waiting'`,
      [ids],
    );
    expect(shown).toEqual({ message: 'Other steps keep Gmail busy; this one waits for its turn.', attempts: 0 });
    // What was not let in has left no intent behind.
    expect(await engine.rows('select id from effects where run_id = any($1::uuid[])', [ids])).toHaveLength(8);

    await Promise.all(silent.map(({ handle }) => handle.terminate('The test is over.')));
  });

  function mailsSent() {
    return engine.requests({ method: 'POST', path: '/gmail/v1/users/me/messages/send' });
  }
});

describe('a vendor that fails again and again', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  });
  afterAll(async () => {
    await engine.stop();
  });
  const health = async () =>
    (await engine.rows('select health, error_message from integrations where id = $1', [engine.gmail]))[0];
  const told = (title: string) => engine.awaitRow('select id from activity_logs where title = $1', [title]);
  const start = (count: number) => Promise.all(Array.from({ length: count }, () => engine.run(search(engine.gmail))));
  const waitingOf = (runs: { runId: string }[]) =>
    engine.awaitRow(
      `select r.id, r.waiting_for, s.error from runs r join run_steps s on s.run_id = r.id and s.status = 'waiting'
       where r.status = 'waiting' and r.id = any($1::uuid[])`,
      [runs.map(({ runId }) => runId)],
    );

  it('is left alone, which everybody can see; one call finds out that it is back, and no attempt is lost', async () => {
    await engine.fail({ platform: 'gmail', kind: 'server-error', count: 1000 });
    const runs = await start(12);
    await told('Gmail does not answer');
    await engine.mend();
    expect(await health()).toEqual({
      health: 'degraded',
      error_message: 'Gmail does not answer. Steps that need it wait and are tried again by themselves.',
    });
    expect(await waitingOf(runs)).toMatchObject({
      waiting_for: expect.stringMatching(/^Gmail, until /),
      error: { message: 'Gmail does not answer, so nothing is sent there for a while.', retryAt: expect.any(String) },
    });
    const results = await Promise.all(runs.map(({ handle }) => handle.result()));
    expect(results).toEqual(runs.map(() => expect.objectContaining({ status: 'succeeded' })));
    await told('Gmail answers again');
    expect(await health()).toEqual({ health: 'healthy', error_message: null });
    // Every attempt that counts was a request: none was charged for being refused.
    const [sum] = await engine.rows(
      'select sum(attempts)::int as attempts from run_steps where run_id = any($1::uuid[])',
      [runs.map(({ runId }) => runId)],
    );
    expect(sum).toEqual({ attempts: engine.requests({ method: 'GET', path: '/gmail/v1/users/me/messages' }).length });
  });

  it('is asked at once when a person wants it', async () => {
    await engine.fail({ platform: 'gmail', kind: 'server-error', count: 1000 });
    const runs = await start(8);
    const { id, error } = await waitingOf(runs);
    await engine.mend();
    const run = runs.find(({ runId }) => runId === id);
    await run?.handle.signal('retryNow', { stepPath: 'steps.search' });
    await expect(run?.handle.result()).resolves.toMatchObject({ status: 'succeeded' });
    const { finished_at: end } = (await engine.rows('select finished_at from runs where id = $1', [id]))[0] ?? {};
    expect(end).toBeInstanceOf(Date);
    expect(Date.parse(String(end))).toBeLessThan(Date.parse(String(Object(error).retryAt)));
    const results = await Promise.all(runs.map(({ handle }) => handle.result()));
    expect(results).toHaveLength(8);
  });
});

function mail(connectionId: string, subject: string): Plan {
  const input = { to: ['team@example.com'], subject: `${subject} ${randomUUID()}`, text: 'Hello' };
  return planOf([action('mail', 'gmail.send-email', input, { connectionId, lane: 'remote', timeoutMs: 150_000 })]);
}

function search(connectionId: string): Plan {
  const policy = { ...retry, maximumAttempts: 10 };
  const input = { query: 'is:unread', limit: 1 };
  return planOf([
    action('search', 'gmail.search-emails', input, { connectionId, lane: 'remote', effect: 'read', retry: policy }),
  ]);
}

function whoAmI(connectionId: string): Plan {
  return planOf([action('who', 'twitter.get-me', {}, { connectionId, lane: 'remote', effect: 'read' })]);
}
