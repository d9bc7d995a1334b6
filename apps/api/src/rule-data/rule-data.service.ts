import { Inject, Injectable } from '@nestjs/common';
import type { DataOrigin, KnownData } from '@jarvis/compiler';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { AutomationRule, Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { Trigger } from '@jarvis/triggers';
import type { EntityManager } from 'typeorm';
import { eventAlone, firstEvent } from '@jarvis/rules';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import type { Look, Looked } from '../definition/look-at.js';
import { doesNotCompile, RuleCompiler } from '../definition/rule-compiler.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { rehearsedTrigger } from '../rule-trials/rehearsed-trigger.js';
import { findLastEvent } from '../events/events.queries.js';
import { sampleOf } from '../rule-triggers/trigger-words.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { findLastOutputs, findRecentEvents } from './rule-data.queries.js';
import type { ExplainAnswer, ExplainRequest, RecentEvent, ScopeAnswer, ScopeRequest } from './rule-data.schemas.js';

const WithTrigger = z.looseObject({ trigger: Trigger });

/** What expressions of a rule read, and what they give, with data of its events and runs. */
@Injectable()
export class RuleDataService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
  ) {}

  async scope(principal: Principal, ruleId: string, request: ScopeRequest): Promise<z.input<typeof ScopeAnswer>> {
    const { entries = [] } = await this.look(principal, ruleId, request);
    return { entries };
  }

  async explain(
    principal: Principal,
    ruleId: string,
    { text, bare, steps, ...request }: ExplainRequest,
  ): Promise<z.input<typeof ExplainAnswer>> {
    const { explained } = await this.look(principal, ruleId, request, { explain: { text, bare }, steps });
    return explained ?? { result: null, error: null, parts: [], madeUp: [] };
  }

  recentEvents({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof RecentEvent>[]> {
    return this.database.tenant(observatoryId, async (manager) => {
      await findRuleOrFail(manager, ruleId);
      return findRecentEvents(manager, ruleId);
    });
  }

  /** @throws ApiError 422 where too little of the definition can be read to know the place */
  private async look(
    { observatoryId }: Principal,
    ruleId: string,
    { definition, source, at, event }: ScopeRequest,
    { explain, steps = {} }: { explain?: Look['explain']; steps?: ExplainRequest['steps'] } = {},
  ): Promise<Looked> {
    if (event !== undefined) checkEventSize(event);
    const { rule, known } = await this.database.tenant(observatoryId, async (manager) => {
      const found = await findRuleOrFail(manager, ruleId);
      const data = await this.dataOf(manager, found, event);
      return { rule: found, known: { ...data, steps: { ...data.steps, ...asRun(steps) } } };
    });
    const stored = rule.draftSource === null ? { definition: rule.draft } : { source: rule.draftSource };
    const written = definition === undefined && source === undefined ? stored : { definition, source };
    const { looked, problems } = await this.compiler.check(observatoryId, written, {
      sampleEvent: firstEvent(rule.draft, known.event),
      look: { at, known, ...(explain && { explain }) },
    });
    if (looked === undefined) throw doesNotCompile(problems);
    return looked;
  }

  private async dataOf(manager: EntityManager, rule: AutomationRule, given: Json | undefined): Promise<KnownData> {
    const trigger = WithTrigger.safeParse(rule.draft).data?.trigger;
    const { event, eventFrom } = await this.eventOf(manager, rule, { trigger, given });
    const now = new Date().toISOString();
    const started = trigger && rehearsedTrigger(trigger, { event: Json.parse(event ?? {}), given: undefined });
    return {
      event: event === undefined ? undefined : eventAlone(rule.draft, Json.parse(event)),
      eventFrom,
      trigger: { kind: started?.type ?? 'manual', ...started?.details },
      rule: { id: rule.id, name: rule.name, version: (rule.publishedVersion?.version ?? 0) + 1 },
      run: { id: '00000000-0000-7000-8000-000000000000' },
      now,
      steps: await findLastOutputs(manager, rule.id),
    };
  }

  private async eventOf(
    manager: EntityManager,
    rule: AutomationRule,
    { trigger, given }: { trigger: Trigger | undefined; given: Json | undefined },
  ): Promise<{ event: unknown; eventFrom: DataOrigin }> {
    if (given !== undefined) return { event: given, eventFrom: 'given' };
    if (rule.sampleEvent !== null) return { event: rule.sampleEvent, eventFrom: 'sample' };
    const [last] = await findRecentEvents(manager, rule.id, 1);
    if (last) return { event: last.event, eventFrom: 'last-event' };
    const heard = trigger?.kind === 'event' ? await findLastEvent(manager, trigger.name) : undefined;
    if (heard) return { event: heard, eventFrom: 'last-event' };
    const due = trigger?.kind === 'schedule' ? { scheduledAt: new Date().toISOString() } : undefined;
    return { event: sampleOf(rule.draft, this.registry) ?? due, eventFrom: 'built-in' };
  }
}

/** Outputs that were given, as a run would have left them. */
function asRun(outputs: Readonly<Record<string, unknown>>): KnownData['steps'] {
  return Object.fromEntries(Object.entries(outputs).map(([id, output]) => [id, { status: 'succeeded', output }]));
}
