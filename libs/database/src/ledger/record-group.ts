import { StepRecord, type GroupEnd, type Json } from '@jarvis/plan';
import { z } from 'zod';
import { isUniqueViolation } from '../errors.js';
import { notify } from '../notify.js';
import type { Queryable } from '../queryable.js';
import type { NewEffect } from './begin-effect.js';
import type { LedgerScope, NewFeedEntry } from './entries.js';
import { toJsonb } from './jsonb.js';
import { writeStatement } from './write.js';

/** An effect on our own database only, and what came of it. */
export type GroupedEffect = Omit<NewEffect, 'connectionId'> & { response: Json };

export interface Group {
  scope: LedgerScope;
  /** The first step's path, and the iteration path of all of them: no run has two groups that begin there. */
  path: string;
  iteration: string;
  /** Records of before that are not yet written. */
  records: readonly StepRecord[];
  steps: StepRecord[];
  feed: readonly NewFeedEntry[];
  effects: readonly GroupedEffect[];
  end: GroupEnd;
}

/** As the workflow writes moments. */
const Moment = z.coerce.date().transform((at) => at.toISOString());
const Stored = z.object({
  end: z.custom<GroupEnd>(),
  steps: z.array(StepRecord.extend({ startedAt: Moment, finishedAt: Moment })),
});
const Ids = z.object({ effect_ids: z.array(z.uuid()) });

/**
 * Writes all that a group of steps did, in one statement: every row of it, or none. When the group was written before (the
 * worker died before Temporal knew), nothing is written.
 * @returns what stands: this, or what was written before
 */
export async function recordGroup(
  queryable: Queryable,
  { scope, path, iteration, records, steps, feed, effects, end }: Group,
): Promise<{ steps: StepRecord[]; end: GroupEnd }> {
  try {
    const row = await writeStatement(queryable, {
      scope,
      records: [...records, ...steps],
      feed,
      expressions: [
        // Refuses the whole statement when it is there.
        `grouped as (
          insert into step_groups (observatory_id, run_id, path, iteration, steps, ending)
          values ($1, $2, $6, $7, $8, $9))`,
        `written as (
          insert into effects (observatory_id, run_id, step_path, iteration, key, platform, action,
                               effect, input_hash, request, response, state, attempts, sent_at, settled_at)
          select $1::uuid, $2::uuid, e.*, 'confirmed', 1, now(), now()
          from jsonb_to_recordset($10::jsonb) as e(
            step_path text, iteration text, key text, platform text, action text,
            effect text, input_hash text, request jsonb, response jsonb)
          on conflict (key) do nothing
          returning id)`,
      ],
      select: `coalesce((select jsonb_agg(id) from written), '[]') as effect_ids`,
      parameters: [path, iteration, steps.map((step) => step.path), toJsonb(end), toJsonb(effects.map(effectValues))],
    });
    const { observatoryId, runId } = scope;
    for (const id of Ids.parse(row).effect_ids) {
      await notify(queryable, { type: 'effect_updated', observatoryId, runId, id });
    }
    return { steps, end };
  } catch (error) {
    if (!isUniqueViolation(error, 'step_groups_pkey')) throw error;
    return readGroup(queryable, { runId: scope.runId, path, iteration });
  }
}

/** Rows of steps are what they gave, as no step of a group has anything that is masked. */
async function readGroup(
  queryable: Queryable,
  { runId, path, iteration }: { runId: string; path: string; iteration: string },
): Promise<{ steps: StepRecord[]; end: GroupEnd }> {
  const rows = await queryable.query(
    `select g.ending as end, coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
         'stepId', s.step_id, 'path', s.path, 'iteration', s.iteration, 'kind', s.kind, 'name', s.name, 'status', s.status,
         'attempts', s.attempts, 'lane', s.lane, 'startedAt', s.started_at, 'finishedAt', s.finished_at))
         || jsonb_build_object('input', s.input, 'output', s.output) order by array_position(g.steps, s.path))
         filter (where s.path is not null), '[]') as steps
     from step_groups g left join run_steps s on s.run_id = g.run_id and s.iteration = g.iteration and s.path = any (g.steps)
     where g.run_id = $1 and g.path = $2 and g.iteration = $3
     group by g.ending, g.steps`,
    [runId, path, iteration],
  );
  const [stored] = z.array(Stored).parse(rows);
  if (!stored) throw new Error(`The group at ${path} is neither new nor known.`);
  return stored;
}

/** As the statements of effects take them. */
export function effectValues({
  key,
  stepPath,
  iteration,
  platform,
  action,
  effect,
  inputHash,
  request,
  response,
}: GroupedEffect) {
  return {
    step_path: stepPath,
    iteration,
    key,
    platform,
    action,
    effect,
    input_hash: inputHash,
    request,
    response,
  };
}
