import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import { Json, jsonText } from '@jarvis/json';
import { StepResult, type StepRecord } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import { z } from 'zod';
import { ActionReview } from '../approvals/action-review.js';
import type { Principal } from '../auth/principal.js';
import { doesNotCompile, RuleCompiler } from '../definition/rule-compiler.js';
import { findLastEvent } from '../events/events.queries.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { findKnownData } from '../rule-data/known-data.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { pinsFor } from './pins.js';
import { RealStepService } from './real-step.service.js';
import { RehearsalRunner } from './rehearsal-runner.js';
import { rehearsedTrigger } from './rehearsed-trigger.js';
import type { StepTrial, TrialStepRequest } from './rule-trials.schemas.js';
import { trialPlanOf, type TrialPlan } from './trial-plan.js';

const Steps = z.record(
  z.string(),
  z.object({ status: z.string(), output: z.unknown().optional(), error: z.unknown().optional() }),
);
const SECOND = 1000;

/** Tries one step of a draft with the data of events, runs and earlier trials. */
@Injectable()
export class TrialStepService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly runner: RehearsalRunner,
    private readonly review: ActionReview,
    private readonly real: RealStepService,
  ) {}

  /** @throws ApiError 422 when the draft does not compile, has no such step, or the step must not be done for real */
  async tryStep(principal: Principal, ruleId: string, request: TrialStepRequest): Promise<z.input<typeof StepTrial>> {
    const startedAt = performance.now();
    const { rehearsed, tried, madeUp } = await this.rehearse(principal.observatoryId, ruleId, request);
    const { node } = tried;
    const { input = null } = rehearsed;
    const outside = this.real.outsideOf(node, input);
    // What fails or is skipped in its rehearsal has nothing to be done with.
    const doneForReal =
      request.forReal && rehearsed.status === 'succeeded'
        ? await this.real.doIt(principal, { ruleName: tried.plan.name, tried, input })
        : undefined;
    await this.database.tenant(principal.observatoryId, (manager) =>
      audit(manager, principal, {
        action: 'rule.step-tried',
        entityType: 'rule',
        entityId: ruleId,
        metadata: { step: node.id, forReal: request.forReal },
      }),
    );
    return {
      id: node.id,
      status: doneForReal?.status ?? rehearsed.status,
      input,
      output: doneForReal ? doneForReal.output : (rehearsed.output ?? null),
      error: rehearsed.error ?? null,
      tookMs: Math.round(performance.now() - startedAt),
      done: doneForReal ? 'for-real' : outside === null ? 'computed' : 'rehearsed',
      forReal: outside,
      costUsd: outside === 'asks-model' ? this.real.mostItCosts(node, input) : null,
      preview:
        outside === 'writes' && node.kind === 'action' && input !== null ? this.review.preview(node.uses, input) : null,
      runId: doneForReal?.runId ?? null,
      madeUp,
    };
  }

  private async rehearse(
    observatoryId: string,
    ruleId: string,
    { definition, source, at, event: given, steps }: TrialStepRequest,
  ): Promise<{ rehearsed: StepRecord; tried: TrialPlan; madeUp: string[] }> {
    if (given !== undefined) checkEventSize(given);
    const { rule, known } = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, ruleId);
      return { rule, known: await findKnownData(manager, rule, { event: given, steps, registry: this.registry }) };
    });
    const stored = rule.draftSource === null ? { definition: rule.draft } : { source: rule.draftSource };
    const written = definition === undefined && source === undefined ? stored : { definition, source };
    const { compiled, problems, looked } = await this.compiler.check(observatoryId, written, {
      sampleEvent: known.event,
      look: { at, known, values: true },
    });
    if (compiled === undefined) throw doesNotCompile(problems);
    const tried = trialPlanOf(compiled.plan, at);
    if (tried === undefined) throw noSuchStep(at);
    const { values = {}, madeUp = [] } = looked?.data ?? {};
    const event = Json.parse(values['event'] ?? known.event ?? {});
    const result = await this.runner.run({
      plan: tried.plan,
      event,
      trigger: rehearsedTrigger(compiled.trigger, { event, given: undefined }),
      answers: tried.answers,
      events: await this.eventsFor(observatoryId, tried.waits),
      // The step itself is what is tried.
      pins: pinsFor(tried.plan, rule.pins, { but: tried.node.id }),
      results: resultsIn(values['steps']),
      rule: { id: rule.id, name: rule.name, version: (rule.publishedVersion?.version ?? 0) + 1 },
    });
    const rehearsed = result.steps.findLast(({ path }) => path === at) ?? neverBegun(tried.node, result.error);
    const text = jsonText(tried.plan.nodes);
    return { rehearsed, tried, madeUp: madeUp.filter((path) => text.includes(path)) };
  }

  private async eventsFor(observatoryId: string, waits: TrialPlan['waits']) {
    const events: Record<string, { afterMs: number; body: Record<string, Json> }> = {};
    for (const { id, event } of waits) {
      const last = await this.database.tenant(observatoryId, (manager) => findLastEvent(manager, event));
      events[id] = { afterMs: SECOND, body: last ?? {} };
    }
    return events;
  }
}

/** What the steps before have given, as a run would know it. */
function resultsIn(values: unknown): Record<string, StepResult> {
  return Object.fromEntries(
    Object.entries(Steps.parse(values ?? {})).map(([id, { status, output, error }]) => [
      id,
      StepResult.parse({
        status: status === 'failed' || status === 'skipped' ? status : 'succeeded',
        output: output ?? null,
        error: error ?? null,
      }),
    ]),
  );
}

/** A loop around it has no first item, or an approval before it was not asked. */
function neverBegun({ id, path, kind, name }: PlanNode, error: StepRecord['error']): StepRecord {
  const now = new Date().toISOString();
  const reached = { code: 'not-reached', message: `"${name}" was not reached with this data.` };
  const status = 'failed' as const;
  return { stepId: id, path, iteration: '', kind, name, status, attempts: 0, startedAt: now, error: error ?? reached };
}

function noSuchStep(at: string) {
  return refuse.unprocessable({
    code: 'unknown-step',
    message: `The definition has no step at ${at}.`,
    hint: 'Name a step by its path, for example steps[0].',
  });
}
