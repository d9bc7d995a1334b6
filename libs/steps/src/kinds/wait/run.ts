import { parseMoment } from '@jarvis/expressions';
import { completed, evaluate, StepProblem, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import { escapeMarkdown, type StepRecord } from '@jarvis/plan';
import { patched, sleep } from '@temporalio/workflow';
import type { WaitNode } from './node.js';

/** Shorter waits are not worth telling anybody. */
const WORTH_SHOWING_MS = 2000;
/** Ten years; a longer wait is a mistake, and timers have a limit. */
const MAX_WAIT_MS = 10 * 365 * 24 * 60 * 60 * 1000;

/** Waits for a time span or until a moment; a moment that has passed is no wait. */
export async function runNode(node: WaitNode, frame: Frame, record: StepRecord): Promise<NodeOutcome> {
  const { run } = frame;
  const until = wakeTime(node, frame);
  const milliseconds = until - Date.now();
  const moment = new Date(until).toISOString();
  if (milliseconds > 0) {
    record.input = { until: moment };
    const shown = milliseconds >= WORTH_SHOWING_MS;
    if (shown) {
      run.timeline.mark(record, 'waiting');
      await run.showWaiting(record, `until ${moment}`);
    }
    try {
      await frame.wait(() =>
        sleep(Math.max(1, until - Date.now()), { summary: `${escapeMarkdown(node.name)} (until ${moment})` }),
      );
    } finally {
      run.endWaiting(record);
    }
    run.timeline.finish(record, 'succeeded', { output: { until: moment } });
    if (shown) await run.goOn();
  } else {
    run.timeline.finish(record, 'succeeded', { output: { until: moment } });
  }
  return completed({ until: moment });
}

function wakeTime(node: WaitNode, frame: Frame): number {
  const now = Date.now();
  const until = node.until === undefined ? now + (node.forMs ?? 0) : momentOf(evaluate(node.until, frame));
  if (until !== undefined && until - now <= MAX_WAIT_MS) return until;
  throw new StepProblem({
    code: 'invalid-moment',
    message: `"${node.name}" should wait until a moment, but its expression did not give one within ten years.`,
    hint: 'Give an RFC 3339 time with a zone, such as 2027-01-31T09:00:00Z, or a CEL timestamp.',
  });
}

function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  // Runs that began to wait when any text with a date in it was taken must come to the same moment at replay.
  if (!patched('strict-moments')) return Number.isNaN(Date.parse(value)) ? undefined : Date.parse(value);
  const nanos = parseMoment(value);
  return nanos === undefined ? undefined : Number(nanos / 1_000_000n);
}
