import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Connections } from '@jarvis/connections';
import { ConnectorError, type Action, type ConnectorContext, type ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import { evaluateNumber, ExpressionError, unwrapExpression } from '@jarvis/expressions';
import type { Problem } from '@jarvis/rules';
import { sampleCrossing } from '@jarvis/triggers';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { refuse } from '../http/api-error.js';
import { CONNECTIONS, CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { numbersIn } from './numbers-in.js';
import type { NumberLook, NumberLookRequest } from './rule-trials.schemas.js';

/** Somebody waits for it in front of a page. */
const PATIENCE_MS = 20_000;

/** Reads a number as the condition of a rule would, before the rule is published. */
@Injectable()
export class NumberLookService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly compiler: RuleCompiler,
  ) {}

  /** @throws ApiError 422 for what a condition may not do, and for what the platform refuses */
  async look(principal: Principal, ruleId: string, asked: NumberLookRequest): Promise<z.input<typeof NumberLook>> {
    await this.database.tenant(principal.observatoryId, (manager) => findRuleOrFail(manager, ruleId));
    const { action, connectionId, input } = await this.meant(principal, asked);
    const output = await this.read(principal, { action, connectionId, input });
    const found = valueIn(output, asked.value);
    const { side, line } = asked;
    const event = found.value === null ? null : { ...sampleCrossing({ side, line }), value: found.value };
    return { ...found, numbers: numbersIn(output), event };
  }

  /** What may be read, and through which account, is for the compiler to say, as when the rule is published. */
  private async meant({ observatoryId }: Principal, { uses, connection, with: input }: NumberLookRequest) {
    const named = connection === undefined ? {} : { connection };
    const trigger = { kind: 'condition', uses, ...named, with: input, value: '0', above: 0 };
    const steps = [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Looked' } }];
    const definition = { format: 1, name: 'Look', trigger, steps };
    const { compiled, problems } = await this.compiler.check(observatoryId, { definition });
    const action = this.registry.getAction(uses);
    if (compiled?.source?.watches !== 'number' || !action) throw cannotLook(problems);
    const { connectionId, settings } = compiled.source;
    return { action, connectionId, input: settings.input };
  }

  private async read(
    { observatoryId, userId, address }: Principal,
    { action, connectionId, input }: { action: Action; connectionId: string | undefined; input: unknown },
  ): Promise<unknown> {
    const { platform, title, timeoutMs } = action;
    const signal = AbortSignal.timeout(Math.min(timeoutMs, PATIENCE_MS));
    const run = (context: ConnectorContext) =>
      action.run(input, { ...context, idempotencyKey: `look/${randomUUID()}`, attempt: 1 });
    try {
      if (connectionId === undefined)
        return (await run(this.connections.context({ platform, live: false }, signal))).output;
      const by = { userId, ...(address === undefined ? {} : { address }) };
      const use = { observatoryId, connectionId, platform, purpose: `a look with ${action.id}`, by };
      return (await (await this.connections.open(use)).run(signal, run)).output;
    } catch (error) {
      if (signal.aborted) throw noAnswer(title);
      if (error instanceof ConnectorError) throw refused(error);
      throw error;
    }
  }
}

function valueIn(output: unknown, value: string): { value: number | null; problem: string | null } {
  if (value.trim() === '') return { value: null, problem: null };
  try {
    return { value: evaluateNumber(unwrapExpression(value), { output }), problem: null };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { value: null, problem: [error.message, error.hint].filter(Boolean).join(' ') };
  }
}

function cannotLook(problems: readonly Problem[]) {
  const { message = 'This cannot be read.', hint } = problems[0] ?? {};
  const details = problems.map((problem) => ({ ...problem }));
  return refuse.unprocessable({ code: 'cannot-look', message, details, ...(hint === undefined ? {} : { hint }) });
}

function refused({ userMessage, hint }: ConnectorError) {
  return refuse.unprocessable({ code: 'look-failed', message: userMessage, ...(hint === undefined ? {} : { hint }) });
}

function noAnswer(title: string) {
  return refuse.unprocessable({
    code: 'look-failed',
    message: `“${title}” got no answer within ${(PATIENCE_MS / 1_000).toString()} s.`,
    hint: 'Look again in a while.',
  });
}
