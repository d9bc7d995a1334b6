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
  it('hands a finished record to one activity, and to the next if that one did not write it', () => {
    const timeline = new Timeline();
    const record = timeline.start(node, '');
    expect(timeline.takeUnwritten().records).toEqual([]);
    timeline.finish(record, 'succeeded', { output: 1 });
    const { records, giveBack } = timeline.takeUnwritten();
    expect(records).toEqual([expect.objectContaining({ status: 'succeeded', output: 1 })]);
    expect(timeline.takeUnwritten().records).toEqual([]);
    giveBack();
    expect(timeline.takeUnwritten().records).toEqual(records);
  });

  it('does not write what an activity wrote itself', () => {
    const timeline = new Timeline();
    timeline.settle(timeline.start(node, ''), 'succeeded');
    expect(timeline.takeUnwritten().records).toEqual([]);
    expect(timeline.records[0]?.finishedAt).toBeDefined();
  });

  it('keeps a change that came while the record was on its way', () => {
    const timeline = new Timeline();
    const record = timeline.start(node, '');
    timeline.mark(record, 'waiting');
    const { records } = timeline.takeUnwritten();
    timeline.finish(record, 'succeeded');
    expect(records).toEqual([expect.objectContaining({ status: 'waiting' })]);
    expect(timeline.takeUnwritten().records).toEqual([expect.objectContaining({ status: 'succeeded' })]);
  });

  it('lets nothing begin before a group of steps has ended, whatever clock that had', () => {
    const timeline = new Timeline();
    const ahead = new Date(Date.now() + 60_000).toISOString();
    const first = new Timeline().start(node, '');
    timeline.adopt([{ ...first, status: 'succeeded', startedAt: ahead, finishedAt: ahead }]);
    const next = timeline.start(node, '');
    timeline.finish(next, 'succeeded');
    expect([next.startedAt, next.finishedAt]).toEqual([ahead, ahead]);
  });

  it('marks what is still open as cancelled', () => {
    const timeline = new Timeline();
    timeline.finish(timeline.start(node, ''), 'succeeded');
    timeline.start(node, '');
    timeline.cancelOpen();
    expect(timeline.records.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  });
});
