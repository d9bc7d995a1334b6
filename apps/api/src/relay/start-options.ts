import { workflowIdOfRun, type RunInput } from '@jarvis/plan';
import type { WorkflowStartOptions } from '@temporalio/client';
import { attributesForTemporal, wordsForTemporal } from './temporal-words.js';

type RunOptions = Pick<
  WorkflowStartOptions,
  'workflowId' | 'taskQueue' | 'typedSearchAttributes' | 'staticSummary' | 'staticDetails' | 'priority'
> & { args: [RunInput] };

interface Surroundings {
  taskQueue: string;
  kind: string;
  /** Where the admin is, for the way back from Temporal UI. */
  adminUrl: string;
}

/** What every start of a run carries: what to search by, words for Temporal UI, and fairness between rules. */
export function startOptionsOfRun(input: RunInput, { taskQueue, kind, adminUrl }: Surroundings): RunOptions {
  const { runId, observatoryId, rule, plan, trigger } = input;
  const { name } = plan;
  return {
    workflowId: workflowIdOfRun(runId),
    taskQueue,
    args: [input],
    typedSearchAttributes: attributesForTemporal({ name, observatoryId, kind, ruleId: rule?.id }),
    ...wordsForTemporal({
      name,
      version: rule?.version,
      trigger: trigger.summary,
      link: { text: 'This run in Jarvis', url: new URL(`/runs/${runId}`, adminUrl).href },
    }),
    // Rules take turns on the task queue, whoever's they are; the relay has given the observatories theirs before.
    priority: { fairnessKey: rule?.id ?? observatoryId },
  };
}
