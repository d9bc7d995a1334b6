import { Inject, Injectable } from '@nestjs/common';
import { CONNECTION_PARAMETER, type Action, type ConnectorRegistry } from '@jarvis/connector-kit';
import type { Json } from '@jarvis/json';
import { canonicalJson, type Plan } from '@jarvis/plan';
import type { Problem } from '@jarvis/rules';
import { flattenSteps } from '@jarvis/steps/lists';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { ApiError } from '../http/api-error.js';
import { CONNECTORS } from '../infrastructure/tokens.js';
import { asLiteral } from './door-input.js';

/** The only step that a door's call asks for, before which policy may put an approval. */
export const STEP = 'act';

interface Call {
  action: Action;
  connectionId: string | undefined;
  /** The action's input, as the run has it. */
  event: Json;
}

/** What a door's call runs: a plan of one action, compiled as any rule is. Never call it with a transaction open. */
@Injectable()
export class DoorPlans {
  constructor(
    @Inject(CONNECTORS) private readonly connectors: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
  ) {}

  /** @throws ApiError 422 without a usable connection, 429 for too many at once */
  async make(observatoryId: string, { action, connectionId, event }: Call): Promise<Plan> {
    const step = {
      id: STEP,
      kind: 'action',
      name: action.title,
      uses: action.id,
      ...(connectionId === undefined ? {} : { connection: connectionId }),
      with: asLiteral(event),
    };
    const definition = { format: 1, name: action.title, trigger: { kind: 'manual' }, steps: [step] };
    const { compiled, problems } = await this.compiler.check(observatoryId, { definition }, { asker: 'door' });
    if (compiled === undefined) throw cannotBeCalled(action, problems);
    return compiled.plan;
  }

  /** Whether it is what a call with this input would run today. A plan with less than that has no approval, for example. */
  async isOurs(observatoryId: string, { plan, event }: { plan: Plan; event: Json }): Promise<boolean> {
    const [node] = flattenSteps(plan.nodes).flatMap((one) => (one.kind === 'action' ? [one] : []));
    const action = node && this.connectors.getAction(node.uses);
    if (action === undefined) return false;
    try {
      const made = await this.make(observatoryId, { action, connectionId: node?.connectionId, event });
      return canonicalJson(made) === canonicalJson(plan);
    } catch (error) {
      if (error instanceof ApiError && error.getStatus() === 422) return false;
      throw error;
    }
  }
}

/** By its path in the definition that nobody has written, what is wrong comes back as a part of the request. */
function cannotBeCalled({ title }: Action, problems: readonly Problem[]): ApiError {
  return new ApiError({
    status: 422,
    code: 'cannot-be-called',
    message: `${title}: it cannot be called so.`,
    hint: 'details names what is wrong, and what to do.',
    details: problems.map(({ path, code, message, hint }) => ({
      path: path.startsWith('steps[0].with.') ? path.slice('steps[0].with.'.length) : CONNECTION_PARAMETER,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
  });
}
