import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '@jarvis/plan';
import { createConnectors } from '@jarvis/connectors';
import { maskRecord } from './mask-records.js';

const input = { method: 'POST', url: 'https://example.com', headers: { 'X-Partner': 's' }, body: 'b' };
const masked = { ...input, headers: { 'X-Partner': '•••' } };
const record: StepRecord = {
  stepId: 'call',
  path: 'steps[0]',
  iteration: '',
  kind: 'action',
  name: 'Call',
  status: 'failed',
  attempts: 1,
  uses: 'http.request',
  input,
  startedAt: '2026-11-21T00:00:00Z',
};

describe('maskRecord', () => {
  const registry = createConnectors();

  it('masks what the action calls sensitive', () => {
    expect(maskRecord(registry, record)).toEqual({ ...record, input: masked });
  });

  it('masks it in an approval too, and in what was approved', () => {
    const approval: StepRecord = { ...record, kind: 'approval', output: { status: 'approved', approvedInput: input } };
    expect(maskRecord(registry, approval)).toMatchObject({
      input: masked,
      output: { status: 'approved', approvedInput: masked },
    });
  });

  it('leaves everything else as it is', () => {
    for (const uses of [undefined, 'core.log', 'gone.action']) {
      expect(maskRecord(registry, { ...record, uses })).toEqual({ ...record, uses });
    }
  });
});
