import type { Engine } from './engine.js';

/** Everything that is kept of a run, without times. */
export async function recordedOf(engine: Engine, runId: string) {
  const [run] = await engine.rows('select status, outcome_message, error from runs where id = $1', [runId]);
  const steps = await engine.rows(
    `select path, iteration, step_id, kind, name, status, attempts, lane, input, output, error
     from run_steps where run_id = $1 order by path, iteration`,
    [runId],
  );
  const effects = await engine.rows(
    `select replace(key, run_id::text, '') as key, step_path, iteration, platform, action, effect, input_hash, request,
            response, state, attempts
     from effects where run_id = $1 order by step_path, iteration`,
    [runId],
  );
  const feed = await engine.rows(
    `select step_path, iteration, activity_type, action, title, status, platform from activity_logs
     where run_id = $1 order by step_path, iteration`,
    [runId],
  );
  return { run, steps, effects, feed };
}
