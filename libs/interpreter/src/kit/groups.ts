import { jsonText } from '@jarvis/json';
import type { GroupEnd, PerformGroupInput, RunFacts } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { MAX_STEPS_OF_GROUP, sizeInGroup } from '@jarvis/steps/groups';
import type { Frame } from './frame.js';

/** A step of a group has at most a minute (its own timeout), and none is begun late; the rest is for writing. */
const TIMEOUT_MS = 75_000;
/** Nothing of a group is written before all of it is, so it is tried until the database is back. */
const RETRY = { maximumAttempts: 1_000_000, initialIntervalMs: 100, backoffCoefficient: 2, maximumIntervalMs: 10_000 };
const MAX_SUMMARY = 150;
/**
 * Most characters of what a group is given. Of an ordinary activity it stands in the history, once for each item of a loop;
 * of a local one it must stay below the size from which on it is kept in the database.
 */
const MAX_INPUT = { local: 40_000, remote: 16_000 };

/** The nodes at the head of the list that one activity can run; none where that would save nothing. */
export function groupAtHead(nodes: readonly PlanNode[], frame: Frame): readonly PlanNode[] {
  const { input } = frame.run;
  const [first] = nodes;
  if (!first || input.groups !== true || input.rehearsal) return [];
  if (frame.takeAlone(first) || frame.resumesIn(first.path)) return [];
  let steps = 0;
  const end = nodes.findIndex((node) => {
    const size = sizeInGroup(node);
    if (size === 0 || steps + size > MAX_STEPS_OF_GROUP) return true;
    steps += size;
    return false;
  });
  const group = nodes.slice(0, end === -1 ? nodes.length : end);
  return steps < 2 || isLarge(group, frame) ? [] : group;
}

/** Has one activity run the group; what it did is known here afterwards as if each step had run here. */
export async function performGroup(nodes: readonly PlanNode[], frame: Frame): Promise<GroupEnd> {
  const { run } = frame;
  const summary = summaryOf(nodes);
  run.enter(summary);
  const lane = run.calls.laneOf('local');
  const { steps, end } = await frame.step({ lane, timeoutMs: TIMEOUT_MS, retry: RETRY, summary }, (activities, scope) =>
    activities.performGroup({ ...scope, run: factsOf(run.input), nodes, ...frame.groupPlace }),
  );
  run.timeline.adopt(steps);
  for (const { stepId, status, output = null } of steps) {
    frame.setResult(stepId, { status: status === 'skipped' ? status : 'succeeded', output, error: null });
  }
  if (end.type === 'left') frame.goOnAt(end);
  return end;
}

function factsOf({ runId, observatoryId, rule, trigger, event, plan }: RunFacts): PerformGroupInput['run'] {
  return {
    runId,
    observatoryId,
    ...(rule ? { rule } : {}),
    trigger,
    event,
    plan: { name: plan.name, vars: plan.vars },
  };
}

function isLarge(nodes: readonly PlanNode[], { run, groupPlace: { names, results } }: Frame): boolean {
  let left = MAX_INPUT[run.calls.laneOf('local')] - run.factsSize;
  for (const part of [nodes, names, ...Object.values(results)]) {
    if (left < 0) return true;
    left -= jsonText(part).length;
  }
  return left < 0;
}

/** The names of the steps, as far as there is room. */
function summaryOf(nodes: readonly PlanNode[]): string {
  const names = nodes.map(({ name }) => name);
  const all = names.join(', ');
  if (all.length <= MAX_SUMMARY) return all;
  let shown = 0;
  for (let length = 0; shown < names.length && length <= MAX_SUMMARY; shown += 1) length += (names[shown] ?? '').length;
  return `${names.slice(0, Math.max(1, shown - 1)).join(', ')}, and ${String(names.length - Math.max(1, shown - 1))} more`;
}
