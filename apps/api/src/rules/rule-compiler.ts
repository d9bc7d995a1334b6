import { Inject, Injectable } from '@nestjs/common';
import { compileRule, summarizePlan } from '@jarvis/compiler';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { Integration } from '@jarvis/database';
import { JsonObject, type Plan, type RiskLevel } from '@jarvis/plan';
import { Trigger, type Problem } from '@jarvis/rules';
import { Not, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { refuse, type ApiError } from '../http/api-error.js';
import { CONNECTORS } from '../infrastructure/tokens.js';
import type { DefinitionRequest } from './rules.schemas.js';

export interface Compiled {
  plan: Plan;
  definition: JsonObject;
  trigger: Trigger;
}

export interface Checked {
  /** Absent when there are problems. */
  compiled: Compiled | undefined;
  problems: Problem[];
  warnings: Problem[];
  /** Not even to be kept as a draft: no object at all, keys that reach prototypes, or sizes nobody can handle. */
  unsafe: boolean;
  /** What lists show of the rule. */
  columns: {
    triggerType: Trigger['kind'];
    triggerConfig: Record<string, string>;
    riskLevel: RiskLevel;
    requiresApproval: boolean;
  };
}

const UNSAFE = new Set<string>(['forbidden-key', 'unstorable-text', 'too-large']);
const WithTrigger = z.looseObject({ trigger: Trigger });
const TriggerConfig = z.record(z.string(), z.string());

/** Compiles definitions with the connectors that are installed and the connections of the observatory. */
@Injectable()
export class RuleCompiler {
  constructor(@Inject(CONNECTORS) private readonly registry: ConnectorRegistry) {}

  /** What somebody wrote, in either form. */
  checkWritten(manager: EntityManager, { definition, source }: DefinitionRequest): Promise<Checked> | Checked {
    if (source !== undefined) return this.check(manager, source);
    return JsonObject.safeParse(definition).success ? this.check(manager, definition) : noDefinition(definition);
  }

  /**
   * @param definition as a value, or as YAML or JSON text
   * @param sampleEvent what the rule's events look like; fields it has not are warned of
   */
  async check(manager: EntityManager, definition: unknown, sampleEvent?: unknown): Promise<Checked> {
    const connections = await manager.find(Integration, {
      select: { id: true, platform: true, accountName: true },
      where: { status: Not('disconnected') },
    });
    const result = compileRule({ definition, registry: this.registry, connections, sampleEvent });
    if ('problems' in result) {
      const { problems, warnings } = result;
      const unsafe = problems.some(({ code }) => UNSAFE.has(code));
      const trigger = WithTrigger.safeParse(definition).data?.trigger;
      return {
        compiled: undefined,
        problems,
        warnings,
        unsafe,
        columns: columnsOf(trigger, { riskLevel: 'medium', requiresApproval: false }),
      };
    }
    const { plan, warnings } = result;
    return {
      compiled: { plan, definition: JsonObject.parse(result.definition), trigger: result.definition.trigger },
      problems: [],
      warnings,
      unsafe: false,
      columns: columnsOf(result.definition.trigger, summarizePlan(plan, this.registry)),
    };
  }
}

/** Text is told apart from a definition here: as a value of `definition` it would be read as YAML. */
function noDefinition(definition: unknown): Checked {
  const problem: Problem =
    definition === undefined
      ? { path: 'definition', code: 'missing-field', message: 'There is no definition.' }
      : { path: 'definition', code: 'wrong-type', message: 'The definition is not a JSON object.' };
  const hint = 'Send an object in definition, or YAML text in source.';
  return {
    compiled: undefined,
    problems: [{ ...problem, hint }],
    warnings: [],
    unsafe: true,
    columns: columnsOf(undefined, { riskLevel: 'medium', requiresApproval: false }),
  };
}

function columnsOf(
  trigger: Trigger | undefined,
  { riskLevel, requiresApproval }: { riskLevel: RiskLevel; requiresApproval: boolean },
): Checked['columns'] {
  const { kind, ...config } = trigger ?? { kind: 'manual' as const };
  return { triggerType: kind, triggerConfig: TriggerConfig.parse(config), riskLevel, requiresApproval };
}

export function doesNotCompile(problems: readonly Problem[]): ApiError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length.toString()} problems`;
  return refuse.unprocessable({
    code: 'invalid-definition',
    message: `The definition has ${count}.`,
    hint: 'details names each place, what is wrong there, and what to do.',
    details: problems.map(({ path, code, message, hint = 'Change it as the message says.' }) => ({
      path,
      code,
      message,
      hint,
    })),
  });
}
