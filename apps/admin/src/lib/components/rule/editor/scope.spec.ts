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
      ['Earlier steps', ['steps.draft.output.text', 'steps.approve.output', 'steps.log.output']],
      ['Constants', ['vars.team']],
      ['The event', ['event["x-y"]', 'event.issue.number', 'event.issue.labels']],
      ['Also', ['now', 'rule.name', 'trigger.eventName', 'trigger.deliveryId', 'trigger.receivedAt', 'trigger.kind']],
    ]);
  });
});
