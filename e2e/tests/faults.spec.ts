import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { closedIssueEvent, deliver } from '../../scripts/lib/github-delivery.mjs';
import { Jarvis, stepOf, type Run } from '../support/jarvis.js';

/** What breaks in the field, tried on the whole installation from outside. */

let jarvis: Jarvis;

test.beforeEach(async () => {
  jarvis = await Jarvis.connect();
});

/** Posts with this text that X has; the promise is one. */
function postsSaying(text: unknown): number {
  return jarvis.posts().filter((post) => post.text === text).length;
}

async function approveAndFinish(runId: string): Promise<Run> {
  expect((await jarvis.decide(await jarvis.approvalOf(runId), 'approved')).status).toBeLessThan(300);
  return jarvis.ended(runId);
}

async function expectPublishedOnce(run: Run): Promise<void> {
  expect(run.status).toBe('succeeded');
  const publish = stepOf(run, 'publish');
  expect(publish.effect?.state).toBe('confirmed');
  expect(postsSaying(publish.input?.['text'])).toBe(1);
}

test.describe('the webhook door', () => {
  async function runsOf(): Promise<number> {
    return (await jarvis.call<Run[]>('GET', '/runs?limit=100')).length;
  }

  test('refuses a bad, a missing and an unsigned signature, and stores nothing', async () => {
    const before = await runsOf();
    const body = JSON.stringify(closedIssueEvent());
    const bad = `sha256=${createHmac('sha256', 'not the secret').update(body).digest('hex')}`;
    for (const signature of [bad, 'sha256=', 'sha1=abc', undefined]) {
      const response = await fetch(jarvis.endpoints.webhook.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'issues',
          'x-github-delivery': randomUUID(),
          ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
        },
      });
      expect(response.status).toBe(401);
    }
    expect(await runsOf()).toBe(before);
  });

  test('turns one delivery sent 100 times in parallel into one run', async () => {
    const deliveryId = randomUUID();
    const event = closedIssueEvent({ labels: ['internal'], title: deliveryId });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => deliver({ ...jarvis.endpoints.webhook, event, deliveryId })),
    );
    const receipts = await Promise.all(
      answers.map((answer) => answer.json() as Promise<{ data: { deliveryId: string; runId: string } }>),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]));
    expect(new Set(receipts.map(({ data }) => data.runId)).size).toBe(1);
    const run = await jarvis.ended(receipts[0]!.data.runId);
    expect(run.status).toBe('succeeded');

    // The same bytes under another delivery id are another event: GitHub sends some twice on purpose.
    const again = (await (await deliver({ ...jarvis.endpoints.webhook, event })).json()) as {
      data: { runId: string };
    };
    expect(again.data.runId).not.toBe(run.id);
    expect((await jarvis.ended(again.data.runId)).status).toBe('succeeded');
  });
});

test.describe('the vendor', () => {
  test('times out after accepting: looks, and does not post twice', async () => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    await jarvis.fault('twitter', 'timeout-after-accept');
    await jarvis.decide(approval, 'approved');
    await expectPublishedOnce(await jarvis.ended(runId));
  });

  test('asks to wait: waits as told, then posts once', async () => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    await jarvis.fault('twitter', 'rate-limited');
    await jarvis.decide(approval, 'approved');
    const run = await jarvis.ended(runId);
    await expectPublishedOnce(run);
    expect(stepOf(run, 'publish').attempts).toBeGreaterThan(1);
  });

  for (const platform of ['twitter', 'gmail', 'anthropic'] as const) {
    for (const kind of ['server-error', 'malformed'] as const) {
      test(`${platform} answers ${kind}: the job is still done, once`, async () => {
        await jarvis.fault(platform, kind);
        const runId = await jarvis.closeIssue();
        await expectPublishedOnce(await approveAndFinish(runId));
      });
    }
  }
});

test.describe('a part dies', () => {
  test('the worker, killed between approval and post: the post appears once', async () => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    jarvis.kill('worker');
    await jarvis.decide(approval, 'approved');
    await expectPublishedOnce(await jarvis.ended(runId));
  });

  test('the worker, killed after X accepted the post and before it said so: the post appears once', async () => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    const before = jarvis.posts().length;
    await jarvis.fault('twitter', 'timeout-after-accept');
    await jarvis.decide(approval, 'approved');
    await expect.poll(() => jarvis.posts().length).toBe(before + 1);
    jarvis.kill('worker');
    await expectPublishedOnce(await jarvis.ended(runId, 150));
  });

  test('Temporal: deliveries are still accepted, and start when it is back', async () => {
    jarvis.kill('temporal');
    const runId = await jarvis.closeIssue();
    await expectPublishedOnce(await approveAndFinish(runId));
  });

  test('Postgres, in mid-run: the API says so, and the run goes on afterwards', async () => {
    const runId = await jarvis.closeIssue();
    await jarvis.approvalOf(runId);
    jarvis.kill('postgres');
    await expect
      .poll(async () => (await fetch(`${jarvis.endpoints.api}/health`)).status, { intervals: [50], timeout: 20_000 })
      .toBe(503);
    await expect
      .poll(async () => (await fetch(`${jarvis.endpoints.api}/health`)).status, { timeout: 60_000 })
      .toBe(200);
    await expectPublishedOnce(await approveAndFinish(runId));
  });

  test('the API: the run goes on without it', async () => {
    const runId = await jarvis.closeIssue();
    await jarvis.approvalOf(runId);
    jarvis.kill('api');
    await expect
      .poll(
        () =>
          jarvis
            .run(runId)
            .then(({ status }) => status)
            .catch(() => 'down'),
        { timeout: 60_000 },
      )
      .toBe('waiting');
    await expectPublishedOnce(await approveAndFinish(runId));
  });
});

test.describe('people', () => {
  test('two reviewers at once: one decision, the other is told who was first', async () => {
    const runId = await jarvis.closeIssue();
    const approval = await jarvis.approvalOf(runId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => jarvis.decide(approval, index % 2 === 0 ? 'approved' : 'rejected')),
    );
    const won = answers.filter(({ status }) => status < 300);
    const lost = answers.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([1, 19]);
    expect(lost[0]?.error?.message).toMatch(/Operator/);
    const run = await jarvis.ended(runId);
    expect(stepOf(run, 'approve').approval?.status).toBe(run.status === 'succeeded' ? 'approved' : 'rejected');
  });

  test('an edit is what gets published', async () => {
    const runId = await jarvis.closeIssue();
    const text = `Edited by a person, ${randomUUID()}`;
    await jarvis.decide(await jarvis.approvalOf(runId), 'approved', { edited: { text } });
    const run = await jarvis.ended(runId);
    expect(stepOf(run, 'publish').input).toEqual({ text });
    expect(postsSaying(text)).toBe(1);
  });

  test('an edit that X would refuse is refused before it is approved', async () => {
    const approval = await jarvis.approvalOf(await jarvis.closeIssue());
    const refused = await jarvis.decide(approval, 'approved', { edited: { text: 'x'.repeat(281) } });
    expect(refused.status).toBe(422);
    expect((await jarvis.decide(approval, 'rejected')).status).toBeLessThan(300);
  });

  test('a rejection ends the run as rejected and publishes nothing', async () => {
    const before = jarvis.posts().length;
    const runId = await jarvis.closeIssue();
    await jarvis.decide(await jarvis.approvalOf(runId), 'rejected', { note: 'Not this one' });
    const run = await jarvis.ended(runId);
    expect(run.status).toBe('rejected');
    expect(stepOf(run, 'logRejected').status).toBe('succeeded');
    expect(jarvis.posts().length).toBe(before);
  });
});

test('rehearses the three endings in seconds, and no vendor hears of it', async () => {
  const rules = await jarvis.call<{ id: string; name: string }[]>('GET', '/rules');
  const rule = rules.find(({ name }) => name === 'Announce completed issues')!;
  const requests = jarvis.allSandboxRequests().length;
  const endings = {
    approved: { approve: { decision: 'approved', after: '2h' } },
    rejected: { approve: { decision: 'rejected', after: '30m' } },
    expired: {},
  };
  for (const [status, answers] of Object.entries(endings)) {
    const rehearsal = await jarvis.call<{ status: string; steps: { startedAt: string; finishedAt: string }[] }>(
      'POST',
      `/rules/${rule.id}/rehearse`,
      { event: closedIssueEvent(), answers },
    );
    expect(rehearsal.status).toBe(status === 'approved' ? 'succeeded' : status);
    const times = rehearsal.steps.flatMap(({ startedAt, finishedAt }) => [
      Date.parse(startedAt),
      Date.parse(finishedAt),
    ]);
    const hours = (Math.max(...times) - Math.min(...times)) / 3_600_000;
    expect(Math.round(hours * 2) / 2).toBe({ approved: 2, rejected: 0.5, expired: 24 }[status]);
  }
  expect(jarvis.allSandboxRequests().length).toBe(requests);
});

test('lists every problem of a definition that does not compile, and publishes nothing', async () => {
  const answer = await jarvis.request('POST', '/rules', {
    definition: {
      format: 1,
      name: 'Wrong in five ways',
      trigger: { kind: 'manual' },
      colour: 'blue',
      steps: [
        { id: 'a', kind: 'action', uses: 'twitter.create-pots', with: { text: 'x' } },
        {
          id: 'b',
          kind: 'action',
          uses: 'gmail.send-email',
          with: { to: 5, subject: 'x', text: '${{ steps.nowhere.output }}' },
        },
        { id: 'b', kind: 'wait', for: 'soon' },
      ],
    },
  });
  expect(answer.status).toBe(422);
  const details = answer.error?.details as { path: string; code: string; message: string; hint: string }[];
  expect(details.length).toBeGreaterThanOrEqual(5);
  for (const { path, code, message } of details)
    expect([path, code, message].every((part) => typeof part === 'string')).toBe(true);
});

test('the admin survives upgrades that no browser would send', async () => {
  const { hostname, port, host, origin } = new URL(jarvis.endpoints.admin);
  const send = (lines: string[]) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
      socket.once('data', (data) => resolve(data.toString().split('\r\n', 1)[0] ?? ''));
      socket.once('error', reject);
      socket.once('close', () => resolve('closed'));
    });
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
  const ours = [`Host: ${host}`, `Origin: ${origin}`, ...upgrade];
  expect(await send(['GET // HTTP/1.1', `Host: ${host}`, ...upgrade])).toContain('404');
  expect(await send(['GET http://[ HTTP/1.1', `Host: ${host}`, ...upgrade])).toMatch(/40\d|closed/);
  expect(await send(['GET /ws HTTP/1.1', ...ours, 'Cookie: jarvis_access=%'])).toContain('401');
  expect(await send(['GET /ws HTTP/1.1', ...ours, 'Cookie: jarvis_access=%0d%0aX: y'])).toContain('401');
  expect((await fetch(`${jarvis.endpoints.admin}/healthz`)).status).toBe(200);
});
