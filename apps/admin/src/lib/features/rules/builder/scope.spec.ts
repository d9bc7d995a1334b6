import { describe, expect, it } from '@jest/globals';
import { namesInScope } from './scope.js';

const definition = {
  vars: { team: 'team@acme.io' },
  steps: [
    { id: 'relevant', kind: 'branch', cases: [{ if: 'event.ok', steps: [{ id: 'end', kind: 'stop' }] }] },
    {
      id: 'draft',
      kind: 'model',
      name: 'Draft it',
      output: { type: 'object', properties: { text: { type: 'string' } } },
    },
    { id: 'approve', kind: 'approval', for: 'publish', onRejected: [{ id: 'log', kind: 'action', uses: 'core.log' }] },
    'nonsense',
    { id: 'publish', kind: 'action', uses: 'twitter.create-post' },
  ],
};

describe('namesInScope', () => {
  it('offers earlier steps, constants and the event', () => {
    const groups = namesInScope(definition, {
      before: 'steps[4]',
      sample: { issue: { number: 7, labels: [1, 2] }, 'x-y': true },
      outputSchemaOf: (step) => step.raw['output'],
    });
    const paths = groups.map((group) => [group.title, group.names.map((name) => name.path)]);
    expect(paths).toEqual([
      [
        'Earlier steps',
        [
          'steps.draft.output.text',
          'steps.approve.output.status',
          'steps.approve.output.by',
          'steps.approve.output.note',
          'steps.approve.output.edited',
          'steps.approve.output.approvedInput',
          'steps.approve.output.respondedAt',
          'steps.log.output',
        ],
      ],
      ['Constants', ['vars.team']],
      ['The event', ['event["x-y"]', 'event.issue.number', 'event.issue.labels']],
      ['Also', ['now', 'rule.name', 'trigger.eventName', 'trigger.deliveryId', 'trigger.receivedAt', 'trigger.kind']],
    ]);
  });

  const act = (id: string) => ({ id, kind: 'action', uses: 'core.log' });
  const loops = {
    steps: [
      {
        id: 'orders',
        kind: 'each',
        items: '${{ event.orders }}',
        steps: [
          act('look'),
          { id: 'lines', kind: 'each', items: 'item.lines', steps: [act('line')] },
          { id: 'both', kind: 'parallel', branches: [{ steps: [act('one')] }, { steps: [act('two')] }] },
        ],
      },
      act('after'),
    ],
  };
  const namesAt = (before: string, title: string) =>
    namesInScope(loops, {
      before,
      sample: { orders: [{ id: 'a', lines: ['x'] }] },
      outputSchemaOf: () => undefined,
    })
      .filter((group) => group.title === title)
      .flatMap(({ names }) => names.map(({ path, note }) => `${path}: ${note}`));

  it('offers the item of the loop around, and of the one around that', () => {
    expect(namesAt('steps[0].steps[1].steps[0]', 'The item')).toEqual([
      'item: x',
      'index: its place in “Lines”, from 0',
      'parent.item: of “Orders”',
      'parent.item.id: a',
      'parent.item.lines: list of 1',
      'parent.index: its place in “Orders”, from 0',
    ]);
    expect(namesAt('steps[1]', 'The item')).toEqual([]);
  });

  it('offers what a loop gave after it, not what its steps gave, and nothing of a branch beside', () => {
    const ids = (before: string) => new Set(namesAt(before, 'Earlier steps').map((name) => name.split('.')[1]));
    expect(ids('steps[0].steps[1].steps[0]')).toEqual(new Set(['look']));
    expect(ids('steps[0].steps[2].branches[1].steps[0]')).toEqual(new Set(['look', 'lines']));
    expect(ids('steps[1]')).toEqual(new Set(['orders']));
  });
});
