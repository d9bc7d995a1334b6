import type { Json, Plan, RunInput } from '@jarvis/plan';
import { filterOf, type Trigger } from '@jarvis/triggers';
import { judge } from '../deliveries/judge.js';
import { refuse } from '../http/api-error.js';

interface Rehearsed {
  plan: Plan;
  trigger: RunInput['trigger'];
  event: Json;
  rule: { id: string; name: string; version: number };
}

/** @throws ApiError 422 for an event that would start no run, and where the filter cannot be evaluated with it */
export function refuseFiltered(written: Trigger, { plan, trigger, event, rule }: Rehearsed): void {
  const details = { kind: trigger.type, ...trigger.details };
  const verdict = judge({ filter: filterOf(written), event, trigger: details, vars: plan.vars, rule, runId: '' });
  if (verdict.type === 'filtered')
    throw refuse.unprocessable({
      code: 'filtered',
      message: 'This event does not pass the filter of the trigger, so it would start no run.',
      hint: 'Rehearse with another event, or change `if` of the trigger.',
    });
  if (verdict.type === 'failed') {
    const { code, message } = verdict.error;
    throw refuse.unprocessable({
      code,
      message,
      hint: 'With such an event the run fails at once. Correct `if` of the trigger, or rehearse with another event.',
    });
  }
}
