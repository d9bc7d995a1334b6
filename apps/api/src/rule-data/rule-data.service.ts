import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import { firstEvent } from '@jarvis/rules';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import type { Look, Looked } from '../definition/look-at.js';
import { doesNotCompile, RuleCompiler } from '../definition/rule-compiler.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { findKnownData } from './known-data.js';
import { findRecentEvents } from './rule-data.queries.js';
import type { ExplainAnswer, ExplainRequest, RecentEvent, ScopeAnswer, ScopeRequest } from './rule-data.schemas.js';

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
    { text, bare, ...request }: ExplainRequest,
  ): Promise<z.input<typeof ExplainAnswer>> {
    const { explained } = await this.look(principal, ruleId, request, { text, bare });
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
    { definition, source, at, event, steps }: ScopeRequest,
    explain?: Look['explain'],
  ): Promise<Looked> {
    if (event !== undefined) checkEventSize(event);
    const { draft, known } = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, ruleId);
      return { draft: rule, known: await findKnownData(manager, rule, { event, steps, registry: this.registry }) };
    });
    const stored = draft.draftSource === null ? { definition: draft.draft } : { source: draft.draftSource };
    const written = definition === undefined && source === undefined ? stored : { definition, source };
    const { looked, problems } = await this.compiler.check(observatoryId, written, {
      sampleEvent: firstEvent(draft.draft, known.event),
      look: { at, known, ...(explain && { explain }) },
    });
    if (looked === undefined) throw doesNotCompile(problems);
    return looked;
  }
}
