import { escapeMarkdown, SEARCH_ATTRIBUTES, workflowIdOfRun, type RunInput } from '@jarvis/plan';
import type { WorkflowStartOptions } from '@temporalio/client';

type RunOptions = Pick<
  WorkflowStartOptions,
  'workflowId' | 'taskQueue' | 'typedSearchAttributes' | 'staticSummary' | 'staticDetails' | 'priority'
> & { args: [RunInput] };

/** What every start of a run carries: opaque ids to search by, words for Temporal UI, and fairness between observatories. */
export function startOptionsOfRun(
  input: RunInput,
  { taskQueue, kind }: { taskQueue: string; kind: string },
): RunOptions {
  const { observatoryId, rule, plan, trigger } = input;
  return {
    workflowId: workflowIdOfRun(input.runId),
    taskQueue,
    args: [input],
    typedSearchAttributes: [
      keyword(SEARCH_ATTRIBUTES.observatory, observatoryId),
      keyword(SEARCH_ATTRIBUTES.kind, kind),
      ...(rule ? [keyword(SEARCH_ATTRIBUTES.rule, rule.id)] : []),
    ],
    staticSummary: escapeMarkdown(plan.name.slice(0, 200)),
    staticDetails: `**${escapeMarkdown(plan.name)}**${rule ? `, version ${rule.version}` : ''}\n\n${escapeMarkdown(trigger.summary)}`,
    priority: { fairnessKey: observatoryId },
  };
}

function keyword(name: string, value: string) {
  return { key: { name, type: 'KEYWORD' as const }, value };
}
