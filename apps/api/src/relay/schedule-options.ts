import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE, type Plan, type RunInput } from '@jarvis/plan';
import { describeTrigger, parseDuration, type Trigger } from '@jarvis/rules';
import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction } from '@temporalio/client';

export interface ScheduledRule {
  ruleId: string;
  observatoryId: string;
  name: string;
  version: number;
  plan: Plan;
  trigger: Extract<Trigger, { kind: 'schedule' }>;
}

type RuleSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<(input: RunInput) => Promise<unknown>>>;

const overlaps = { skip: 'SKIP', 'buffer-one': 'BUFFER_ONE', 'allow-all': 'ALLOW_ALL' } as const;

/** After an outage, times further back than this are not made up. Temporal's own default is a year. */
const DEFAULT_CATCHUP_MS = 3_600_000;

/** Temporal's id of a rule's schedule. */
export function scheduleIdOfRule(ruleId: string): string {
  return `rule-${ruleId}`;
}

/** The Temporal Schedule that starts a rule at its times. */
export function scheduleOfRule(rule: ScheduledRule, taskQueue: string): RuleSchedule {
  const { ruleId, observatoryId, name, version, plan, trigger } = rule;
  const input: RunInput = {
    // Every start has the same arguments, so the workflow takes an id of its own in place of this one.
    runId: ruleId,
    observatoryId,
    rule: { id: ruleId, name, version },
    plan,
    trigger: { type: 'schedule', summary: describeTrigger(trigger) },
    event: {},
  };
  return {
    scheduleId: scheduleIdOfRule(ruleId),
    spec:
      trigger.cron === undefined
        ? { intervals: [{ every: milliseconds(trigger.every) }] }
        : { cronExpressions: [trigger.cron], timezone: trigger.timezone ?? 'UTC' },
    policies: {
      overlap: overlaps[trigger.overlap ?? 'skip'],
      catchupWindow: milliseconds(trigger.catchup, DEFAULT_CATCHUP_MS),
    },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: `scheduled-${ruleId}`,
      taskQueue,
      args: [input],
      typedSearchAttributes: [
        { key: { name: SEARCH_ATTRIBUTES.observatory, type: 'KEYWORD' }, value: observatoryId },
        { key: { name: SEARCH_ATTRIBUTES.rule, type: 'KEYWORD' }, value: ruleId },
        { key: { name: SEARCH_ATTRIBUTES.kind, type: 'KEYWORD' }, value: plan.kind },
      ],
      staticSummary: name.slice(0, 200),
      staticDetails: `**${name}**, version ${version}\n\n${input.trigger.summary}`,
    },
  };
}

/** A published definition has been checked, so a duration that cannot be read is a mistake of ours. */
function milliseconds(duration: string | undefined, fallback?: number): number {
  const parsed = duration === undefined ? fallback : parseDuration(duration);
  if (parsed === undefined)
    throw new Error(`The schedule names an interval that cannot be read: ${duration ?? 'none'}.`);
  return parsed;
}
