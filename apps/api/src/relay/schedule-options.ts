import { WORKFLOW_TYPE, type Plan, type RunInput } from '@jarvis/plan';
import type { Armed } from '@jarvis/triggers';
import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction } from '@temporalio/client';
import { z } from 'zod';
import { specOf } from './calendars.js';
import { attributesForTemporal, wordsForTemporal } from './temporal-words.js';

export interface ScheduledRule {
  ruleId: string;
  observatoryId: string;
  name: string;
  version: number;
  plan: Plan;
  /** When it runs, in words. */
  summary: string;
  schedule: Extract<Armed, { type: 'schedule' }>;
}

type RuleSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<(input: RunInput) => Promise<unknown>>>;

const overlaps = {
  skip: 'SKIP',
  'buffer-one': 'BUFFER_ONE',
  'allow-all': 'ALLOW_ALL',
  'cancel-previous': 'CANCEL_OTHER',
} as const;

/**
 * The note of each schedule. One with another note was told in another way, by an earlier Jarvis, and is told again: so
 * count it up when the same rule is told otherwise.
 */
export const TOLD = 'Told by Jarvis, way 2';

/** Temporal's id of a rule's schedule. */
export function scheduleIdOfRule(ruleId: string): string {
  return `rule-${ruleId}`;
}

/** The rule whose schedule has this id; undefined for one that is none of ours. */
export function ruleOfSchedule(scheduleId: string): string | undefined {
  const [, id] = /^rule-(.+)$/.exec(scheduleId) ?? [];
  return z.uuid().safeParse(id).data;
}

/** The Temporal Schedule that starts a rule at its times. @throws UnusableSchedule */
export function scheduleOfRule(
  rule: ScheduledRule,
  { taskQueue, adminUrl, now }: { taskQueue: string; adminUrl: string; now: number },
): RuleSchedule {
  const { ruleId, observatoryId, name, version, plan, summary, schedule } = rule;
  if (schedule.times.kind === 'unreadable') throw new UnusableSchedule(schedule.times.reason);
  const input: RunInput = {
    // Every start has the same arguments, so the workflow takes an id of its own in place of this one.
    runId: ruleId,
    observatoryId,
    rule: { id: ruleId, name, version },
    plan,
    trigger: { type: 'schedule', summary },
    event: {},
    groups: true,
  };
  return {
    scheduleId: scheduleIdOfRule(ruleId),
    spec: specOf(schedule.times, { now, since: now - schedule.catchupMs }),
    policies: {
      overlap: overlaps[schedule.overlap],
      catchupWindow: schedule.catchupMs,
    },
    state: { note: TOLD },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: `scheduled-${ruleId}`,
      taskQueue,
      args: [input],
      typedSearchAttributes: attributesForTemporal({ name, observatoryId, kind: plan.kind, ruleId }),
      ...wordsForTemporal({
        name,
        version,
        trigger: summary,
        link: { text: 'This rule in Jarvis', url: new URL(`/rules/${ruleId}`, adminUrl).href },
      }),
    },
  };
}

/** The schedule says no times. Its rule must be changed; trying again does not help. */
export class UnusableSchedule extends Error {}
