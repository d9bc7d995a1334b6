import type { StopNode } from '@jarvis/steps/nodes';
import { describe, expect, it } from '@jest/globals';
import { Timeline } from './timeline.js';

const node: StopNode = {
  kind: 'stop',
  id: 'end',
  path: 'steps[0]',
  name: 'End',
  onError: 'fail',
  outcome: 'succeeded',
};

describe('Timeline', () => {
  it('hands a finished record to the next activity until one has written it', () => {
    const timeline = new Timeline();
    const record = timeline.start(node, '');
    expect(timeline.takeUnwritten().records).toEqual([]);
    timeline.finish(record, 'succeeded', { output: 1 });
    const taken = timeline.takeUnwritten();
    expect(taken.records).toEqual([expect.objectContaining({ status: 'succeeded', output: 1 })]);
    expect(timeline.takeUnwritten().records).toEqual(taken.records);
    taken.written();
    expect(timeline.takeUnwritten().records).toEqual([]);
  });

  it('does not write what an activity wrote itself', () => {
    const timeline = new Timeline();
    timeline.settle(timeline.start(node, ''), 'succeeded');
    expect(timeline.takeUnwritten().records).toEqual([]);
    expect(timeline.records[0]?.finishedAt).toBeDefined();
  });

  it('keeps a change that came after the record was sent', () => {
    const timeline = new Timeline();
    const record = timeline.start(node, '');
    timeline.mark(record, 'waiting');
    timeline.takeUnwritten().written();
    timeline.finish(record, 'succeeded');
    expect(timeline.takeUnwritten().records).toHaveLength(1);
  });

  it('keeps a change that came while the record was on its way, as when another step runs beside', () => {
    const timeline = new Timeline();
    const record = timeline.start(node, '');
    timeline.mark(record, 'waiting');
    const first = timeline.takeUnwritten();
    timeline.finish(record, 'succeeded');
    first.written();
    expect(first.records).toEqual([expect.objectContaining({ status: 'waiting' })]);
    expect(timeline.takeUnwritten().records).toEqual([expect.objectContaining({ status: 'succeeded' })]);
  });

  it('marks what is still open as cancelled', () => {
    const timeline = new Timeline();
    timeline.finish(timeline.start(node, ''), 'succeeded');
    timeline.start(node, '');
    timeline.cancelOpen();
    expect(timeline.records.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  });
});
