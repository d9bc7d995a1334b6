import { createConnectors } from '@jarvis/connectors';
import { evaluateCondition, renderTemplate } from '@jarvis/expressions';
import { EXAMPLE_RULES } from '@jarvis/rules';
import { describe, expect, it } from '@jest/globals';
import { compileRule, describeTrigger, nodesOf } from './index.js';

const registry = createConnectors();
const connections = [
  { id: '018f0000-0000-7000-8000-000000000001', platform: 'twitter', accountName: '@acme' },
  { id: '018f0000-0000-7000-8000-000000000002', platform: 'gmail', accountName: 'team@example.com' },
];

describe('the example rules, with the real connectors', () => {
  it.each(EXAMPLE_RULES)('$slug compiles without problems or warnings', ({ source }) => {
    const result = compileRule({ definition: source, registry, connections });
    expect(result.problems).toEqual([]);
  });

  it('have triggers of every kind', () => {
    const triggers = EXAMPLE_RULES.map(({ source }) => {
      const result = compileRule({ definition: source, registry, connections });
      return result.definition ? describeTrigger(result.definition.trigger) : 'none';
    });
    expect(triggers).toEqual([
      'When GitHub sends a signed webhook',
      'When someone starts it',
      'Every weekday at 09:00 Europe/Paris',
      'When a signed webhook arrives',
      'When Stripe sends an event',
      'When a signed webhook arrives',
      'When a run fails',
      'When another rule calls it',
      'Every hour',
      'When a signed webhook arrives',
      'On the last weekday of every month at 16:00 Europe/Berlin, except on 2026-12-31',
      'When another rule calls it',
    ]);
  });
});

describe('the seeded rule', () => {
  const result = compileRule({ definition: EXAMPLE_RULES[0]?.source, registry, connections });
  if (result.plan === undefined) throw new Error(JSON.stringify(result.problems));
  const nodes = nodesOf(result.plan);
  const relevant = nodes.find(({ id }) => id === 'relevant');
  const event = {
    action: 'closed',
    issue: {
      number: 7,
      title: 'Faster start',
      state_reason: 'completed',
      body: null,
      html_url: 'https://github.com/o/r/issues/7',
      labels: [{ name: 'bug' }],
    },
    repository: { full_name: 'o/r' },
  };
  const taken = (given: unknown): number =>
    relevant?.kind === 'branch'
      ? relevant.cases.findIndex((option) => evaluateCondition(option.if, { event: given }))
      : -2;

  it.each([
    ['an issue closed as completed goes on', event, -1],
    ['one closed as not planned stops', { ...event, issue: { ...event.issue, state_reason: 'not_planned' } }, 0],
    ['another action stops', { ...event, action: 'opened' }, 0],
    ['an internal one stops', { ...event, issue: { ...event.issue, labels: [{ name: 'internal' }] } }, 1],
    ['a ping stops', { zen: 'Keep it logically awesome.', hook_id: 1 }, 0],
    ['a push stops', { ref: 'refs/heads/main', commits: [] }, 0],
  ])('%s', (_name, given, expected) => {
    expect(taken(given)).toBe(expected);
  });

  it('renders every template of the run', () => {
    const scope = {
      event,
      vars: result.plan.vars,
      rule: { id: 'r', name: 'Announce', version: 1 },
      run: { id: 'run' },
      now: '2026-11-21T13:00:00.000Z',
      steps: {
        draft: { status: 'succeeded', output: { text: 'Done!', reasoning: 'Users asked.', confidence: 0.9 } },
        approve: { status: 'succeeded', output: { status: 'rejected', note: '' } },
        publish: { status: 'succeeded', output: { id: '1', text: 'Done!', url: 'https://x.com/acme/status/1' } },
      },
    };
    const inputs = nodes.flatMap((node) =>
      node.kind === 'action' ? [[node.id, renderTemplate(node.with, scope)]] : [],
    );
    expect(Object.fromEntries(inputs)).toMatchObject({
      publish: { text: 'Done!' },
      tell: { to: 'team@example.com', subject: 'Published: Faster start' },
      log: { title: 'Announced issue #7', description: 'https://x.com/acme/status/1' },
      logRejected: { title: 'Post about issue #7 rejected', description: 'No reason was given.' },
    });
    for (const node of nodes) {
      if (node.kind === 'model') expect(renderTemplate(node.prompt, scope)).toContain('Issue #7: Faster start');
      if (node.kind === 'approval')
        expect(renderTemplate([node.title, node.confidence ?? null], scope)).toEqual([
          'Publish a post about “Faster start”',
          0.9,
        ]);
    }
    for (const [id, input] of inputs) {
      const node = nodes.find((one) => one.id === id);
      if (node?.kind === 'action') expect(registry.getAction(node.uses)?.input.safeParse(input).success).toBe(true);
    }
  });
});
