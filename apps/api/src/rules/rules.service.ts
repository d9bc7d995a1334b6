import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, notify, type Database } from '@jarvis/database';
import type { JsonObject } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import type { CheckTask } from '../definition/check-definition.js';
import { titleOfDraft, toYaml } from '../definition/draft-text.js';
import { doesNotCompile, RuleCompiler, type Checked } from '../definition/rule-compiler.js';
import { refuse } from '../http/api-error.js';
import { Page } from '../http/page.js';
import { audit } from '../infrastructure/audit.js';
import { findNames } from '../infrastructure/people.js';
import { sameJson } from '../infrastructure/same-json.js';
import { DATABASE } from '../infrastructure/tokens.js';
import type { NextTimesShape } from '../rule-triggers/rule-triggers.schemas.js';
import { RuleReader } from './rule-reader.js';
import { findLastSave, findRuleOrFail, listRules, lockRuleOrFail } from './rules.queries.js';
import type {
  DefinitionRequest,
  RuleDetail,
  RulesQuery,
  RuleSummary,
  SaveDraftRequest,
  Validation,
} from './rules.schemas.js';

interface Replacement {
  written: DefinitionRequest;
  /** In place of the one that is stored. */
  sampleEvent?: JsonObject | undefined;
  assertFits?: ((manager: EntityManager, rule: AutomationRule) => Promise<void>) | undefined;
}

/** Rules and their drafts. What runs is another matter: see PublishService. */
@Injectable()
export class RulesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly compiler: RuleCompiler,
    private readonly reader: RuleReader,
  ) {}

  list({ observatoryId }: Principal, query: RulesQuery): Promise<Page<RuleSummary>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rules = await listRules(manager, query);
      const summaries = new Map((await this.reader.summarise(manager, rules)).map((summary) => [summary.id, summary]));
      const page = Page.from(rules, {
        limit: query.limit,
        cursorOf: ({ createdAt, id }) => [createdAt.toISOString(), id],
        toItem: ({ id }) => summaries.get(id),
      });
      return new Page(
        page.items.filter((item) => item !== undefined),
        page.pagination,
      );
    });
  }

  get(principal: Principal, id: string): Promise<RuleDetail> {
    return this.database.tenant(principal.observatoryId, async (manager) =>
      this.reader.detail(manager, principal, await findRuleOrFail(manager, id)),
    );
  }

  async validate({ observatoryId }: Principal, body: DefinitionRequest): Promise<z.input<typeof Validation>> {
    const { problems, compiled, draft } = await this.compiler.check(observatoryId, body);
    return { valid: compiled !== undefined, problems, ...draft, planHash: compiled?.plan.hash ?? null };
  }

  /** Looked for in the thread that compiles, since it may take a while. */
  async nextTimesOf(
    { observatoryId }: Principal,
    written: Pick<CheckTask, 'definition' | 'source'>,
  ): Promise<NextTimesShape> {
    const { nextTimes } = await this.compiler.check(observatoryId, written, { timesAfter: Date.now() });
    if (nextTimes === undefined) throw new Error('A check has no next times.');
    return nextTimes;
  }

  async nextTimes(principal: Principal, id: string): Promise<NextTimesShape> {
    const { enabled, publishedVersion } = await this.database.tenant(principal.observatoryId, (manager) =>
      findRuleOrFail(manager, id),
    );
    const definition = enabled ? publishedVersion?.definition : undefined;
    return this.nextTimesOf(principal, { definition });
  }

  /** @throws ApiError 422 with every problem, unless `lenient` keeps an unfinished draft */
  async create(
    principal: Principal,
    body: DefinitionRequest,
    { lenient, sampleEvent }: { lenient: boolean; sampleEvent?: JsonObject | undefined },
  ): Promise<RuleDetail> {
    const { observatoryId } = principal;
    const checked = await this.compiler.check(observatoryId, body, { sampleEvent });
    if (checked.compiled === undefined && (!lenient || checked.unsafe)) throw doesNotCompile(checked.problems);
    const { definition, source } = checked.draft;
    return this.database.tenant(observatoryId, async (manager) => {
      const id = randomUUID();
      await manager.insert(AutomationRule, {
        id,
        observatoryId,
        ...titleOfDraft(definition),
        ...checked.columns,
        draft: definition ?? {},
        draftSource: source,
        draftRevision: 1,
        draftCheck: this.compiler.toDraftCheck(checked),
        ...(sampleEvent && { sampleEvent }),
      });
      await this.saved(manager, principal, { id, action: 'rule.created' });
      await this.saved(manager, principal, { id, action: 'rule.draft-saved' });
      return this.reader.detail(manager, principal, await findRuleOrFail(manager, id));
    });
  }

  /** Keeps unfinished work too. @throws ApiError 409 when somebody saved since `revision` */
  saveDraft(principal: Principal, id: string, { revision, ...written }: SaveDraftRequest): Promise<RuleDetail> {
    return this.replaceDraft(principal, id, {
      written,
      assertFits: async (manager, rule) => {
        if (rule.draftRevision !== revision) throw await this.savedBySomebodyElse(manager, rule);
      },
    });
  }

  /** Makes the draft a copy of a published definition. */
  copyIntoDraft(
    principal: Principal,
    { ruleId, definition }: { ruleId: string; definition: unknown },
  ): Promise<RuleDetail> {
    return this.replaceDraft(principal, ruleId, { written: { source: toYaml(definition) } });
  }

  /** Makes the draft what a file says. A file without a sample event leaves the one that is there. */
  replaceByFile(
    principal: Principal,
    id: string,
    { source, sampleEvent, assertFits }: Omit<Replacement, 'written'> & { source: string },
  ): Promise<RuleDetail> {
    return this.replaceDraft(principal, id, { written: { source }, sampleEvent, assertFits });
  }

  private async replaceDraft(principal: Principal, id: string, replacement: Replacement): Promise<RuleDetail> {
    const { observatoryId } = principal;
    const { written, assertFits } = replacement;
    const { sampleEvent: stored } = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, id);
      await assertFits?.(manager, rule);
      return rule;
    });
    const sampleEvent = replacement.sampleEvent ?? stored;
    const checked = await this.compiler.check(observatoryId, written, { sampleEvent });
    if (checked.unsafe) throw doesNotCompile(checked.problems);
    const detail = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await lockRuleOrFail(manager, id);
      await assertFits?.(manager, rule);
      return sameJson(rule.sampleEvent, stored)
        ? this.writeDraft(manager, principal, { rule, checked, sampleEvent: replacement.sampleEvent })
        : undefined;
    });
    // Somebody stored another sample event meanwhile, and the warnings may be others with it.
    return detail ?? this.replaceDraft(principal, id, replacement);
  }

  private async writeDraft(
    manager: EntityManager,
    principal: Principal,
    { rule, checked, sampleEvent }: { rule: AutomationRule; checked: Checked; sampleEvent: JsonObject | undefined },
  ): Promise<RuleDetail> {
    const { definition, source } = checked.draft;
    // Lists show what runs; only a rule that was never published is known by its draft, as far as that can be read.
    const readable = rule.publishedVersionId === null && definition !== null;
    const shown = readable ? { ...titleOfDraft(definition), ...checked.columns } : {};
    await manager.update(
      AutomationRule,
      { id: rule.id },
      // Text that cannot be read keeps the last definition beside it, for the form view.
      {
        ...shown,
        ...(definition === null ? {} : { draft: definition }),
        draftSource: source,
        draftRevision: rule.draftRevision + 1,
        draftCheck: this.compiler.toDraftCheck(checked),
        ...(sampleEvent && { sampleEvent }),
      },
    );
    await this.saved(manager, principal, { id: rule.id, action: 'rule.draft-saved' });
    return this.reader.detail(manager, principal, await findRuleOrFail(manager, rule.id));
  }

  private async saved(
    manager: EntityManager,
    principal: Principal,
    { id, action }: { id: string; action: string },
  ): Promise<void> {
    await audit(manager, principal, { action, entityType: 'rule', entityId: id });
    await notify(manager, { type: 'rule_updated', observatoryId: principal.observatoryId, id });
  }

  private async savedBySomebodyElse(manager: EntityManager, rule: AutomationRule) {
    const lastSave = await findLastSave(manager, rule.id);
    const names = await findNames(manager, [lastSave?.actorId ?? null]);
    const by = names.get(lastSave?.actorId ?? '') ?? 'Somebody';
    const at = (lastSave?.createdAt ?? rule.updatedAt).toISOString();
    return refuse.conflict({
      code: 'draft-changed',
      message: `${by} saved this draft at ${at}, after you opened it; your text was not saved.`,
      hint: 'Load the draft again, compare it with yours, and save with its revision.',
      details: { revision: rule.draftRevision, savedBy: by, savedAt: at },
    });
  }
}
