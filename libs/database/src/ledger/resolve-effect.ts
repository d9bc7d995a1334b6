import { webAddress, type EffectOutcome, type Json } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { notify } from '../notify.js';
import { enqueue } from '../outbox/enqueue.js';
import { EffectRow, type LedgerEffect } from './effect-row.js';
import { toJsonb, toText } from './jsonb.js';

export interface Resolution {
  observatoryId: string;
  effectId: string;
  /** `confirmed`: it happened, the run goes on with `output`. `failed`: it did not, the run performs it again. */
  state: 'confirmed' | 'failed';
  output?: Json;
  externalId?: string;
  externalUrl?: string;
  userId: string;
  note?: string;
}

/**
 * A person says what became of an unknown effect, and the waiting run hears of it (outbox). The first answer wins.
 * @returns the effect, or null when it is not unknown (any more)
 */
export async function resolveEffect(manager: Queryable, resolution: Resolution): Promise<LedgerEffect | null> {
  const rows: unknown = await manager.query(
    `with resolved as (
       update effects set state = $2, response = $3, error = case when $2 = 'failed' then error end, external_id = coalesce($4, external_id),
         external_url = coalesce($5, external_url), resolved_by = $6, resolution_note = $7, settled_at = now()
       where id = $1 and state = 'unknown' returning *)
     select row_to_json(r) as effect from resolved r`,
    [
      resolution.effectId,
      resolution.state,
      resolution.state === 'confirmed' ? (toJsonb(resolution.output) ?? 'null') : null,
      resolution.externalId ?? null,
      webAddress(resolution.externalUrl) ?? null,
      resolution.userId,
      toText(resolution.note),
    ],
  );
  const effect = z.array(z.object({ effect: EffectRow })).parse(rows)[0]?.effect;
  if (!effect) return null;
  const { observatoryId } = resolution;
  await enqueue(manager, {
    observatoryId,
    topic: 'signal-effect',
    key: `signal-effect/${effect.id}/${effect.attempts}`,
    payload: { effectId: effect.id, runId: effect.runId },
  });
  await notify(manager, { type: 'effect_updated', observatoryId, runId: effect.runId, id: effect.id });
  return effect;
}

/** What the workflow asks after its `resolveEffect` signal: only the row counts. */
export async function readEffectState(manager: Queryable, effectId: string): Promise<EffectOutcome> {
  const rows: unknown = await manager.query('select row_to_json(e) as effect from effects e where id = $1', [effectId]);
  const effect = z.array(z.object({ effect: EffectRow })).parse(rows)[0]?.effect;
  if (effect?.state === 'confirmed') return { state: 'confirmed', output: effect.response };
  return effect?.state === 'failed' ? { state: 'failed' } : { state: 'unknown' };
}
