import type { StepRecord } from '@jarvis/plan';
import type { StopNode } from '@jarvis/steps/nodes';
import type { NodeOutcome } from '../outcome.js';
import type { Run } from '../run.js';
import { renderText } from '../values.js';

/** Ends the run with an outcome of its own. */
export function runStop(node: StopNode, run: Run, record: StepRecord): NodeOutcome {
  const message = node.message === undefined ? undefined : renderText(node.message, run);
  run.timeline.finish(record, 'succeeded', {
    output: { outcome: node.outcome, ...(message === undefined ? {} : { message }) },
  });
  return { type: 'ended', status: node.outcome, ...(message === undefined ? {} : { message }) };
}
