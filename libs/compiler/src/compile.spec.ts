import { Plan } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { describe, expect, it } from '@jest/globals';
import { compileRule, describePlan, nodesOf, summarizePlan, type CompileResult } from './index.js';
import {
  POST_ID,
  SECOND_POST_ID,
  connections,
  hashOf,
  log,
  publish,
  registry,
  rule,
  twoConnections,
} from './testing.fixture.js';

function compile(
  definition: unknown,
  more: Partial<Parameters<typeof compileRule>[0]> = {},
): Extract<CompileResult, { plan: Plan }> {
  const result = compileRule({ definition, registry, connections, ...more });
  if (result.plan === undefined) throw new Error(JSON.stringify(result.problems));
  return result;
}

function node<Kind extends PlanNode['kind']>(plan: Plan, id: string, kind: Kind): Extract<PlanNode, { kind: Kind }> {
  const found = nodesOf(plan).find((one) => one.id === id);
  if (found?.kind !== kind) throw new Error(`There is no ${kind} ${id}.`);
  return found as Extract<PlanNode, { kind: Kind }>;
}

describe('compileRule', () => {
  it('fills defaults from the action', () => {
    const { plan } = compile(rule([{ ...log, id: 'first' }]));
    expect(plan.nodes).toEqual([
      {
        kind: 'action',
        id: 'first',
        path: 'steps[0]',
        name: 'First',
        onError: 'fail',
        uses: 'core.log',
        with: { title: 'x' },
        lane: 'local',
        timeoutMs: 10_000,
        retry: { maximumAttempts: 5, initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 60_000 },
        effect: 'write',
      },
    ]);
    expect(Plan.parse(plan)).toEqual(plan);
    expect(plan.hash).toBe(hashOf(plan));
  });

  it('takes what the step says instead', () => {
    const step = {
      ...log,
      id: 'a',
      name: 'Mine',
      timeout: '3s',
      retry: { attempts: 2, initial: '2m', backoff: 1 },
      onError: 'continue',
      if: '${{ event.x == 1 }}',
    };
    expect(node(compile(rule([step])).plan, 'a', 'action')).toMatchObject({
      name: 'Mine',
      timeoutMs: 3_000,
      onError: 'continue',
      if: 'event.x == 1',
      retry: { maximumAttempts: 2, initialIntervalMs: 120_000, backoffCoefficient: 1, maximumIntervalMs: 120_000 },
    });
  });

  it('gives the same hash with and without notes', () => {
    const of = (more: object) =>
      compile(
        rule([
          { ...log, id: 'say', ...more },
          { id: 'end', kind: 'stop', outcome: 'succeeded', ...more },
        ]),
      ).plan.hash;
    expect(of({ note: 'Ann wants it. ${{ nothing }}' })).toBe(of({}));
  });

  it('reads YAML, and the same definition gives the same hash', () => {
    const yaml =
      'format: 1\nname: Test\ntrigger: {kind: manual}\nsteps:\n  - {kind: action, id: a, uses: core.log, with: {title: x}}\n';
    expect(compile(yaml).plan.hash).toBe(
      compile(rule([{ with: { title: 'x' }, id: 'a', uses: 'core.log', kind: 'action' }])).plan.hash,
    );
    expect(compile(yaml.replace('title: x', 'title: y')).plan.hash).not.toBe(compile(yaml).plan.hash);
  });

  it('takes over what its runs are called, and leaves out what only people read', () => {
    const title = 'Order ${{ event.order.number }}';
    const { plan } = compile(
      rule([{ ...log, id: 'a' }], { title, tags: ['money'], owner: 'Ann', runbook: 'Ask Ann.' }),
    );
    const without = compile(rule([{ ...log, id: 'a' }])).plan;
    expect({ ...plan, hash: '' }).toEqual({ ...without, title, hash: '' });
    expect(plan.hash).not.toBe(without.hash);
  });

  it('gives every node the path of its step', () => {
    const { plan } = compile(
      rule([
        {
          kind: 'branch',
          id: 'b',
          cases: [{ if: 'event.x', steps: [{ ...log, id: 'one' }] }],
          else: [{ ...log, id: 'two' }],
        },
        {
          kind: 'approval',
          id: 'ask',
          for: 'publish',
          onRejected: [{ ...log, id: 'no' }],
          onExpired: [{ ...log, id: 'late' }],
        },
        { ...publish, id: 'publish' },
      ]),
    );
    expect(nodesOf(plan).map(({ id, path }) => [id, path])).toEqual([
      ['b', 'steps[0]'],
      ['one', 'steps[0].cases[0].steps[0]'],
      ['two', 'steps[0].else[0]'],
      ['ask', 'steps[1]'],
      ['no', 'steps[1].onRejected[0]'],
      ['late', 'steps[1].onExpired[0]'],
      ['publish', 'steps[2]'],
    ]);
  });

  it('makes model, wait and stop nodes', () => {
    const output = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
    const { plan } = compile(
      rule([
        { kind: 'model', id: 'm', prompt: 'p ${{ event.x }}', output },
        { kind: 'wait', id: 'w', for: '2h' },
        { kind: 'wait', id: 'u', until: 'timestamp(now) + duration("1h")' },
        { kind: 'stop', id: 's', outcome: 'rejected', message: 'because ${{ steps.m.output.text }}' },
      ]),
    );
    expect(plan.nodes).toMatchObject([
      {
        kind: 'model',
        lane: 'remote',
        maxTokens: 1024,
        timeoutMs: 120_000,
        outputSchema: output,
        prompt: 'p ${{ event.x }}',
      },
      { kind: 'wait', forMs: 7_200_000 },
      { kind: 'wait', until: 'timestamp(now) + duration("1h")' },
      { kind: 'stop', outcome: 'rejected', message: 'because ${{ steps.m.output.text }}' },
    ]);
  });

  it('makes a node that waits for an event, and knows what it gives', () => {
    const where = { order: '${{ event.x }}' };
    const { plan, problems } = compile(
      rule([
        { kind: 'wait-for-event', id: 'w', event: 'order.paid' },
        { kind: 'wait-for-event', id: 'v', event: 'run.failed', where, expiresAfter: '2h', onNoEvent: 'continue' },
        { kind: 'stop', id: 's', outcome: 'failed', if: 'steps.v.output.expired || steps.w.output.event.late' },
      ]),
    );
    expect([plan.nodes.slice(0, 2), problems]).toMatchObject([
      [
        { event: 'order.paid', where: {}, expiresAfterMs: 86_400_000, onNoEvent: 'fail' },
        { event: 'run.failed', where, expiresAfterMs: 7_200_000, onNoEvent: 'continue' },
      ],
      [],
    ]);
    // How much an expression gives is known to the run only.
    const long = { id: `\${{ "${'x'.repeat(2000)}".size() }}` };
    expect(compile(rule([{ kind: 'wait-for-event', id: 'w', event: 'order.paid', where: long }])).problems).toEqual([]);
  });
});

describe('lanes', () => {
  it('are local where an action is short and a repeat is harmless', () => {
    const steps = [
      { ...log, id: 'log' },
      { ...log, id: 'slow', uses: 'core.slow-log' },
      { kind: 'action', id: 'read', uses: 'core.read', with: { key: 'k' } },
      { kind: 'action', id: 'pure', uses: 'core.transform', with: { value: [1] } },
      { ...publish, id: 'publish' },
    ];
    const { plan } = compile(rule(steps));
    expect(
      Object.fromEntries(nodesOf(plan).flatMap((one) => (one.kind === 'action' ? [[one.id, one.lane]] : []))),
    ).toEqual({
      log: 'local',
      slow: 'remote',
      read: 'local',
      pure: 'local',
      publish: 'remote',
    });
  });

  it('keep a group under two seconds', () => {
    const reads = Array.from({ length: 25 }, (_, index) => ({
      kind: 'action',
      id: `read${String(index)}`,
      uses: 'core.read',
      with: { key: 'k' },
    }));
    const { plan } = compile(rule(reads));
    const remote = plan.nodes.flatMap((one, index) => (one.kind === 'action' && one.lane === 'remote' ? [index] : []));
    expect(remote).toEqual([10, 21]);
  });
});

describe('approvals', () => {
  const ask = { kind: 'approval', id: 'ask', for: 'publish' };

  it('bind the action they are for', () => {
    const { plan, problems } = compile(
      rule([
        { ...ask, confidence: 0.5, expiresAfter: '2d' },
        { ...log, id: 'between' },
        { ...publish, id: 'publish', name: 'Go' },
      ]),
    );
    expect(problems).toEqual([]);
    expect(node(plan, 'ask', 'approval')).toMatchObject({
      gates: {
        id: 'publish',
        path: 'steps[2]',
        name: 'Go',
        uses: 'post.publish',
        connectionId: POST_ID,
        with: { text: 'x' },
      },
      title: 'Go',
      riskLevel: 'high',
      confidence: 0.5,
      expiresAfterMs: 172_800_000,
      onRejected: [],
    });
    expect(node(plan, 'publish', 'action').gatedBy).toBe('ask');
    expect(node(plan, 'between', 'action').gatedBy).toBeUndefined();
  });

  it('may be for an action in a later branch', () => {
    const { plan } = compile(
      rule([ask, { kind: 'branch', id: 'b', cases: [{ if: 'event.x', steps: [{ ...publish, id: 'publish' }] }] }]),
    );
    expect(node(plan, 'publish', 'action').gatedBy).toBe('ask');
    expect(node(plan, 'ask', 'approval').gates.path).toBe('steps[1].cases[0].steps[0]');
  });

  it('may have the condition of their action', () => {
    const { plan } = compile(
      rule([
        { ...ask, if: 'event.x' },
        { ...publish, id: 'publish', if: '${{ event.x }}' },
      ]),
    );
    expect(node(plan, 'ask', 'approval').if).toBe('event.x');
  });

  it('carry that nobody approves their own run only where the rule says so', () => {
    const compiled = (selfApproval?: boolean) =>
      node(
        compile(
          rule([
            { ...ask, ...(selfApproval === undefined ? {} : { selfApproval }) },
            { ...publish, id: 'publish' },
          ]),
        ).plan,
        'ask',
        'approval',
      ).selfApproval;
    expect([compiled(false), compiled(true), compiled()]).toEqual([false, undefined, undefined]);
  });

  it('are inserted by policy before risky actions, with their condition and an id of their own', () => {
    const { plan, problems } = compile(
      rule([
        { ...log, id: 'approvePublish' },
        { ...publish, id: 'publish', if: 'event.x' },
        { kind: 'action', id: 'comment', uses: 'post.comment', with: { text: 'x' } },
      ]),
    );
    expect(nodesOf(plan).map(({ id }) => id)).toEqual(['approvePublish', 'approvePublish2', 'publish', 'comment']);
    expect(node(plan, 'approvePublish2', 'approval')).toMatchObject({
      path: 'steps[1].approval',
      if: 'event.x',
      riskLevel: 'high',
      expiresAfterMs: 86_400_000,
    });
    expect(node(plan, 'publish', 'action').gatedBy).toBe('approvePublish2');
    expect(node(plan, 'comment', 'action').gatedBy).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'approval-inserted', path: 'steps[1]' }]);
  });

  it('are inserted where what is literal is risky, although the rest is an expression', () => {
    const send = (input: object) => rule([{ kind: 'action', id: 'send', uses: 'post.send', with: input }]);
    const to = '${{ event.to }}';
    expect(nodesOf(compile(send({ to, urgent: true })).plan)).toHaveLength(2);
    expect(nodesOf(compile(send({ to, urgent: false })).plan)).toHaveLength(1);
    // What decides is not known yet: its usual level counts here, and the worker looks again.
    expect(nodesOf(compile(send({ to, urgent: '${{ event.urgent }}' })).plan)).toHaveLength(1);
  });

  it('are inserted before medium risk where policy says so', () => {
    const steps = [{ kind: 'action', id: 'comment', uses: 'post.comment', with: { text: 'x' } }];
    expect(nodesOf(compile(rule(steps), { policy: { approveFrom: 'medium' } }).plan)).toHaveLength(2);
  });
});

describe('connections', () => {
  it.each([
    ['@acme', POST_ID],
    ['ACME', POST_ID],
    ['other', SECOND_POST_ID],
    [SECOND_POST_ID, SECOND_POST_ID],
  ])('%s', (connection, id) => {
    const { plan } = compile(rule([{ ...publish, id: 'publish', connection }]), { connections: twoConnections });
    expect(node(plan, 'publish', 'action').connectionId).toBe(id);
  });
});

describe('what may have run', () => {
  const model = {
    kind: 'model',
    id: 'm',
    prompt: 'x',
    output: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  };
  const use = { ...log, id: 'use', with: { title: '${{ steps.m.output.text }}' } };

  it('is certain when every other way ends the run', () => {
    const stop = { kind: 'stop', id: 's', outcome: 'succeeded' };
    const { problems } = compile(
      rule([{ kind: 'branch', id: 'b', cases: [{ if: 'event.x', steps: [model] }], else: [stop] }, use]),
    );
    expect(problems).toEqual([]);
  });

  it('includes the answer in what follows a rejection', () => {
    const { problems } = compile(
      rule([
        {
          kind: 'approval',
          id: 'ask',
          for: 'publish',
          onRejected: [{ ...log, id: 'no', with: { title: 'No: ${{ steps.ask.output.note }}' } }],
        },
        { ...publish, id: 'publish' },
      ]),
    );
    expect(problems).toEqual([]);
  });
});

describe('braces that mean something else', () => {
  it.each([
    '{"event": {"title": 1}, "run": {"id": 2}}',
    "cp ${HOME}/a ${run} && awk '{print $1}' {event,now}.txt ${!vars[@]} ${vars:-x}",
    '{ event { title } run { id } }',
    'on("x", (event) => { return event.title })',
    'body { color: red } /* {name} {issue.title} */',
    '{event} ${now} #{rule} %{run}',
    '<% if (x) %>, <%# event.title %>, 5 <% 6',
    '$${{ event.title }} and $${{event.title}}',
    `${'{'.repeat(20_000)}${'<%= '.repeat(5_000)}`,
  ])('%.60s is sent without a warning', (title) => {
    const { problems } = compile(rule([{ ...log, id: 'a', with: { title } }]));
    expect(problems).toEqual([]);
  });
});

describe('words for lists', () => {
  it('name the steps, without a name by their ids, and sum up the plan', () => {
    const { plan } = compile(
      rule([
        { ...log, id: 'writeItDown', name: 'Write it down' },
        { ...publish, id: 'publish' },
        { kind: 'wait', id: 'waitABit', for: '1s' },
      ]),
    );
    expect(describePlan(plan)).toBe('Write it down → Approve: Publish → Publish → Wait a bit');
    expect(summarizePlan(plan, registry)).toEqual({
      riskLevel: 'high',
      requiresApproval: true,
      connectionIds: [POST_ID],
    });
  });
});
