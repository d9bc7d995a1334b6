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
    const record = timeline.start(node);
    expect(timeline.takeUnwritten()).toEqual([]);
    timeline.finish(record, 'succeeded', { output: 1 });
    const taken = timeline.takeUnwritten();
    expect(taken).toEqual([expect.objectContaining({ status: 'succeeded', output: 1 })]);
    expect(timeline.takeUnwritten()).toEqual(taken);
    timeline.written(taken);
    expect(timeline.takeUnwritten()).toEqual([]);
  });

  it('does not write what an activity wrote itself', () => {
    const timeline = new Timeline();
    timeline.settle(timeline.start(node), 'succeeded');
    expect(timeline.takeUnwritten()).toEqual([]);
    expect(timeline.records[0]?.finishedAt).toBeDefined();
  });

  it('keeps a change that came after the record was sent', () => {
    const timeline = new Timeline();
    const record = timeline.start(node);
    timeline.mark(record, 'waiting');
    timeline.written(timeline.takeUnwritten());
    timeline.finish(record, 'succeeded');
    expect(timeline.takeUnwritten()).toHaveLength(1);
  });

  it('marks what is still open as cancelled', () => {
    const timeline = new Timeline();
    timeline.finish(timeline.start(node), 'succeeded');
    timeline.start(node);
    timeline.cancelOpen();
    expect(timeline.records.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  });
});
