import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { AutomationRule } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { toYaml } from '../definition/draft-text.js';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { mayOperate } from '../http/route.decorators.js';
import { findNames } from '../infrastructure/people.js';
import { CONNECTORS } from '../infrastructure/tokens.js';
import { NextFires } from '../rule-triggers/next-fires.js';
import { sampleOf, wordsOf } from '../rule-triggers/trigger-words.js';
import { MailAddressesService } from '../rule-triggers/mail-addresses.service.js';
import { WatchService } from '../rule-triggers/watch.service.js';
import { WebhookReader } from '../rule-triggers/webhook-reader.js';
import { personOf } from '../runs/run-mapper.js';
import { toRuleSummary } from './rule-mapper.js';
import { findLastSave, findTicks } from './rules.queries.js';
import type { RuleDetail, RuleSummary } from './rules.schemas.js';

/** Rules as answers show them, with what belongs around them. */
@Injectable()
export class RuleReader {
  constructor(
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly nextFires: NextFires,
    private readonly webhooks: WebhookReader,
    private readonly watches: WatchService,
    private readonly mails: MailAddressesService,
  ) {}

  async summarise(manager: EntityManager, rules: readonly AutomationRule[]): Promise<RuleSummary[]> {
    const ids = rules.map(({ id }) => id);
    const ticks = await findTicks(manager, ids);
    const watchProblems = await this.watches.problemsOf(manager, ids);
    const fires = await this.nextFires.of(rules);
    const words = wordsOf(this.registry);
    return rules.map((rule) =>
      toRuleSummary(rule, {
        ticks: ticks.get(rule.id) ?? [],
        nextFire: fires.get(rule.id) ?? null,
        watchProblem: watchProblems.get(rule.id) ?? null,
        wordsOf: words,
      }),
    );
  }

  async summary(manager: EntityManager, rule: AutomationRule): Promise<RuleSummary> {
    const [summary] = await this.summarise(manager, [rule]);
    if (summary === undefined) throw new Error('A rule has no summary.');
    return summary;
  }

  async detail(manager: EntityManager, principal: Principal, rule: AutomationRule): Promise<RuleDetail> {
    const summary = await this.summary(manager, rule);
    const { publishedVersion } = rule;
    const source = rule.draftSource ?? toYaml(rule.draft);
    const mail = await this.mails.find(manager, rule.id);
    const lastSave = await findLastSave(manager, rule.id);
    const names = await findNames(manager, [lastSave?.actorId ?? null, publishedVersion?.publishedBy ?? null]);
    return {
      ...summary,
      draft: {
        definition: rule.draft,
        source,
        revision: rule.draftRevision,
        savedAt: lastSave?.createdAt ?? rule.updatedAt,
        savedBy: personOf(lastSave?.actorId ?? null, names),
        problems: await this.compiler.problemsOf(manager, rule),
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
      webhook: await this.webhooks.find(manager, rule.id),
      watch: await this.watches.of(manager, rule),
      mail: mail && { ...mail, address: mayOperate(principal) ? mail.address : null },
      hasSampleEvent: rule.sampleEvent !== null || sampleOf(rule.draft, this.registry) !== null,
    };
  }
}
