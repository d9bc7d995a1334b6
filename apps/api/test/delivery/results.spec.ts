import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeRun } from '@jarvis/database';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signGithubDelivery, until } from '@jarvis/testing';
import { query, startHarness, type Harness, type MadeHook } from './harness.js';

let harness: Harness;
let url: string;
let other: { app: NestFastifyApplication; url: string };

beforeAll(async () => {
  harness = await startHarness();
  ({ url } = await harness.startApp());
  other = await harness.startApp();
});
afterAll(() => harness.stop());

interface Answer {
  status: number;
  body: {
    data?: { runId: string | null; resultUrl?: string; filtered?: boolean; skipped?: boolean };
    error?: { code: string };
  };
}
const long = { answerWithinMs: 30_000 };
const signed = (hook: MadeHook, event: object = { n: randomUUID() }) => signGithubDelivery(event, hook.secret);
const read = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: (await response.json()) as Answer['body'],
});
const post = async (hook: MadeHook, delivery = signed(hook), at = url) =>
  read(await fetch(`${at}/hooks/${hook.hookId}`, { method: 'POST', ...delivery }));
const get = async (path: string) => read(await fetch(`${url}${path}`));
const pathOf = ({ body }: Answer) => new URL(body.data?.resultUrl ?? '').pathname;
/** The runs of a rule, once there are so many. */
const runs = (hook: MadeHook, count: number) =>
  until(async () => {
    const { rows } = await query(harness.db, 'select id, event from runs where rule_id = $1', [hook.ruleId]);
    return rows.length === count && rows.map(({ id, event }) => ({ id: String(id), event }));
  });
/** As the worker leaves them: steps with what they gave, and the end. */
async function end(
  hook: MadeHook,
  gave: Readonly<Record<string, unknown>>,
  status: 'succeeded' | 'failed' | 'rejected' | 'cancelled' = 'succeeded',
) {
  const { observatoryId } = harness.ours;
  await query(
    harness.db,
    `insert into run_steps (observatory_id, run_id, step_id, path, kind, name, status, output, started_at)
     select $1, gave.key::uuid, 's' || n, 'steps[' || n || ']', 'code', 'Step', 'succeeded',
            case n when 10 then gave.value else to_jsonb(n) end, '2026-01-01'
     from jsonb_each($2::jsonb) as gave, generate_series(0, 10) n`,
    [observatoryId, JSON.stringify(gave)],
  );
  await Promise.all(
    Object.keys(gave).map((runId) =>
      harness.db.database.tenant(observatoryId, (manager) =>
        closeRun(manager, {
          scope: { observatoryId, runId, ruleId: hook.ruleId },
          records: [],
          feed: [],
          status,
          message: 'an inner detail',
          ...(status === 'failed' ? { error: { code: 'inner', message: 'an inner detail' } } : {}),
        }),
      ),
    ),
  );
}

describe('a rule that answers with its result', () => {
  it('gives its sender what its last step gave, and nothing around it', async () => {
    const hook = await harness.makeHook(long);
    const waiting = post(hook);
    const [run] = await runs(hook, 1);
    await end(hook, { [run?.id ?? '']: { total: 7, list: ['a'] } });
    expect(await waiting).toEqual({ status: 200, body: { total: 7, list: ['a'] } });
    const { rows } = await query(harness.db, 'select answer_status from inbox where rule_id = $1', [hook.ruleId]);
    expect(rows).toEqual([{ answer_status: 200 }]);
  });

  it.each([
    ['failed', 500],
    ['rejected', 409],
    ['cancelled', 409],
  ] as const)('says of one that %s no more than that', async (status, expected) => {
    const hook = await harness.makeHook(long);
    const waiting = post(hook);
    const [run] = await runs(hook, 1);
    await end(hook, { [run?.id ?? '']: 'an inner detail' }, status);
    const answer = await waiting;
    expect(answer).toMatchObject({ status: expected, body: { error: { code: `run-${status}` } } });
    expect(JSON.stringify(answer)).not.toContain('inner');
  });

  it('says of a run that was not started because of the limits of its rule that it was skipped, which is no error', async () => {
    const hook = await harness.makeHook(long);
    const waiting = post(hook);
    const [run] = await runs(hook, 1);
    await query(
      harness.db,
      `update runs set status = 'skipped', started_at = now(), finished_at = now() where id = $1`,
      [run?.id],
    );
    expect(await waiting).toMatchObject({ status: 202, body: { data: { runId: run?.id, skipped: true } } });
    const { rows } = await query(harness.db, 'select answer_status from inbox where rule_id = $1', [hook.ruleId]);
    expect(rows).toEqual([{ answer_status: 202 }]);
  });

  it('keeps two hundred senders waiting at once, and answers others meanwhile', async () => {
    // The time that making the answers takes on a busy machine is not what is tried here.
    const [hook, usual] = [await harness.makeHook({ answerWithinMs: 300_000 }), await harness.makeHook()];
    const sent = Array.from({ length: 200 }, (_, n) => ({ n, answer: post(hook, signed(hook, { n })) }));
    const made = await runs(hook, 200);
    const { rows } = await query(
      harness.db,
      `select count(*)::int as busy from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid() and datname = current_database()`,
    );
    expect(rows[0]?.['busy']).toBeLessThan(20);
    expect((await post(usual)).status).toBe(202);
    await end(hook, Object.fromEntries(made.map(({ id, event }) => [id, event])));
    for (const { n, answer } of sent) expect(await answer).toEqual({ status: 200, body: { n } });
  });

  it('gives an address for this run only once the time is over', async () => {
    const [hook, another] = [
      await harness.makeHook({ answerWithinMs: 50 }),
      await harness.makeHook({ answerWithinMs: 50 }),
    ];
    const answer = await post(hook);
    const [run] = await runs(hook, 1);
    expect(answer).toMatchObject({ status: 202, body: { data: { runId: run?.id } } });
    const path = pathOf(answer);
    expect(await get(path)).toMatchObject({ status: 202, body: { data: { runId: run?.id } } });
    await end(hook, { [run?.id ?? '']: [1] });
    expect(await get(path)).toEqual({ status: 200, body: [1] });
    const token = path.split('/').at(-1) ?? '';
    const foreign = [
      `/hooks/${another.hookId}/results/${token}`,
      `${path.slice(0, -2)}${path.endsWith('AA') ? 'BB' : 'AA'}`,
      `/hooks/${hook.hookId}/results/${run?.id ?? ''}`,
      `/hooks/${hook.hookId}/results/jarvis.v1.k1.${'A'.repeat(80)}`,
    ];
    for (const wrong of foreign) expect((await get(wrong)).status).toBe(404);
  });

  it('answers a sender that asks again, of another process as well, whose connection was cut', async () => {
    const hook = await harness.makeHook(long);
    const delivery = signed(hook, { n: 1 });
    const cut = post(hook, delivery, other.url).catch((error: unknown) => error);
    const [run] = await runs(hook, 1);
    other.app.getHttpServer().closeAllConnections();
    expect(await cut).toHaveProperty('name', 'TypeError');
    const again = [post(hook, delivery), post(hook, delivery)];
    await until(async () => {
      const { rows } = await query(harness.db, 'select duplicates from inbox where rule_id = $1', [hook.ruleId]);
      return rows[0]?.['duplicates'] === 2;
    });
    await end(hook, { [run?.id ?? '']: 'once' });
    expect(await Promise.all(again)).toEqual([
      { status: 200, body: 'once' },
      { status: 200, body: 'once' },
    ]);
    await runs(hook, 1);
  });

  it('hears the end also when the notice of it is lost', async () => {
    const hook = await harness.makeHook(long);
    const waiting = post(hook);
    const [run] = await runs(hook, 1);
    await query(
      harness.db,
      `update runs set status = 'succeeded', started_at = now(), finished_at = now() where id = $1`,
      [run?.id],
    );
    expect(await waiting).toEqual({ status: 200, body: null });
  });

  it('keeps nobody waiting whose event is filtered or whose endpoint is paused', async () => {
    const filtering = await harness.makeHook({ ...long, trigger: { if: 'false' } });
    expect(await post(filtering)).toMatchObject({ status: 202, body: { data: { runId: null, filtered: true } } });
    const paused = await harness.makeHook(long);
    await query(harness.db, 'update webhook_endpoints set paused_at = now() where id = $1', [paused.hookId]);
    expect(await post(paused)).toMatchObject({ status: 202, body: { data: { resultUrl: expect.any(String) } } });
  });
});

it('lets those who wait go when the process is asked to end', async () => {
  const hook = await harness.makeHook(long);
  const leaving = await harness.startApp();
  const waiting = post(hook, signed(hook), leaving.url);
  await runs(hook, 1);
  await leaving.app.close();
  const answer = await waiting;
  expect(answer.status).toBe(202);
  expect((await get(pathOf(answer))).status).toBe(202);
});
