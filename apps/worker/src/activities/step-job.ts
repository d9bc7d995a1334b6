import { Context } from '@temporalio/activity';
import { redact, type Action, type ActionContext, type ActionResult } from '@jarvis/connector-kit';
import { recordSteps, type LedgerScope, type NewFeedEntry } from '@jarvis/database';
import { webAddress, effectKey, Json, type PerformActionInput, type StepError, type StepRecord } from '@jarvis/plan';
import type { StepStatus } from '@jarvis/vocabulary';
import { callsOf, type Attempt } from './action-context.js';
import type { ApprovedAccount } from './assert-approved.js';
import { withDeadline } from './deadline.js';
import type { ActivityDependencies } from './dependencies.js';
import { toFailure, toStepError } from './failures.js';
import { vendorOfAction } from './vendor-use.js';
import { triesOf } from './vendor-wait.js';

interface RecordDetails {
  attempts: number;
  output?: Json;
  error?: StepError;
}

/** One action step being performed: what its several ways of going have in common. */
export class StepJob {
  readonly key: string;
  readonly scope: LedgerScope;
  private readonly calls: ReturnType<typeof callsOf>;

  readonly call: PerformActionInput;
  readonly action: Action;

  constructor(
    readonly dependencies: ActivityDependencies,
    { call, action, approvedFor }: { call: PerformActionInput; action: Action; approvedFor?: ApprovedAccount },
  ) {
    this.call = call;
    this.action = action;
    const { runId, observatoryId, ruleId, node, iteration } = call;
    this.key = effectKey({ runId, path: node.path, iteration });
    this.scope = { runId, observatoryId, ruleId };
    const { connectionId } = node;
    this.calls = callsOf(dependencies, {
      observatoryId,
      action,
      connectionId,
      approvedFor,
      key: this.key,
    });
  }

  /** What people call the place where it happens. */
  get platformTitle(): string {
    return this.dependencies.registry.getConnector(this.action.platform)?.title ?? this.action.platform;
  }

  /** Which attempt this is, as Temporal counts them. */
  get tries(): number {
    return triesOf(this.call);
  }

  /** What a failed attempt means to Temporal, or to the workflow that waits for the vendor. */
  failure(error: unknown, { attempts, final = false }: { attempts: number; final?: boolean }): Error {
    const { node, waitBy } = this.call;
    return toFailure(error, node, { final, attempted: { platform: this.platformTitle, attempts, waitBy } });
  }

  /** One attempt at the vendor, under the step's timeout. */
  async run(attempt: Omit<Attempt, 'signal'>): Promise<ActionResult> {
    const result = await this.atVendor(attempt, (context) => this.action.run(this.call.input, context));
    await this.calls.noteAccepted();
    return result;
  }

  /** Looks for what an earlier attempt did; null when it is certain that it did nothing. */
  async findExisting(attempt: Omit<Attempt, 'signal'>): Promise<ActionResult | null> {
    return this.atVendor(attempt, (context) => this.action.findExisting(this.call.input, context));
  }

  private async atVendor<T>(
    attempt: Omit<Attempt, 'signal'>,
    call: (context: ActionContext) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.underDeadline((signal) => this.calls.run({ ...attempt, signal }, call));
    } catch (error) {
      await this.calls.noteFailed(error);
      throw error;
    }
  }

  /** The step's own row, with what must not be stored masked. */
  record(status: StepStatus, { output, error, attempts }: RecordDetails): StepRecord {
    const { node, iteration, input, startedAt } = this.call;
    const open = status === 'running' || status === 'waiting';
    return {
      stepId: node.id,
      path: node.path,
      iteration,
      kind: 'action',
      name: node.name,
      status,
      attempts,
      lane: node.lane,
      input: this.masked(input),
      ...(output === undefined ? {} : { output: this.masked(output) }),
      ...(error ? { error } : {}),
      startedAt,
      ...(open ? {} : { finishedAt: new Date().toISOString() }),
    };
  }

  /** The line for the feed, if the action has one. */
  feed(output: Json, { externalUrl }: Pick<ActionResult, 'externalUrl'>): NewFeedEntry[] {
    const entry = this.action.describeForFeed(this.call.input, output);
    if (!entry) return [];
    const { node, iteration } = this.call;
    const url = webAddress(externalUrl);
    return [
      {
        ...entry,
        stepPath: node.path,
        iteration,
        platform: this.action.platform,
        connectionId: node.connectionId,
        metadata: url === undefined ? {} : { url },
      },
    ];
  }

  masked(value: Json): Json {
    const { sensitive } = this.action;
    return sensitive.length === 0 ? value : Json.parse(redact(value, sensitive));
  }

  /** Shows a failed attempt that will be repeated. Only for the eyes: not being able to is no reason to fail. */
  async noteRetry(error: unknown, attempts: number): Promise<void> {
    const { database, logger } = this.dependencies;
    const problem = toStepError(error, this.call.node);
    logger.warn({ step: this.key, attempts, code: problem.code }, problem.message);
    await database
      .statements(this.scope.observatoryId, (manager) =>
        recordSteps(manager, {
          scope: this.scope,
          records: [...this.call.records, this.record('running', { attempts, error: problem })],
        }),
      )
      .catch((cause: unknown) => logger.warn({ step: this.key, err: cause }, 'The attempt could not be recorded.'));
  }

  private underDeadline<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { timeoutMs, name } = this.call.node;
    const { cancellationSignal: cancelled } = Context.current();
    const { gate, registry } = this.dependencies;
    const use = vendorOfAction(registry, this.action, this.call);
    const request = () => withDeadline({ timeoutMs, name, cancelled }, work);
    return use ? gate.observe(use, request) : request();
  }
}
