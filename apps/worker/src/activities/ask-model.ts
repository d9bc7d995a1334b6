import { Context } from '@temporalio/activity';
import { recordSteps } from '@jarvis/database';
import { askModel } from '@jarvis/models';
import type { AskModelInput, AskModelResult, Json, StepError, StepRecord } from '@jarvis/plan';
import type { StepStatus } from '@jarvis/vocabulary';
import { admitted } from './admission.js';
import { withDeadline } from './deadline.js';
import type { ActivityDependencies } from './dependencies.js';
import { isLastAttempt, toFailure, toStepError, withFailures } from './failures.js';
import { withHeartbeat } from './heartbeat.js';
import { toWorkflowValue } from './value-limit.js';
import { vendorOfModel } from './vendor-use.js';
import { orThrottled, triesOf } from './vendor-wait.js';

/** Asks a model for a typed value. Asking again costs money but changes nothing, so there is no ledger row. */
export function createAskModel(dependencies: ActivityDependencies) {
  return (call: AskModelInput): Promise<AskModelResult> =>
    withFailures(call.node, () =>
      withHeartbeat(() =>
        orThrottled(call, () =>
          admitted(dependencies, { step: call, use: vendorOfModel(call) }, () => ask(dependencies, call)),
        ),
      ),
    );
}

async function ask(dependencies: ActivityDependencies, call: AskModelInput): Promise<AskModelResult> {
  const { models, logger } = dependencies;
  const { node, prompt, system } = call;
  const { cancellationSignal } = Context.current();
  const attempts = triesOf(call);
  await write(dependencies, call, stepRecord(call, 'running', { attempts }));
  try {
    const request = () =>
      withDeadline({ timeoutMs: node.timeoutMs, name: node.name, cancelled: cancellationSignal }, (signal) =>
        askModel({
          provider: 'anthropic',
          model: node.model ?? models.model,
          system,
          prompt,
          outputSchema: node.outputSchema,
          maxTokens: node.maxTokens,
          timeoutMs: node.timeoutMs,
          signal,
          apiKey: models.apiKey,
          fetch: models.fetch,
        }),
      );
    const answer = await dependencies.gate.observe(vendorOfModel(call), request);
    const output = toWorkflowValue(answer.output, node);
    const { usage, model, calls } = answer;
    await write(dependencies, call, stepRecord(call, 'succeeded', { attempts, output }), {
      model,
      calls,
      ...usage,
    });
    return { output, attempts };
  } catch (error) {
    const final = isLastAttempt(node.retry, { attempts, error });
    if (!final) {
      const problem = toStepError(error, node);
      logger.warn({ run: call.runId, step: node.path, attempts, code: problem.code }, problem.message);
    }
    throw toFailure(error, node, { final, attempted: { platform: 'Anthropic', attempts, waitBy: call.waitBy } });
  }
}

interface RecordDetails {
  attempts: number;
  output?: Json;
  error?: StepError;
}

function stepRecord(
  { node, iteration, startedAt, prompt, system }: AskModelInput,
  status: StepStatus,
  details: RecordDetails,
): StepRecord {
  return {
    stepId: node.id,
    path: node.path,
    iteration,
    kind: 'model',
    name: node.name,
    status,
    lane: node.lane,
    input: { prompt, ...(system === undefined ? {} : { system }) },
    ...details,
    startedAt,
    ...(status === 'running' ? {} : { finishedAt: new Date().toISOString() }),
  };
}

async function write(
  { database }: ActivityDependencies,
  { runId, observatoryId, ruleId, node, iteration, records }: AskModelInput,
  own: StepRecord,
  usage?: { model: string } & Record<string, Json>,
): Promise<void> {
  await database.statements(observatoryId, (manager) =>
    recordSteps(manager, {
      scope: { runId, observatoryId, ruleId },
      records: [...records, own],
      feed: usage
        ? [
            {
              type: 'model',
              action: 'finished',
              title: `${node.name}: answered by ${usage.model}`,
              status: 'success',
              stepPath: node.path,
              iteration,
              metadata: usage,
            },
          ]
        : [],
    }),
  );
}
