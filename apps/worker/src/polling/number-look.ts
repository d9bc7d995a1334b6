import { ConnectorError, type Action } from '@jarvis/connector-kit';
import { keepCrossing, type ClaimedSource } from '@jarvis/database';
import { evaluateNumber, ExpressionError } from '@jarvis/expressions';
import { Json } from '@jarvis/json';
import { Crossing, crossedBy, nextLookMs, Watched, type ConditionEvent } from '@jarvis/triggers';
import { callsOf } from '../activities/action-context.js';
import { withDeadline } from '../activities/deadline.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { vendorOfAction } from '../activities/vendor-use.js';
import type { Watch } from './poll.js';

type Dependencies = Pick<ActivityDependencies, 'database' | 'registry' | 'connections' | 'gate'>;

/** One look at a number: the action reads it, as in a step, and what has come of it is kept with the run that it starts. */
export class NumberLook implements Watch {
  readonly everyMs: number;
  private readonly action: Action;
  private readonly watched: Watched;
  private readonly calls: ReturnType<typeof callsOf>;

  /** @throws ConnectorError for an action that this version does not have, or with which it would not only read */
  constructor(
    private readonly dependencies: Dependencies,
    private readonly at: { source: ClaimedSource; stopping: AbortSignal },
  ) {
    const { uses, observatoryId, connectionId } = at.source;
    const action = dependencies.registry.getAction(uses);
    this.watched = Watched.parse(at.source.settings);
    if (!action || action.effectOf(this.watched.input) === 'write') throw doesNotRead(uses);
    this.action = action;
    this.everyMs = this.watched.everyMs;
    this.calls = callsOf(dependencies, {
      observatoryId,
      action,
      connectionId: connectionId ?? undefined,
      approvedFor: undefined,
      key: `looks at ${uses}`,
      recurring: true,
    });
  }

  async read(): Promise<void> {
    const { source } = this.at;
    const value = numberIn(await this.output(), this.watched.value);
    const known = source.cursor === null ? undefined : Crossing.parse(source.cursor);
    const { now, event } = crossedBy(known, { at: new Date().toISOString(), value }, this.watched);
    await this.dependencies.database.tenant(source.observatoryId, (manager) =>
      keepCrossing(manager, source, {
        now,
        waitMs: nextLookMs(now, this.watched),
        crossed: event && { event, summary: inWords(this.action, event) },
      }),
    );
  }

  noteFailed(error: unknown): Promise<void> {
    return this.calls.noteFailed(error);
  }

  /** Behind the gate, as steps are. */
  private async output(): Promise<unknown> {
    const { action, calls } = this;
    const { gate, registry } = this.dependencies;
    const { observatoryId, connectionId } = this.at.source;
    const input = Json.parse(this.watched.input);
    const limits = { timeoutMs: action.timeoutMs, name: action.title, cancelled: this.at.stopping };
    const ask = () =>
      withDeadline(limits, (signal) => calls.run({ attempt: 1, signal }, (context) => action.run(input, context)));
    const node = connectionId === null ? {} : { connectionId };
    const use = vendorOfAction(registry, action, { observatoryId, input, node });
    const { output } = use ? await gate.run(use, () => gate.observe(use, ask)) : await ask();
    await calls.noteAccepted();
    return output;
  }
}

/** @throws ConnectorError when it is none */
function numberIn(output: unknown, source: string): number {
  try {
    return evaluateNumber(source, { output });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ConnectorError({
      code: 'invalid-input',
      message: `The number could not be read. ${error.message}`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

const inWords = ({ title }: Action, { value, side, line }: ConditionEvent): string =>
  `${title}: ${value.toString()} is ${side} ${line.toString()}`;

function doesNotRead(uses: string): ConnectorError {
  return new ConnectorError({
    code: 'invalid-input',
    message: `This worker knows no way to only read with ${uses}.`,
    hint: 'Update the worker, or publish the rule with another action.',
  });
}
