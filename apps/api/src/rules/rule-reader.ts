import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { AutomationRule } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { findNames } from '../infrastructure/people.js';
import { CONFIG, CONNECTORS } from '../infrastructure/tokens.js';
import { personOf } from '../runs/run-mapper.js';
import { toYaml } from './draft-text.js';
import { NextFires } from './next-fires.js';
import { readDraftCheck } from './draft-check.js';
import { toRuleSummary } from './rule-mapper.js';
import { RulesRepository, type WebhookRow } from './rules.repository.js';
import type { RuleDetail, RuleSummary } from './rules.schemas.js';
import { sampleOf, wordsOf } from './trigger-words.js';
import { WatchService } from './watch.service.js';

/** Rules as answers show them, with what belongs around them. */
@Injectable()
export class RuleReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly repository: RulesRepository,
    private readonly nextFires: NextFires,
    private readonly watches: WatchService,
  ) {}

  async summarise(manager: EntityManager, rules: readonly AutomationRule[]): Promise<RuleSummary[]> {
    const ticks = await this.repository.findTicks(
      manager,
      rules.map(({ id }) => id),
    );
    const fires = await this.nextFires.of(rules);
    const words = wordsOf(this.registry);
    return rules.map((rule) =>
      toRuleSummary(rule, { ticks: ticks.get(rule.id) ?? [], nextFire: fires.get(rule.id) ?? null, wordsOf: words }),
    );
  }

  async summary(manager: EntityManager, rule: AutomationRule): Promise<RuleSummary> {
    const [summary] = await this.summarise(manager, [rule]);
    if (summary === undefined) throw new Error('A rule has no summary.');
    return summary;
  }

  async detail(manager: EntityManager, rule: AutomationRule): Promise<RuleDetail> {
    const summary = await this.summary(manager, rule);
    const { publishedVersion } = rule;
    const source = rule.draftSource ?? toYaml(rule.draft);
    const lastSave = await this.repository.findLastSave(manager, rule.id);
    const names = await findNames(manager, [lastSave?.actorId ?? null, publishedVersion?.publishedBy ?? null]);
    const webhook = await this.repository.findWebhook(manager, rule.id);
    const problems = readDraftCheck(rule.draftCheck)?.problems ?? [];
    return {
      ...summary,
      draft: {
        definition: rule.draft,
        source,
        revision: rule.draftRevision,
        savedAt: lastSave?.createdAt ?? rule.updatedAt,
        savedBy: personOf(lastSave?.actorId ?? null, names),
        problems,
      },
      published:
        publishedVersion === null || publishedVersion === undefined
          ? null
          : {
              version: publishedVersion.version,
              planHash: publishedVersion.planHash,
              publishedAt: publishedVersion.publishedAt,
              publishedBy: personOf(publishedVersion.publishedBy, names),
              note: publishedVersion.note,
              definition: publishedVersion.definition,
              source: toYaml(publishedVersion.definition),
            },
      webhook: webhook === null ? null : this.webhook(webhook),
      watch: await this.watches.of(manager, rule),
      hasSampleEvent: rule.sampleEvent !== null || sampleOf(rule.draft, this.registry) !== null,
    };
  }

  webhook({ endpoint, hasSecret, lastDeliveryAt }: WebhookRow): NonNullable<RuleDetail['webhook']> {
    const { id, scheme, enabled, refuseEqualBodiesSeconds, previousSecretUntil: until } = endpoint;
    const previousSecretUntil = until !== null && until > new Date() ? until : null;
    return {
      url: this.hookUrl(id),
      hookId: id,
      scheme,
      enabled,
      hasSecret,
      previousSecretUntil,
      refuseEqualBodiesSeconds,
      lastDeliveryAt,
    };
  }

  hookUrl(hookId: string): string {
    return new URL(`/hooks/${hookId}`, this.config.api.publicUrl).href;
  }
}
