import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EXAMPLE_RULES } from '@jarvis/rules';
import { closedIssueEvent } from '@jarvis/testing';
import { z } from 'zod';
import type { Person, TestApi } from './support/api.js';
import { startEngine, type TestEngine } from './support/engine.js';
import { addConnection, createRule, publishRule } from './support/rules.js';

jest.setTimeout(120_000);

let api: TestApi;
let engine: TestEngine;
let owner: Person & { observatoryId: string };
let ruleId: string;
/** Stands where the vendors would be; every request is one too many. */
let outside: Server;
let requests = 0;
beforeAll(async () => {
  outside = createServer((_, response) => {
    requests += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const { port } = outside.address() as AddressInfo;
  engine = await startEngine(`http://127.0.0.1:${port.toString()}`);
  ({ api, owner } = engine);
  await addConnection(api, owner.observatoryId, 'twitter');
  await addConnection(api, owner.observatoryId, 'gmail');
  ruleId = await createRule(api, owner.token, EXAMPLE_RULES[0]?.source ?? '');
});
afterAll(async () => {
  await engine.stop();
  outside.close();
});

const hour = 3_600_000;
const Timeline = z.looseObject({
  status: z.string(),
  virtualMs: z.number(),
  steps: z.array(z.looseObject({ id: z.string(), status: z.string(), offsetMs: z.number() })),
});
const rehearse = (body: unknown) => api.call('POST', `/api/v1/rules/${ruleId}/rehearse`, { token: owner.token, body });
const event = closedIssueEvent({ labels: [] });

describe('the three endings of the seeded rule', () => {
  it.each([
    {
      name: 'approved after two hours',
      answers: { approve: { decision: 'approved', after: '2h' } },
      status: 'succeeded',
      hours: 2,
      last: 'log',
    },
    {
      name: 'rejected after half an hour',
      answers: { approve: { decision: 'rejected', after: '30m', note: 'No' } },
      status: 'rejected',
      hours: 0.5,
      last: 'logRejected',
    },
    { name: 'nobody answers', answers: {}, status: 'expired', hours: 24, last: 'logExpired' },
  ])('$name', async ({ answers, status, hours, last }) => {
    const timeline = (await rehearse({ event, answers })).data(Timeline);
    expect(timeline.status).toBe(status);
    expect(Math.floor((timeline.virtualMs / hour) * 10) / 10).toBe(hours);
    expect(timeline.steps.at(-1)).toMatchObject({ id: last, status: 'succeeded' });
  });

  it('leave nothing behind: no request, no run, no effect, no approval', async () => {
    expect(requests).toBe(0);
    for (const table of ['runs', 'effects', 'approval_requests', 'activity_logs']) {
      expect(await api.query(`select count(*)::int from ${table}`)).toEqual([{ count: 0 }]);
    }
  });
});

it('Home names the first steps until they are done, or nobody is new any more', async () => {
  const Board = z.object({ firstSteps: z.record(z.string(), z.unknown()).nullable() });
  const firstSteps = async (token = owner.token) =>
    (await api.call('GET', '/api/v1/dashboard', { token })).data(Board).firstSteps;
  const begun = { exampleRuleId: ruleId, newestRuleId: ruleId, ran: false, connected: true, made: false };
  expect(await firstSteps()).toEqual({ ...begun, rehearsed: true });
  const other = await api.observatory();
  const nothing = { exampleRuleId: null, newestRuleId: null, ran: false, connected: false, made: false };
  expect(await firstSteps(other.token)).toEqual({ ...nothing, rehearsed: false });

  const hello = EXAMPLE_RULES[1]?.source ?? '';
  const run = async (token: string, id: string, index: number) => {
    const headers = { 'idempotency-key': `first-${index.toString()}` };
    const reply = await api.call('POST', `/api/v1/rules/${id}/run`, { token, body: {}, headers });
    expect(reply.status).toBeLessThan(300);
  };
  const made = await publishRule(api, owner.token, hello);
  expect(await firstSteps()).toEqual({ ...begun, newestRuleId: made.ruleId, made: true, rehearsed: true });
  await run(owner.token, made.ruleId, 0);
  expect(await firstSteps()).toBeNull();

  // Runs enough, and never a rehearsal.
  const theirs = await publishRule(api, other.token, hello);
  for (let index = 0; index < 20; index += 1) {
    expect(await firstSteps(other.token)).toMatchObject({ made: true, ran: index > 0, rehearsed: false });
    await run(other.token, theirs.ruleId, index);
  }
  expect(await firstSteps(other.token)).toBeNull();
});

describe('a rehearsal', () => {
  it('takes the path the event asks for', async () => {
    const timeline = (await rehearse({ event: closedIssueEvent({ labels: ['internal'] }) })).data(Timeline);
    expect(timeline).toMatchObject({ status: 'succeeded' });
    expect(timeline.steps.map(({ id }) => id)).not.toContain('publish');
  });

  it('needs no event: without one, and without a sample, it is an empty one', async () => {
    const timeline = (await rehearse({})).data(Timeline);
    expect(timeline.steps.length).toBeGreaterThan(0);
  });

  it('names an answer that is for no approval, and a draft that does not compile', async () => {
    const unknown = await rehearse({ event, answers: { aprove: { decision: 'approved' } } });
    expect([unknown.status, unknown.error.code]).toEqual([422, 'unknown-approval']);
    expect(unknown.error.details).toMatchObject([{ path: 'answers.aprove', hint: 'Its approvals are: approve.' }]);
    expect((await rehearse({ event, answers: { approve: { decision: 'approved', after: 'soon' } } })).status).toBe(400);
    await api.call('PUT', `/api/v1/rules/${ruleId}/draft`, {
      token: owner.token,
      body: { source: 'name: x', revision: 1 },
    });
    expect((await rehearse({ event })).error.code).toBe('invalid-definition');
    expect((await rehearse({ event, version: 7 })).status).toBe(404);
  });
});

describe('a rule with a loop', () => {
  const looping = {
    format: 1,
    name: 'Loop',
    trigger: { kind: 'manual' },
    steps: [
      {
        kind: 'each',
        id: 'loop',
        items: '["a", "b"]',
        concurrency: 2,
        onItemError: 'continue',
        steps: [
          { kind: 'approval', id: 'ask', for: 'say' },
          { kind: 'action', id: 'say', uses: 'core.log', with: { title: '${{ item }}' } },
        ],
      },
    ],
  };
  it('is rehearsed with an answer for all items and another for one', async () => {
    const id = await createRule(api, owner.token, JSON.stringify(looping));
    const ask = (answers: unknown) =>
      api.call('POST', `/api/v1/rules/${id}/rehearse`, { token: owner.token, body: { answers } });
    const timeline = (await ask({ ask: { decision: 'approved' }, 'loop#1/ask': { decision: 'rejected' } })).data(
      Timeline,
    );
    expect(timeline.steps).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'say', iteration: 'loop#0', status: 'succeeded' })]),
    );
    expect(timeline.steps.filter((step) => step.id === 'say')).toHaveLength(1);
    for (const wrong of ['loop#x/ask', 'other#1/ask', 'loop#1/loop#1/ask', 'loop#1/say']) {
      const refused = await ask({ [wrong]: { decision: 'approved' } });
      expect([wrong, refused.status, refused.error.code]).toEqual([wrong, 422, 'unknown-approval']);
    }
  });
});

describe('a rule that waits for an event', () => {
  const waiting = `format: 1
name: Wait
trigger: { kind: manual }
steps:
  - { id: paid, kind: wait-for-event, event: order.paid, where: { order: 7 }, onNoEvent: continue }
  - { id: say, kind: action, uses: core.log, with: { title: "By \${{ steps.paid.output.event.by }}" } }
`;
  const Outputs = z.looseObject({ steps: z.array(z.looseObject({ output: z.unknown() })) });

  it('is rehearsed with an event of one’s own, with the last one of that name, and without any', async () => {
    const { observatoryId, token } = owner;
    const id = await createRule(api, token, waiting);
    const ask = (events: unknown) => api.call('POST', `/api/v1/rules/${id}/rehearse`, { token, body: { events } });
    await api.query(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body)
       values ($1, 'rules', 'order.paid', 'rehearsed', 'A test', '{"order": 1, "by": "card"}')`,
      [observatoryId],
    );
    const outputOf = async (events: unknown) => (await ask(events)).data(Outputs).steps[0]?.output;
    expect(await outputOf({ paid: { after: '2h', body: { by: 'cash' } } })).toEqual({
      event: { by: 'cash', order: 7 },
      expired: false,
    });
    expect(await outputOf({ paid: {} })).toEqual({ event: { by: 'card', order: 7 }, expired: false });
    expect(await outputOf({})).toEqual({ event: null, expired: true });
    const unknown = await ask({ piad: {} });
    expect([unknown.status, unknown.error.code]).toEqual([422, 'unknown-wait']);
    expect(unknown.error.details).toMatchObject([
      { path: 'events.piad', hint: 'The steps that wait for one are: paid.' },
    ]);
  });
});

describe('a trigger with a filter', () => {
  const rehearseWith = async (action: unknown) => {
    const source = `{ format: 1, name: Closed, trigger: { kind: webhook, signature: github, if: event.action == "closed" },
      steps: [{ id: end, kind: stop, outcome: succeeded }] }`;
    const id = await createRule(api, owner.token, source);
    const body = { event: action === undefined ? {} : { action } };
    return api.call('POST', `/api/v1/rules/${id}/rehearse`, { token: owner.token, body });
  };

  it('says of an event that it would start no run', async () => {
    expect((await rehearseWith('closed')).data(Timeline).status).toBe('succeeded');
    expect(await rehearseWith('opened')).toMatchObject({ status: 422, body: { error: { code: 'filtered' } } });
    expect(await rehearseWith(undefined)).toMatchObject({ status: 422, body: { error: { code: 'ExpressionError' } } });
  });
});
