import { renderText, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { StopNode } from './node.js';

/** Ends the run with an outcome of its own. */
export function runNode(node: StopNode, frame: Frame, record: StepRecord): NodeOutcome {
  const message = node.message === undefined ? undefined : renderText(node.message, frame);
  frame.run.timeline.finish(record, 'succeeded', {
    output: { outcome: node.outcome, ...(message === undefined ? {} : { message }) },
  });
  return { type: 'ended', status: node.outcome, ...(message === undefined ? {} : { message }) };
}
