import { Inject, Injectable } from '@nestjs/common';
import {
  ApprovalRequest,
  AutomationRule,
  beginAnew,
  notify,
  requestScheduleSync,
  Run,
  type Database,
} from '@jarvis/database';
import { IsNull, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { triggerInWords } from '../rule-triggers/trigger-words.js';
import { WebhookReader } from '../rule-triggers/webhook-reader.js';
import { RuleReader } from './rule-reader.js';
import { findCallers, findRuleOrFail, lockRuleOrFail } from './rules.queries.js';
import type { Impact, RuleSummary } from './rules.schemas.js';

/** Switching rules on and off, deleting them and bringing them back. */
@Injectable()
export class RuleLifecycleService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly reader: RuleReader,
    private readonly webhooks: WebhookReader,
  ) {}

  setEnabled(principal: Principal, id: string, enabled: boolean): Promise<RuleSummary> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const rule = await lockRuleOrFail(manager, id);
      if (enabled && rule.publishedVersionId === null) throw neverPublished();
      if (rule.enabled !== enabled) {
        await this.change(manager, principal, {
          id,
          set: { enabled },
          action: enabled ? 'rule.enabled' : 'rule.disabled',
        });
      }
      return this.reader.summary(manager, await findRuleOrFail(manager, id));
    });
  }

  impact({ observatoryId }: Principal, id: string): Promise<z.input<typeof Impact>> {
    return this.database.tenant(observatoryId, async (manager) =>
      this.weigh(manager, await findRuleOrFail(manager, id)),
    );
  }

  remove(principal: Principal, id: string): Promise<{ deleted: true; stopped: z.input<typeof Impact> }> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const rule = await lockRuleOrFail(manager, id);
      const stopped = await this.weigh(manager, rule);
      await this.change(manager, principal, {
        id,
        set: { enabled: false, deletedAt: new Date() },
        action: 'rule.deleted',
      });
      return { deleted: true as const, stopped };
    });
  }

  /** Comes back switched off: whoever restores it decides when it runs. */
  restore(principal: Principal, id: string): Promise<RuleSummary> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const rule = await lockRuleOrFail(manager, id, { deleted: true });
      if (rule.deletedAt !== null) {
        await this.change(manager, principal, {
          id,
          set: { enabled: false, deletedAt: null },
          action: 'rule.restored',
        });
      }
      return this.reader.summary(manager, await findRuleOrFail(manager, id));
    });
  }

  private async change(
    manager: EntityManager,
    principal: Principal,
    { id, set, action }: { id: string; set: { enabled: boolean; deletedAt?: Date | null }; action: string },
  ): Promise<void> {
    const { observatoryId } = principal;
    await manager.update(AutomationRule, { id }, set);
    if (set.enabled) await beginAnew(manager, id);
    await requestScheduleSync(manager, { observatoryId, ruleId: id });
    await audit(manager, principal, { action, entityType: 'rule', entityId: id });
    await notify(manager, { type: 'rule_updated', observatoryId, id });
  }

  private async weigh(manager: EntityManager, rule: AutomationRule): Promise<z.input<typeof Impact>> {
    const webhook = await this.webhooks.find(manager, rule.id);
    const { publishedVersion } = rule;
    const scheduled = rule.enabled && rule.triggerType === 'schedule';
    return {
      webhookUrl: webhook?.enabled === true ? webhook.url : null,
      schedule: scheduled ? triggerInWords(publishedVersion?.definition) : null,
      openRuns: await manager.countBy(Run, { ruleId: rule.id, finishedAt: IsNull() }),
      pendingApprovals: await manager.countBy(ApprovalRequest, { automationRuleId: rule.id, status: 'pending' }),
      calledBy: await findCallers(manager, rule.id),
    };
  }
}

export function neverPublished() {
  return refuse.conflict({
    code: 'not-published',
    message: 'This rule has only a draft, so there is nothing that could run.',
    hint: 'Publish it first.',
  });
}
