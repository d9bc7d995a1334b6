import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import type { Person } from './support/api.js';
import { TestInstallation } from './support/installation.js';
import { Id } from './support/rules.js';

jest.setTimeout(120_000);

const source = `format: 1
name: Answer mails
trigger: { kind: manual }
steps:
  - { id: find, kind: action, uses: gmail.search-emails, with: { query: "subject:\${{ event.word }}", limit: 3 } }
  - id: draft
    kind: model
    prompt: "Sum up \${{ event.word }}: \${{ string(steps.find.output.emails.size()) }} mails"
    output: { type: object, properties: { text: { type: string } }, required: [text] }
  - { id: double, kind: code, with: { n: "\${{ event.n }}" }, code: "return { twice: n * 2 };", output: { type: object, properties: { twice: { type: integer } }, required: [twice] } }
  - id: each
    kind: each
    items: event.names
    steps:
      - { id: send, kind: action, uses: gmail.send-email, with: { to: "\${{ item }}", subject: "Twice is \${{ string(steps.double.output.twice) }}", text: "\${{ steps.draft.output.text }}" } }
  - { id: approve, kind: approval, for: post, title: "Post it" }
  - { id: post, kind: action, uses: twitter.create-post, with: { text: "\${{ steps.draft.output.text }}" } }
  - { id: skipped, kind: action, uses: core.transform, if: "event.n > 100", with: { value: 1 } }
`;
const event = { word: 'roof', n: 21, names: ['ann@example.com', 'ben@example.com'] };

let installation: TestInstallation;
let stranger: Person;
let ruleId: string;
beforeAll(async () => {
  installation = await TestInstallation.start();
  stranger = await installation.api.observatory();
  for (const platform of ['gmail', 'twitter']) await installation.connect(platform, { accessToken: 'sandbox-token' });
  ({ id: ruleId } = (await installation.call('POST', 'rules', { body: { source } })).data(Id));
});
afterAll(() => installation.stop());

const Trial = z.looseObject({
  id: z.string(),
  status: z.string(),
  input: z.unknown(),
  output: z.unknown(),
  error: z.unknown(),
  done: z.string(),
  forReal: z.string().nullable(),
  runId: z.string().nullable(),
  madeUp: z.array(z.string()),
});
const ask = (body: Record<string, unknown>) =>
  installation.call('POST', `rules/${ruleId}/trial-step`, { body: { event, ...body } });
const tried = async (at: string, body: Record<string, unknown> = {}) => (await ask({ at, ...body })).data(Trial);
const runs = () => installation.api.query('select id from runs');
const DRAFT = { draft: { text: 'A leak' } };

describe('a step that is tried', () => {
  it('reads the event and what is given of the steps before it, and is rehearsed by itself', async () => {
    const called = installation.sandbox.journal();
    expect(await tried('steps[0]')).toMatchObject({
      input: { query: 'subject:roof', limit: 3 },
      status: 'succeeded',
      done: 'rehearsed',
      forReal: 'reads',
      runId: null,
    });
    const mails = { emails: [], hasMore: false };
    expect(await tried('steps[1]', { steps: { find: mails } })).toMatchObject({
      input: { prompt: 'Sum up roof: 0 mails' },
      done: 'rehearsed',
      forReal: 'asks-model',
      madeUp: [],
      costUsd: expect.any(Number),
    });
    expect(await runs()).toEqual([]);
    expect(installation.sandbox.journal()).toBe(called);
  });

  it('computes code, says which condition is false, and what was made up', async () => {
    expect(await tried('steps[2]')).toMatchObject({ output: { twice: 42 }, done: 'computed', forReal: null });
    expect(await tried('steps[6]')).toMatchObject({ status: 'skipped', output: null });
    expect((await tried('steps[1]')).madeUp).toEqual(['steps.find']);
    const broken = source.replace('n * 2', 'n.x.y');
    expect(await tried('steps[2]', { source: broken })).toMatchObject({
      status: 'failed',
      error: { code: expect.any(String), message: expect.any(String) },
    });
  });

  it('is the one for the first item in a loop, and says when there is none', async () => {
    const steps = { double: { twice: 8 }, ...DRAFT };
    expect(await tried('steps[3].steps[0]', { steps })).toMatchObject({
      input: { to: 'ann@example.com', subject: 'Twice is 8', text: 'A leak' },
      preview: { kind: 'mail', subject: 'Twice is 8' },
      forReal: 'writes',
    });
    const none = await tried('steps[3].steps[0]', { steps, event: { ...event, names: [] } });
    expect(none).toMatchObject({ status: 'failed', error: { message: expect.any(String) } });
  });

  it('is called with what its approval would bind', async () => {
    expect(await tried('steps[5]', { steps: DRAFT })).toMatchObject({
      status: 'succeeded',
      input: { text: 'A leak' },
      preview: { kind: 'post', text: 'A leak' },
      forReal: 'writes',
    });
    expect(await tried('steps[4]', { steps: DRAFT })).toMatchObject({ input: { text: 'A leak' }, done: 'computed' });
  });

  it('is refused where there is none, and where the text does not compile', async () => {
    expect((await ask({ at: 'steps[9]' })).error.code).toBe('unknown-step');
    expect((await ask({ at: 'steps[0]', source: 'name: x' })).error.code).toBe('invalid-definition');
  });
});

describe('for real', () => {
  it('a read goes through its connection, as a run without a rule', async () => {
    const read = await tried('steps[0]', { forReal: true, event: { ...event, word: 'nothing' } });
    expect(read).toMatchObject({ done: 'for-real', output: { emails: [], hasMore: false } });
    const [run] = await installation.api.query('select rule_id, status, trigger_summary from runs where id = $1', [
      read.runId,
    ]);
    expect(run).toMatchObject({
      rule_id: null,
      status: 'succeeded',
      trigger_summary: expect.stringContaining('“Find” of “Answer mails”'),
    });
  });

  it('a model is asked with exactly the prompt, though the prompt looks like an expression', async () => {
    const asked = await tried('steps[1]', {
      forReal: true,
      steps: { find: { emails: [], hasMore: false } },
      event: { ...event, word: '${{ event.secret }}' },
    });
    expect(asked).toMatchObject({ done: 'for-real', status: 'succeeded', output: { text: expect.any(String) } });
    expect(installation.sandbox.journal()).toContain('Sum up ${{ event.secret }}: 0 mails');
  });

  it.each(['steps[3].steps[0]', 'steps[5]', 'steps[2]'])(
    '%s is never done: nothing is sent and no run made',
    async (at) => {
      const [called, before] = [installation.sandbox.journal(), await runs()];
      const refused = await ask({ at, forReal: true, steps: { double: { twice: 8 }, ...DRAFT } });
      expect([refused.status, refused.error.code]).toEqual([422, 'not-for-real']);
      expect(await runs()).toEqual(before);
      expect(installation.sandbox.journal()).toBe(called);
    },
  );
});

describe('a pinned output', () => {
  const pin = (step: string, output: unknown) =>
    installation.call('PUT', `rules/${ruleId}/pins/${step}`, { body: { output } });
  const rehearse = async (body: unknown) => {
    const Steps = z.looseObject({
      steps: z.array(z.looseObject({ id: z.string(), output: z.unknown(), pinned: z.boolean() })),
    });
    const { steps } = (await installation.call('POST', `rules/${ruleId}/rehearse`, { body })).data(Steps);
    return (id: string) => steps.find((step) => step.id === id);
  };

  it('is what rehearsals and trials use instead of doing the step, until it is taken away', async () => {
    await pin('draft', { text: 'Pinned' });
    await pin('approve', { status: 'approved' });
    const answers = { approve: { decision: 'approved' } };
    const with_ = await rehearse({ event, answers });
    expect(with_('draft')).toMatchObject({ output: { text: 'Pinned' }, pinned: true });
    expect(with_('post')).toMatchObject({ input: { text: 'Pinned' }, status: 'succeeded', pinned: false });
    expect((await rehearse({ event, answers, pins: false }))('draft')).toMatchObject({ pinned: false });
    expect(await tried('steps[5]')).toMatchObject({ input: { text: 'Pinned' } });
    // The step itself is what is tried.
    expect((await tried('steps[1]')).output).not.toEqual({ text: 'Pinned' });
    await installation.call('DELETE', `rules/${ruleId}/pins/approve`);
    const left = await installation.call('DELETE', `rules/${ruleId}/pins/draft`);
    expect(left.body).toMatchObject({ data: { pins: {} } });
    expect((await rehearse({ event, answers }))('draft')).toMatchObject({ pinned: false });
  });

  it('is nothing to a run', async () => {
    await pin('double', { twice: 1000 });
    const small = source.slice(0, source.indexOf('  - id: each'));
    await installation.call('PUT', `rules/${ruleId}/draft`, { body: { source: small, revision: 1 } });
    await installation.call('POST', `rules/${ruleId}/publish`);
    const { runId } = (await installation.call('POST', `rules/${ruleId}/run`, { body: { event } })).data(
      z.object({ runId: z.uuid() }),
    );
    await until(
      async () =>
        (await installation.api.query('select id from runs where id = $1 and status = $2', [runId, 'succeeded']))
          .length === 1,
    );
    const [step] = await installation.api.query('select output from run_steps where run_id = $1 and step_id = $2', [
      runId,
      'double',
    ]);
    expect(step).toEqual({ output: { twice: 42 } });
  });

  it('has a limit on its size', async () => {
    const refused = await pin('find', 'x'.repeat(300_000));
    expect([refused.status, refused.error.code]).toEqual([413, 'pins-too-large']);
  });
});

it('nobody of another observatory tries a step or reads a pin', async () => {
  const { api } = installation;
  for (const [method, path, body] of [
    ['POST', 'trial-step', { at: 'steps[0]' }],
    ['GET', 'pins', undefined],
    ['PUT', 'pins/draft', { output: 1 }],
    ['DELETE', 'pins/draft', undefined],
  ] as const) {
    const reply = await api.call(method, `/api/v1/rules/${ruleId}/${path}`, { token: stranger.token, body });
    expect([path, reply.status]).toEqual([path, 404]);
  }
});
