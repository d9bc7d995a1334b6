import { webAddress, type Json, type StepError, type StepRecord } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { notify } from '../notify.js';
import { EffectRow, type LedgerEffect } from './effect-row.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { toJsonb, toText } from './jsonb.js';
import { writeStatement } from './write.js';

export type EffectOutcome =
  | { state: 'confirmed'; output: Json; externalId?: string; externalUrl?: string }
  /** Definitely not done; another attempt may begin. */
  | { state: 'failed'; error: StepError }
  /** Done or not done; a person must say. */
  | { state: 'unknown'; error: StepError };

export interface SettledEffect {
  scope: LedgerScope;
  /** The step's own record, and any others not yet written. */
  records: readonly StepRecord[];
  feed?: readonly NewFeedEntry[];
  key: string;
  outcome: EffectOutcome;
}

const Settled = z.object({ settled: EffectRow.nullable() });

/**
 * The second commit of an effect: its state, the step, the line in the feed and the notice, together.
 * A late confirmation still counts after `unknown`, and completes what a person confirmed without its details;
 * nothing else moves a confirmed effect.
 * @returns the effect, or null when its state did not allow the change (it was confirmed, or settled by a person)
 */
export async function settleEffect(manager: Queryable, settled: SettledEffect): Promise<LedgerEffect | null> {
  const { outcome } = settled;
  const confirmed = outcome.state === 'confirmed' ? outcome : undefined;
  const row = await writeStatement(manager, {
    ...settled,
    expressions: [
      `settled as (
        update effects set state = $7, response = $8, external_id = $9, external_url = $10, error = $11,
          settled_at = case when $7 = 'unknown' then null else now() end
        where key = $6 and (state in ('intended', 'sent') or ($7 = 'confirmed'
          and (state = 'unknown' or (state = 'confirmed' and response = 'null'))))
        returning *)`,
    ],
    select: `(select row_to_json(s) from settled s) as settled`,
    parameters: [
      settled.key,
      outcome.state,
      toJsonb(confirmed?.output),
      toText(confirmed?.externalId),
      toText(webAddress(confirmed?.externalUrl)),
      toJsonb(outcome.state === 'confirmed' ? null : outcome.error),
    ],
  });
  const effect = Settled.parse(row).settled;
  if (effect) {
    const { observatoryId, runId } = settled.scope;
    await notify(manager, { type: 'effect_updated', observatoryId, runId, id: effect.id });
  }
  return effect;
}
