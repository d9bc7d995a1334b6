import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { hashJson, requestSingleRun, type Database } from '@jarvis/database';
import { Json, jsonText } from '@jarvis/json';
import { costOf } from '@jarvis/models';
import { JsonObject, Plan } from '@jarvis/plan';
import type { PlanNode } from '@jarvis/steps/nodes';
import type { RunStatus } from '@jarvis/vocabulary';
import type { Principal } from '../auth/principal.js';
import { asLiteral, checkCarriable } from '../doors/door-input.js';
import { STEP } from '../doors/door-plans.js';
import { DoorsService } from '../doors/doors.service.js';
import { ApiError, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONFIG, CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import type { TrialPlan } from './trial-plan.js';

/** What a step does outside; null for one that does nothing there. */
export type Outside = 'reads' | 'asks-model' | 'writes' | null;

/** No text has more tokens than this share of its characters would make, but for rare scripts. */
const CHARACTERS_PER_TOKEN = 3;

interface Tried {
  ruleName: string;
  tried: TrialPlan;
  /** What the step was called with in its rehearsal. */
  input: Json;
}

/**
 * Does a step that is tried for real, the way that a call of a door goes: as a run of a plan of this one step, whose input
 * is written out, with the limits and the record of every run. Nothing that writes is done so.
 */
@Injectable()
export class RealStepService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly doors: DoorsService,
  ) {}

  outsideOf(node: PlanNode, input: Json): Outside {
    if (node.kind === 'model') return 'asks-model';
    if (node.kind !== 'action') return null;
    const effect = this.effectOf(node.uses, input);
    // What a person must approve is not done without one, whatever it is.
    if (effect === 'write' || node.gatedBy !== undefined) return 'writes';
    return effect === 'read' ? 'reads' : null;
  }

  /** In US dollars: the prompt as it is, and the longest answer. */
  mostItCosts(node: PlanNode, input: Json): number | null {
    if (node.kind !== 'model') return null;
    const { model = this.config.models.anthropicModel, maxTokens, outputSchema } = node;
    const inputTokens = Math.ceil((jsonText(input).length + jsonText(outputSchema).length) / CHARACTERS_PER_TOKEN);
    return costOf(model, { inputTokens, outputTokens: maxTokens });
  }

  /** @throws ApiError 422 for what must not be done so, and what it failed with */
  async doIt(principal: Principal, step: Tried): Promise<{ runId: string; status: 'succeeded'; output: unknown }> {
    const { observatoryId, userId, name } = principal;
    const { node } = step.tried;
    checkCarriable({ title: node.name }, step.input);
    const plan = this.planOf(step);
    const runId = await this.database.tenant(observatoryId, async (manager) => {
      const run = await requestSingleRun(manager, {
        observatoryId,
        plan,
        triggerSummary: `“${node.name}” of “${step.ruleName}”, tried by ${name}`,
        event: step.input,
        requestedBy: userId,
      });
      await audit(manager, principal, {
        action: 'run.requested',
        entityType: 'run',
        entityId: run.id,
        metadata: { step: node.id },
      });
      return run.id;
    });
    const { status, output } = await this.doors.outcomeOf(observatoryId, runId);
    if (status !== 'succeeded') throw notYet(status, runId);
    return { runId, status, output };
  }

  /** The checks are here, where what will run is made. */
  private planOf({ tried: { node, plan }, ruleName, input }: Tried): Plan {
    const given = literalOf(node, this.outsideOf(node, input), input);
    const step = {
      ...node,
      ...given,
      id: STEP,
      path: 'steps[0]',
      onError: 'fail',
      if: undefined,
      compensate: undefined,
    };
    const { format, kind } = plan;
    const body = Json.parse(
      JSON.parse(jsonText({ format, kind, name: `${node.name} (${ruleName})`, vars: {}, nodes: [step] })),
    );
    return Plan.parse({ ...JsonObject.parse(body), hash: hashJson(body) });
  }

  private effectOf(uses: string, input: Json) {
    const action = this.registry.getAction(uses);
    try {
      return action?.effectOf(input) ?? 'write';
    } catch {
      // An input that the action would refuse; the worst case stands.
      return action?.effect ?? 'write';
    }
  }
}

/** The fields that hold what it is called with, with no expression left in them. @throws ApiError 422 for what must not be done so */
function literalOf(node: PlanNode, outside: Outside, input: Json): Record<string, Json> {
  if (node.kind === 'action' && outside === 'reads') return { with: asLiteral(input) };
  if (node.kind === 'model') return JsonObject.parse(asLiteral(input));
  throw refuse.unprocessable({
    code: 'not-for-real',
    message:
      outside === 'writes'
        ? `"${node.name}" writes, or needs an approval, so it is never done for real to try it.`
        : `"${node.name}" does nothing outside, so there is nothing to do for real.`,
    hint: 'Try it without `forReal`; publish the rule and run it to see what it does.',
  });
}

function notYet(status: RunStatus, runId: string): ApiError {
  return new ApiError({
    status: 409,
    code: 'not-done-yet',
    message: `It takes longer: its run is ${status}.`,
    hint: 'Look at the run; its step has the output once it is done.',
    details: { runId },
  });
}
