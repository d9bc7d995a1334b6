import {
  describeFailure,
  Frame,
  isUnsealed,
  render,
  Run,
  runNodes,
  timestamp,
  titleOf,
  undoRun,
  workflowHost,
  type NodeOutcome,
} from '@jarvis/interpreter';
import {
  escapeMarkdown,
  FAILURE,
  QUERY_GET_STATE,
  RunInput,
  SEARCH_ATTRIBUTES,
  SIGNAL_DECIDE_APPROVAL,
  SIGNAL_EVENT_ARRIVED,
  SIGNAL_LOOK_AGAIN,
  SIGNAL_RESOLVE_EFFECT,
  TriggerDetails,
  SIGNAL_RETRY_NOW,
  type CarrierActivities,
  type Json,
  type Plan,
  type RunResult,
  type RunResumption,
  type RunState,
  type StepError,
} from '@jarvis/plan';
import { isShort } from '@jarvis/steps/groups';
import type { FinalRunStatus } from '@jarvis/vocabulary';
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  patched,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';

const decideApproval = defineSignal<[unknown]>(SIGNAL_DECIDE_APPROVAL);
const resolveEffect = defineSignal<[unknown]>(SIGNAL_RESOLVE_EFFECT);
const eventArrived = defineSignal<[unknown]>(SIGNAL_EVENT_ARRIVED);
const retryNow = defineSignal<[unknown]>(SIGNAL_RETRY_NOW);
const lookAgain = defineSignal(SIGNAL_LOOK_AGAIN);
const getState = defineQuery<RunState>(QUERY_GET_STATE);

interface Ending {
  status: FinalRunStatus;
  message?: string;
  error?: StepError;
  /** What the run gives to whoever called it. */
  output?: Json;
}

/** Runs a plan from its first node to an outcome. The one workflow behind rules, research and agents. */
export async function runPlan(input: unknown): Promise<RunResult> {
  const parsed = parseInput(input);
  const { plan } = parsed;
  const run = new Run(parsed, workflowHost);
  setHandler(decideApproval, run.wakeUps.decide);
  setHandler(resolveEffect, run.wakeUps.resolve);
  setHandler(eventArrived, run.wakeUps.arrive);
  setHandler(retryNow, run.wakeUps.retry);
  setHandler(lookAgain, run.wakeUps.nudge);
  setHandler(getState, () => run.state());

  let ending: Ending | RunResumption;
  try {
    const whole = await doneAsOne(run, plan);
    if (whole) return whole;
    await open(run, plan);
    const root = Frame.root(run);
    run.undoing.restore(run.input.resumption?.undoing, root);
    ending = toEnding(await runNodes(plan.nodes, root), { plan, root });
    if ('path' in ending) await run.goOn();
  } catch (error) {
    const refusal = refusalIn(error);
    // A time that another run stands for has no row and is no failure.
    if (refusal?.type === FAILURE.missedTime) return { status: 'cancelled', message: refusal.message, steps: [] };
    // Nothing of this workflow is ours, so no row is closed on its word.
    if (refusal) throw refusal;
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => closeCancelled(run));
      throw error;
    }
    // A mistake of ours: the run says so and ends, instead of retrying its task for ever.
    const problem = describeFailure(error, { name: plan.name, path: '' });
    ending = { status: 'failed', message: problem.message, error: problem };
  }
  if ('path' in ending) return continueAsNew<typeof runPlan>({ ...run.input, plan, resumption: ending });
  const ended = ending;
  // A cancellation that comes this late no longer changes how the run came out.
  return finish(run, await CancellationScope.nonCancellable(() => close(run, ended)));
}

/** How the run ended when one activity could do all of it, in one statement. Undefined when it goes step by step. */
async function doneAsOne(run: Run, plan: Plan): Promise<RunResult | undefined> {
  const { runId, observatoryId, whole, rehearsal, resumption, trigger } = run.input;
  if (whole !== true || rehearsal || resumption || trigger.type === 'schedule' || !isShort(plan.nodes))
    return undefined;
  // A worker of before may have begun it step by step.
  if (!patched('whole')) return undefined;
  const summary = `Runs ${plan.nodes.map(({ name }) => name).join(', ')}`.slice(0, 200);
  const { runWhole } = proxyLocalActivities<CarrierActivities>({ ...WHOLE, summary: escapeMarkdown(summary) });
  const ran = await runWhole({ runId, observatoryId, planHash: plan.hash });
  if (isUnsealed(ran) || ran.type === 'left') return undefined;
  const { status, message, output } = ran;
  run.end(status);
  upsertSearchAttributes({ [SEARCH_ATTRIBUTES.outcome]: [status] });
  return {
    status,
    ...(message === undefined ? {} : { message }),
    ...(output === undefined ? {} : { output }),
    steps: [],
  };
}

/** Tried until the database is back, as all that is written of a run. */
const WHOLE = {
  startToCloseTimeout: 75_000,
  localRetryThreshold: 1000,
  retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 10_000 },
};

function parseInput(input: unknown): RunInput {
  if (isUnsealed(input)) {
    throw ApplicationFailure.nonRetryable(
      'This workflow is not run: its input was not sealed for it by this installation. Start rules in Jarvis: by hand, by a webhook, or by their schedule.',
      FAILURE.notOurs,
    );
  }
  const parsed = RunInput.safeParse(input);
  if (parsed.success) return withOwnId(parsed.data);
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  throw ApplicationFailure.nonRetryable(
    `This run cannot start, its input is not valid (${problems.join('; ')}). Publish its rule again, or ask for it again, and a new run will start.`,
    FAILURE.invalidInput,
  );
}

/**
 * Every start by a schedule has the same arguments, so such a run takes the id of its workflow's first execution,
 * and tells when it was due.
 */
function withOwnId(input: RunInput): RunInput {
  if (input.trigger.type !== 'schedule' || input.rehearsal || input.resumption) return input;
  const { firstExecutionRunId, typedSearchAttributes, startTime } = workflowInfo();
  const due = typedSearchAttributes.get({ name: 'TemporalScheduledStartTime', type: 'DATETIME' }) ?? startTime;
  const scheduledAt = due.toISOString();
  const details = TriggerDetails.parse({ receivedAt: scheduledAt });
  return {
    ...input,
    runId: firstExecutionRunId,
    trigger: { ...input.trigger, details },
    event: { scheduledAt },
  };
}

/**
 * Makes the run's row where nobody did (schedules), and marks it as running. Also when it goes on in a new history, since
 * whoever can reach Temporal can start with an input that was once passed on.
 */
async function open(run: Run, plan: Plan): Promise<void> {
  const { trigger, event, rule } = run.input;
  const title = titleOf(run);
  await run.calls.record(`Starts: ${trigger.summary}`.slice(0, 200), (activities, scope) =>
    activities.recordProgress({
      ...scope,
      status: 'running',
      trigger: {
        type: trigger.type,
        summary: trigger.summary,
        ...(title === undefined ? {} : { title }),
        ...(trigger.type === 'schedule' ? { event } : {}),
        planHash: plan.hash,
        plan,
        startedAt: timestamp(),
        ...(rule ? { ruleVersion: rule.version } : {}),
      },
    }),
  );
}

/** Our own answer that the workflow must not run. */
function refusalIn(error: unknown): ApplicationFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const type = [FAILURE.notOurs, FAILURE.missedTime].find((name) => name === cause.type);
  return type === undefined ? undefined : ApplicationFailure.nonRetryable(cause.message, type);
}

function toEnding(outcome: NodeOutcome, at: { plan: Plan; root: Frame }): Ending | RunResumption {
  switch (outcome.type) {
    case 'completed':
      return succeeded(at);
    case 'passed-on':
      return outcome.resumption;
    case 'declined':
    case 'ended':
      return { status: outcome.status, message: outcome.message };
    case 'failed':
      return { status: 'failed', message: outcome.error.message, error: outcome.error };
  }
}

/** With what the run gives to whoever called it; a run that cannot give it has not done what its rule says. */
function succeeded({ plan: { output }, root }: { plan: Plan; root: Frame }): Ending {
  if (output === undefined) return { status: 'succeeded' };
  try {
    return { status: 'succeeded', output: render(output, root) };
  } catch (error) {
    const problem = describeFailure(error, { name: 'Output', path: 'output' });
    return { status: 'failed', message: problem.message, error: problem };
  }
}

async function closeCancelled(run: Run): Promise<void> {
  run.timeline.cancelOpen();
  await close(run, { status: 'cancelled', message: 'The run was cancelled.' });
}

/** Undoes what is to be undone, and says how the run ended. */
async function close(run: Run, ending: Ending): Promise<Ending> {
  const undone = UNDONE_AFTER.has(ending.status) ? await undoRun(run) : undefined;
  const ended = undone === undefined ? ending : withMore(ending, undone);
  await writeEnd(run, ended);
  return ended;
}

/** A person who declines, and a rule that stops with another outcome, end a run on purpose: their lists say what to do. */
const UNDONE_AFTER: ReadonlySet<FinalRunStatus> = new Set(['failed', 'cancelled']);

function withMore({ status, message, error }: Ending, more: string): Ending {
  const add = (text: string): string => `${text}\n${more}`;
  return {
    status,
    message: message === undefined ? more : add(message),
    ...(error ? { error: { ...error, message: add(error.message) } } : {}),
  };
}

async function writeEnd(run: Run, ending: Ending): Promise<void> {
  run.end(ending.status);
  if (!run.input.rehearsal) {
    upsertSearchAttributes({ [SEARCH_ATTRIBUTES.outcome]: [ending.status] });
  }
  await run.calls.record(`Ends: ${ending.status}`, (activities, scope) => activities.closeRun({ ...scope, ...ending }));
}

/** A failed run fails its workflow, so that Temporal's lists agree; a rehearsal always gives its timeline. */
function finish(run: Run, ending: Ending): RunResult {
  if (run.input.rehearsal) return { ...ending, steps: run.timeline.records };
  if (ending.status === 'failed') {
    const message = ending.message ?? 'The run ended as failed.';
    throw ApplicationFailure.nonRetryable(message, FAILURE.stepFailed, ending.error ?? null);
  }
  return { ...ending, steps: [] };
}
