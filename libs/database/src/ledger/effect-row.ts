import { z } from 'zod';
import { Json, StepError } from '@jarvis/plan';
import { EFFECT_STATES } from '@jarvis/vocabulary';

const Date = z.coerce.date();

/** An effect as the statements return it (`row_to_json`, so times are text). */
export const EffectRow = z
  .object({
    id: z.uuid(),
    run_id: z.uuid(),
    step_path: z.string(),
    key: z.string(),
    state: z.enum(EFFECT_STATES),
    input_hash: z.string(),
    attempts: z.int(),
    external_id: z.string().nullable(),
    external_url: z.string().nullable(),
    response: Json.nullable(),
    error: StepError.nullable(),
    sent_at: Date.nullable(),
    settled_at: Date.nullable(),
  })
  .transform((row) => ({
    id: row.id,
    runId: row.run_id,
    stepPath: row.step_path,
    key: row.key,
    state: row.state,
    inputHash: row.input_hash,
    attempts: row.attempts,
    externalId: row.external_id,
    externalUrl: row.external_url,
    /** Output of a confirmed effect. */
    response: row.response,
    error: row.error,
    /** When it was first sent. */
    sentAt: row.sent_at,
    settledAt: row.settled_at,
  }));
/** A line of the effect ledger. */
export type LedgerEffect = z.output<typeof EffectRow>;
