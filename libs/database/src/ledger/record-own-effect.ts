import type { Json, StepRecord } from '@jarvis/plan';
import { z } from 'zod';
import { EVENT_SOURCES } from '../events/emitting.js';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import type { NewEffect } from './begin-effect.js';
import { EffectRow, type LedgerEffect } from './effect-row.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { toJsonb } from './jsonb.js';
import { writeStatement } from './write.js';

export interface OwnEffect {
  scope: LedgerScope;
  /** The step's own record, and any others not yet written. */
  records: readonly StepRecord[];
  feed: readonly NewFeedEntry[];
  effect: Omit<NewEffect, 'connectionId'>;
  output: Json;
  /** What the rules of the observatory hear of it, with it. */
  event?: (({ name: string } | { call: string }) & { body: Record<string, unknown> }) | undefined;
}

const Written = z.object({ written: EffectRow.nullable(), existing: EffectRow.nullable() });

/**
 * An effect on our own database only, whose rows are written right here: intent and outcome are one commit, so it is
 * confirmed or was never begun. A key that is there already changes nothing.
 * @returns the effect as it stands
 * @throws what {@link refusedCall} reads, when the effect calls a rule that cannot be called: then nothing is written
 */
export async function recordOwnEffect(
  queryable: Queryable,
  { scope, records, feed, effect, output, event }: OwnEffect,
): Promise<LedgerEffect> {
  const row = await writeStatement(queryable, {
    scope,
    records,
    feed,
    expressions: [
      `written as (
        insert into effects (observatory_id, run_id, step_path, iteration, key, platform, action,
                             effect, input_hash, request, response, state, attempts, sent_at, settled_at)
        values ($1, $2, $7, $8, $6, $9, $10, $11, $12, $13, $14, 'confirmed', 1, now(), now())
        on conflict (key) do nothing
        returning *)`,
      // The key of the effect is the event's: a step that is repeated tells nobody twice.
      `emitted as (
        insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
        select $1::uuid, $17::text, $15::text, $6::text, coalesce((select name from automation_rules where id = $3::uuid), ''),
               $16::jsonb, $2::uuid
        from written where $15::text is not null
        on conflict (observatory_id, source, dedupe_key) do nothing)`,
    ],
    select: `(select row_to_json(w) from written w) as written, (select row_to_json(e) from effects e where e.key = $6) as existing`,
    parameters: [
      effect.key,
      effect.stepPath,
      effect.iteration,
      effect.platform,
      effect.action,
      effect.effect,
      effect.inputHash,
      toJsonb(effect.request),
      toJsonb(output) ?? 'null',
      event === undefined ? null : 'call' in event ? event.call : event.name,
      toJsonb(event?.body),
      event !== undefined && 'call' in event ? EVENT_SOURCES.calls : EVENT_SOURCES.rules,
    ],
  });
  const { written, existing } = Written.parse(row);
  const stands = written ?? existing;
  if (!stands) throw new Error(`The effect ${effect.key} is neither new nor known.`);
  if (written) {
    const { observatoryId, runId } = scope;
    await notify(queryable, { type: 'effect_updated', observatoryId, runId, id: written.id });
  }
  return stands;
}

/** Whether an effect with this key was written before. */
export async function isKnownEffect(queryable: Queryable, key: string): Promise<boolean> {
  const rows: unknown = await queryable.query('select 1 from effects where key = $1', [key]);
  return Array.isArray(rows) && rows.length > 0;
}
