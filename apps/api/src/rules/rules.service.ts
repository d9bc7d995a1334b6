import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, notify, type Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { Page } from '../http/page.js';
import { audit } from '../infrastructure/audit.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { titleOfDraft, toDraftText, toYaml } from './draft-text.js';
import { doesNotCompile, RuleCompiler } from './rule-compiler.js';
import { RuleReader } from './rule-reader.js';
import { RulesRepository } from './rules.repository.js';
import type {
  DefinitionRequest,
  RuleDetail,
  RulesQuery,
  RuleSummary,
  SaveDraftRequest,
  Validation,
} from './rules.schemas.js';

/** Rules and their drafts. What runs is another matter: see PublishService. */
@Injectable()
export class RulesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly repository: RulesRepository,
    private readonly compiler: RuleCompiler,
    private readonly reader: RuleReader,
  ) {}

  list({ observatoryId }: Principal, query: RulesQuery): Promise<Page<RuleSummary>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rules = await this.repository.list(manager, query);
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

  get({ observatoryId }: Principal, id: string): Promise<RuleDetail> {
    return this.database.tenant(observatoryId, async (manager) =>
      this.reader.detail(manager, await this.repository.findOrFail(manager, id)),
    );
  }

  validate({ observatoryId }: Principal, body: DefinitionRequest): Promise<z.input<typeof Validation>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const { definition, source } = toDraftText(body);
      const { problems, warnings, compiled } = await this.compiler.checkWritten(manager, body);
      return {
        valid: problems.length === 0,
        problems,
        warnings,
        definition,
        source,
        planHash: compiled?.plan.hash ?? null,
      };
    });
  }

  /** @throws ApiError 422 with every problem, unless `lenient` keeps an unfinished draft */
  create(principal: Principal, body: DefinitionRequest, { lenient }: { lenient: boolean }): Promise<RuleDetail> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const checked = await this.compiler.checkWritten(manager, body);
      if (checked.problems.length > 0 && (!lenient || checked.unsafe)) throw doesNotCompile(checked.problems);
      const { definition, source } = toDraftText(body);
      const id = randomUUID();
      await manager.insert(AutomationRule, {
        id,
        observatoryId,
        ...titleOfDraft(definition),
        ...checked.columns,
        draft: definition ?? {},
        draftSource: source,
        draftRevision: 1,
      });
      await this.saved(manager, principal, { id, action: 'rule.created' });
      await this.saved(manager, principal, { id, action: 'rule.draft-saved' });
      return this.reader.detail(manager, await this.repository.findOrFail(manager, id));
    });
  }

  /** Keeps unfinished work too. @throws ApiError 409 when somebody saved since `revision` */
  saveDraft(principal: Principal, id: string, body: SaveDraftRequest): Promise<RuleDetail> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await this.repository.lockOrFail(manager, id);
      if (rule.draftRevision !== body.revision) throw await this.savedBySomebodyElse(manager, rule);
      const checked = await this.compiler.checkWritten(manager, body);
      if (checked.unsafe) throw doesNotCompile(checked.problems);
      await this.writeDraft(manager, rule, body, checked.columns);
      await this.saved(manager, principal, { id, action: 'rule.draft-saved' });
      return this.reader.detail(manager, await this.repository.findOrFail(manager, id));
    });
  }

  /** Makes the draft a copy of a published definition. */
  async copyIntoDraft(
    manager: EntityManager,
    principal: Principal,
    { rule, definition }: { rule: AutomationRule; definition: unknown },
  ): Promise<RuleDetail> {
    const source = toYaml(definition);
    const { columns } = await this.compiler.check(manager, source);
    await this.writeDraft(manager, rule, { source }, columns);
    await this.saved(manager, principal, { id: rule.id, action: 'rule.draft-saved' });
    return this.reader.detail(manager, await this.repository.findOrFail(manager, rule.id));
  }

  private async writeDraft(
    manager: EntityManager,
    rule: AutomationRule,
    body: DefinitionRequest,
    columns: Awaited<ReturnType<RuleCompiler['check']>>['columns'],
  ): Promise<void> {
    const { definition, source } = toDraftText(body);
    // Lists show what runs; only a rule that was never published is known by its draft, as far as that can be read.
    const readable = rule.publishedVersionId === null && definition !== null;
    const shown = readable ? { ...titleOfDraft(definition), ...columns } : {};
    await manager.update(
      AutomationRule,
      { id: rule.id },
      // Text that cannot be read keeps the last definition beside it, for the form view.
      {
        ...shown,
        ...(definition === null ? {} : { draft: definition }),
        draftSource: source,
        draftRevision: rule.draftRevision + 1,
      },
    );
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
    const lastSave = await this.repository.findLastSave(manager, rule.id);
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
