import { withArticle } from '@jarvis/expressions';
import {
  evaluate,
  inParallel,
  StepProblem,
  type Frame,
  type NodeOutcome,
  type RunNodes,
} from '@jarvis/interpreter/kit';
import type { Json, StepRecord } from '@jarvis/plan';
import type { EachNode } from '../../nodes.js';
import { ItemResults } from './item-results.js';

const MAX_ITEMS = 10_000;
/**
 * After so many items what happened is written, whether a step did so or not. What waits to be written stays small, and
 * items that are skipped do not all fall into one workflow task, which has a few seconds.
 */
const NOTE_EVERY = 50;

/** Runs steps for each item of a list, so many at a time. */
export async function runNode(
  node: EachNode,
  frame: Frame,
  record: StepRecord,
  runNodes: RunNodes,
): Promise<NodeOutcome> {
  const { timeline } = frame.run;
  const passedOn = frame.takePassedOn(node);
  const results =
    passedOn === undefined ? ItemResults.none(node, itemsOf(node, frame)) : ItemResults.restore(node, passedOn);
  const { items } = results;
  timeline.mark(record, 'running', { input: { items: items.length } });
  await workThrough({ node, frame, results, runNodes });
  // Only between two items, when nothing runs beside, is all known that must be passed on.
  if (results.begun < items.length && !results.isDecided) return frame.passOn(node, results.state());

  const outcome = results.outcome();
  timeline.finishAs(record, outcome, results.output());
  return outcome;
}

interface Loop {
  node: EachNode;
  frame: Frame;
  results: ItemResults;
  runNodes: RunNodes;
}

/** Until the items are done, one ends the run, or the history is so long that the run should go on in a new one. */
async function workThrough({ node, frame, results, runNodes }: Loop): Promise<void> {
  const first = results.begun;
  await inParallel(frame, {
    count: results.items.length - first,
    limit: node.concurrency,
    // Each execution does at least one item, so that it comes on.
    mayBegin: () => !results.isDecided && (results.begun === first || !frame.shouldPassOn),
    isDecided: () => results.hasEndedRun,
    enter(offset) {
      const index = first + offset;
      results.begun = index + 1;
      return frame.iterate(node.id, index, results.items[index] ?? null);
    },
    async run(offset, inner) {
      results.add(first + offset, await runNodes(node.steps, inner));
      if (results.begun % NOTE_EVERY === 0) await frame.run.noteProgress();
    },
  });
}

function itemsOf(node: EachNode, frame: Frame): readonly Json[] {
  const items = evaluate(node.items, frame);
  if (!Array.isArray(items)) {
    throw new StepProblem({
      code: 'not-a-list',
      message: `"${node.name}" goes through a list, but its expression gave ${items === null ? 'null' : withArticle(typeof items)}.`,
      hint: 'Give a list, for example event.commits, or [] where there is none: event.?commits.orValue([]).',
    });
  }
  if (items.length > MAX_ITEMS) {
    throw new StepProblem({
      code: 'too-many-items',
      message: `"${node.name}" was given ${String(items.length)} items; at most ${String(MAX_ITEMS)} are possible.`,
      hint: 'Nothing was done for any of them. Take fewer at a time, for example with a filter.',
    });
  }
  return items;
}
