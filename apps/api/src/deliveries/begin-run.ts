import { closeRun, requestRun, Run } from '@jarvis/database';
import { Json, type TriggerDetails } from '@jarvis/plan';
import { TRIGGER_KINDS } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { judge, type Verdict } from './judge.js';

/** From `automation_rules r` and its published version `v`: what the run of an event needs of its rule. */
export const RULE_COLUMNS = `r.id as rule_id, r.name as rule_name, v.id as version_id, v.version, v.plan_hash, v.filter,
  case when v.filter is null then '{}' else v.plan -> 'vars' end as vars`;

/** The same, and the event itself. */
export const WithRule = z.object({
  rule_id: z.uuid(),
  rule_name: z.string(),
  version_id: z.uuid(),
  version: z.int(),
  plan_hash: z.string(),
  filter: z.string().nullable(),
  vars: z.unknown(),
  event: Json,
});

interface Start {
  observatoryId: string;
  runId: string;
  kind: string;
  summary: string;
  details: Partial<TriggerDetails>;
}

/** Judges an event and, unless it is filtered, makes its run: one that has failed already where the filter did. */
export async function beginRun(
  manager: EntityManager,
  row: z.infer<typeof WithRule>,
  { observatoryId, runId, kind, summary, details }: Start,
): Promise<Verdict> {
  const triggerType = z.enum(TRIGGER_KINDS).parse(kind);
  const trigger = { deliveryId: '', eventName: '', receivedAt: '', headers: {}, ...details, kind: triggerType };
  const rule = { id: row.rule_id, name: row.rule_name, version: row.version };
  const verdict = judge({ filter: row.filter, event: row.event, trigger, vars: row.vars, rule, runId });
  // After a restore the run may have been taken over from Temporal.
  if (verdict.type === 'filtered' || (await manager.existsBy(Run, { id: runId }))) return verdict;
  await requestRun(manager, {
    id: runId,
    observatoryId,
    ruleId: row.rule_id,
    ruleVersionId: row.version_id,
    planHash: row.plan_hash,
    triggerType,
    triggerSummary: summary,
    triggerDetails: trigger,
    event: row.event,
  });
  if (verdict.type === 'failed') {
    const { error } = verdict;
    await closeRun(manager, {
      scope: { observatoryId, runId, ruleId: row.rule_id },
      records: [],
      status: 'failed',
      message: error.message,
      error,
      feed: [
        {
          type: 'automation',
          action: 'finished',
          title: 'The filter of a rule failed',
          description: error.message,
          status: 'failed',
        },
      ],
    });
  }
  return verdict;
}
