import { enqueue, progressRun, type Database } from '@jarvis/database';
import { EFFECT_UNKNOWN, QUERY_GET_STATE, RunState, SIGNAL_LOOK_AGAIN } from '@jarvis/plan';
import type { StepKind } from '@jarvis/steps/display';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import type { KnownDrift } from './drift.queries.js';
import type { Drift } from './drift.js';
import { drift } from './mend-run.js';
import type { OpenRun } from './open-runs.queries.js';

interface Compared {
  database: Database;
  handle: WorkflowHandle;
  description: WorkflowExecutionDescription;
  run: OpenRun;
  quietSeconds: number;
  /** What was found of it before. */
  before: KnownDrift | undefined;
}

const place = { step_path: z.string(), iteration: z.string() };
const Approvals = z.array(z.object({ ...place, status: z.string(), settled: z.boolean() }));
const Waits = z.array(z.object({ ...place, open: z.boolean(), settled: z.boolean() }));
const Effects = z.array(z.object({ ...place, decided: z.boolean(), settled: z.boolean() }));

/** No worker is there to say how far a workflow is. Whoever asks the next one would wait as long. */
export class NobodyAnswers extends Error {}

/** Somebody who does not hear after this is not told again: a person must look. */
const MAX_TOLD = 5;

/**
 * Row and workflow are both open: does each know what the other knows? After a restore of one of the two they do not.
 * Undefined when they agree, or when the workflow cannot say how far it is; “too early” when something was decided
 * just now, of which the workflow may still hear by itself. @throws NobodyAnswers
 */
export async function compareState(compared: Compared): Promise<Drift | 'too-early' | undefined> {
  const { database, handle, description, run } = compared;
  if (run.cancel_told && description.raw.workflowExtendedInfo?.cancelRequested !== true) {
    return tell(compared, 'cancel-lost', () =>
      database.tenant(run.observatory_id, (manager) =>
        enqueue(manager, {
          observatoryId: run.observatory_id,
          topic: 'cancel-run',
          key: `cancel-run/${run.id}/${description.runId}/${description.historyLength.toString()}`,
          payload: { runId: run.id },
        }),
      ),
    );
  }
  const state = await askWorkflow(handle);
  if (!state) return undefined;
  const lost = await findLost(compared, state);
  if (lost === 'effect-missing') return drift(run, lost, { mended: false, message: EFFECT_MISSING });
  if (lost && lost !== 'too-early') return tell(compared, lost, () => handle.signal(SIGNAL_LOOK_AGAIN));
  return (await catchUp(compared, state)) ?? lost;
}

/** Tells the workflow again, as long as that may help. */
async function tell({ run, before }: Compared, kind: keyof typeof UNHEARD, again: () => Promise<void>): Promise<Drift> {
  if (before?.kind === kind && before.times >= MAX_TOLD) {
    const message = `${UNHEARD[kind]}, though it was told ${MAX_TOLD.toString()} times.`;
    return drift(run, kind, { mended: false, message });
  }
  await again();
  return drift(run, kind, { mended: true, message: `${UNHEARD[kind]}; it is told again.` });
}

/** The row says what its workflow says, where it says less. */
async function catchUp({ database, run }: Compared, state: RunState): Promise<Drift | undefined> {
  const { status, waitingFor } = state;
  const behind = run.status === 'queued' || (run.status === 'running' && status === 'waiting');
  if (!behind || (status !== 'running' && status !== 'waiting')) return undefined;
  await database.tenant(run.observatory_id, (manager) =>
    progressRun(manager, {
      scope: { observatoryId: run.observatory_id, runId: run.id },
      records: [],
      status,
      ...(waitingFor === undefined ? {} : { waitingFor }),
    }),
  );
  return drift(run, 'status-stale', {
    mended: true,
    message: `The run said “${run.status}”; its workflow is ${status}, and now the run says so.`,
  });
}

const UNHEARD = {
  'approval-missing': 'The workflow waits for an answer to a question that is not here',
  'answer-lost': 'The workflow has not heard what was decided, or what came',
  'cancel-lost': 'The workflow has not heard that it shall stop',
} as const;
const EFFECT_MISSING =
  'The workflow waits for somebody to say whether an effect happened, and that effect is no longer known here. Nobody can answer it.';

/** Kinds that make what they wait for once more when they look for it and it is gone. */
const LOOKS_AGAIN: ReadonlySet<string> = new Set<StepKind>(['wait-for-event', 'call']);

type Lost = 'approval-missing' | 'effect-missing' | 'answer-lost' | 'too-early';

/** What the workflow waits for although it was settled here, or was never heard of here. */
async function findLost({ database, run, quietSeconds }: Compared, state: RunState): Promise<Lost | undefined> {
  const waiting = state.steps.filter(({ status }) => status === 'waiting');
  if (waiting.length === 0) return undefined;
  return database.tenant(run.observatory_id, async (manager) => {
    const approvals = Approvals.parse(
      await manager.query(
        `select step_path, iteration, status, coalesce(responded_at < now() - make_interval(secs => $2), false) as settled
         from approval_requests where run_id = $1`,
        [run.id, quietSeconds],
      ),
    );
    const effects = Effects.parse(
      await manager.query(
        `select step_path, iteration, resolved_by is not null and state <> 'unknown' as decided,
                coalesce(settled_at < now() - make_interval(secs => $2), false) as settled
         from effects where run_id = $1`,
        [run.id, quietSeconds],
      ),
    );
    const waits = Waits.parse(
      await manager.query(
        // One that has not looked back yet hears of nothing; who looks at it makes up for that.
        `select step_path, iteration, status = 'open' and unseen is null as open,
                coalesce(settled_at, created_at) < now() - make_interval(secs => $2) as settled
         from event_waits where run_id = $1
         union all
         -- The key of a call is that of its step: run, path and iteration.
         select split_part(e.dedupe_key, '/', 2), coalesce(nullif(substring(e.dedupe_key from '^[^/]*/[^/]*/(.*)$'), '0'), ''),
                called.finished_at is null, coalesce(called.finished_at < now() - make_interval(secs => $2), false)
         from runs called join event_runs er on er.run_id = called.id join events e on e.id = er.event_id
         where called.awaited_by = $1`,
        [run.id, quietSeconds],
      ),
    );
    let early: 'too-early' | undefined;
    for (const { path, iteration, kind, problem } of waiting) {
      const isHere = (row: { step_path: string; iteration: string }): boolean =>
        row.step_path === path && row.iteration === iteration;
      const approval = approvals.find(isHere);
      if (kind === 'approval' && !approval) return 'approval-missing';
      const ofStep = effects.filter(isHere);
      if (problem === EFFECT_UNKNOWN && ofStep.length === 0) return 'effect-missing';
      const decided = ofStep.filter((row) => row.decided);
      if (approval && approval.status !== 'pending') decided.push({ ...approval, decided: true });
      const wait = waits.find(isHere);
      if (LOOKS_AGAIN.has(kind) && !wait) return 'answer-lost';
      if (wait && !wait.open) decided.push({ ...wait, decided: true });
      if (decided.some(({ settled }) => settled)) return 'answer-lost';
      if (decided.length > 0) early = 'too-early';
    }
    return early;
  });
}

/** A workflow that is broken cannot answer, which shows by itself. @throws NobodyAnswers */
async function askWorkflow(handle: WorkflowHandle): Promise<RunState | undefined> {
  try {
    return RunState.safeParse(await handle.query(QUERY_GET_STATE)).data;
  } catch (error) {
    if (isTemporalOutage(error)) throw new NobodyAnswers();
    return undefined;
  }
}
