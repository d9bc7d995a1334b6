import type { Json, StepRecord } from '@jarvis/plan';
import type { EffectKind } from '@jarvis/vocabulary';
import type { Queryable } from '../queryable.js';
import { z } from 'zod';
import { EffectRow, type LedgerEffect } from './effect-row.js';
import type { LedgerScope } from './entries.js';
import { toJsonb } from './jsonb.js';
import { writeStatement } from './write.js';

export interface NewEffect {
  /** `effectKey({runId, path, iteration})` of `@jarvis/plan`. */
  key: string;
  stepPath: string;
  iteration: string;
  platform: string;
  action: string;
  connectionId?: string;
  effect: EffectKind;
  /** `hashJson` of the input. */
  inputHash: string;
  /** Redacted. */
  request: Json;
}

export interface BegunEffect {
  /**
   * True: this call moved the effect to `sent`, so the caller may send, once the transaction has committed.
   * False: it was there before; `effect.state` says how far it got.
   */
  started: boolean;
  effect: LedgerEffect;
}

const Begun = z.object({ begun: EffectRow.nullable(), existing: EffectRow.nullable() });

/**
 * Takes the right to send an effect: intended → sent, in one commit before the send. A key that is new, or
 * whose last attempt definitely failed, is started; any other is returned as it stands:
 * `confirmed` is not sent again, `sent` means an attempt died between the two commits, `unknown` waits for a person.
 */
export async function beginEffect(
  manager: Queryable,
  { scope, records, effect }: { scope: LedgerScope; records: readonly StepRecord[]; effect: NewEffect },
): Promise<BegunEffect> {
  const row = await writeStatement(manager, {
    scope,
    records,
    expressions: [
      `begun as (
        insert into effects (observatory_id, run_id, step_path, iteration, key, platform, action, integration_id,
                             effect, input_hash, request, state, attempts, sent_at)
        values ($1, $2, $7, $8, $6, $9, $10, $11, $12, $13, $14, 'sent', 1, now())
        on conflict (key) do update set
          state = 'sent', attempts = effects.attempts + 1, sent_at = coalesce(effects.sent_at, now()),
          input_hash = excluded.input_hash, request = excluded.request, integration_id = excluded.integration_id,
          error = null, settled_at = null
        where effects.state in ('intended', 'failed')
        returning *)`,
    ],
    select: `(select row_to_json(b) from begun b) as begun, (select row_to_json(e) from effects e where e.key = $6) as existing`,
    parameters: [
      effect.key,
      effect.stepPath,
      effect.iteration,
      effect.platform,
      effect.action,
      effect.connectionId ?? null,
      effect.effect,
      effect.inputHash,
      toJsonb(effect.request),
    ],
  });
  const { begun, existing } = Begun.parse(row);
  if (begun) return { started: true, effect: begun };
  // Somebody inserted it after this statement's snapshot was taken; a new statement sees it.
  return { started: false, effect: existing ?? (await findEffectOrFail(manager, effect.key)) };
}

/** The effect with this key, if there is one. */
async function findEffect(manager: Queryable, key: string): Promise<LedgerEffect | null> {
  const rows: unknown = await manager.query('select row_to_json(e) as effect from effects e where key = $1', [key]);
  const [first] = z.array(z.object({ effect: EffectRow })).parse(rows);
  return first?.effect ?? null;
}

async function findEffectOrFail(manager: Queryable, key: string): Promise<LedgerEffect> {
  const effect = await findEffect(manager, key);
  if (!effect) throw new Error(`The effect ${key} is neither new nor known.`);
  return effect;
}
