import { describe, expect, it } from '@jest/globals';
import type { RunFacts } from '@jarvis/plan';
import { Run } from './run.js';
import { titleOf } from './title.js';
import { workflowHost } from './workflow-host.js';

const facts: RunFacts = {
  runId: '018f0000-0000-7000-8000-000000000001',
  observatoryId: '018f0000-0000-7000-8000-000000000002',
  plan: { name: 'Orders', title: 'Order ${{ event.number }}', vars: {} },
  trigger: { type: 'manual', summary: 'By hand' },
  event: { number: 7 },
  resumption: {
    path: 'steps[0]',
    results: {},
    approvals: {},
    state: null,
    undoing: {
      steps: { 'steps[0].steps[0]': { name: 'Reserve', steps: [] } },
      frames: {},
      order: [{ path: 'steps[0].steps[0]', at: '' }],
    },
  },
};

describe('titleOf', () => {
  it('says what the rule calls the run, and changes nothing of it', () => {
    const run = new Run(facts, workflowHost);
    expect(titleOf(run)).toBe('Order 7');
    expect(run.undoing.isEmpty).toBe(true);
  });
});
