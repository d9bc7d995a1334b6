import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import {
  AutomationRule,
  followNumber,
  followSource,
  limitRule,
  listen,
  lockLimits,
  lockRestartable,
  MAX_LISTENERS,
  notify,
  requestRestarts,
  requestScheduleSync,
  RuleVersion,
  type Database,
} from '@jarvis/database';
import { Limits } from '@jarvis/rules';
import { armTrigger } from '@jarvis/triggers';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { titleOfDraft } from '../definition/draft-text.js';
import { doesNotCompile, findConnections, RuleCompiler, type Compiled } from '../definition/rule-compiler.js';
import { refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { sameJson } from '../infrastructure/same-json.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { MailAddressesService } from '../rule-triggers/mail-addresses.service.js';
import { WebhookEndpointsService } from '../rule-triggers/webhook-endpoints.service.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';
import { usesOf } from './plan-uses.js';
import { findLiveRuns, listVersions } from './rule-versions.queries.js';
import type { PublishRequest, Published } from './rule-versions.schemas.js';

const Limited = z.object({ limits: Limits.nullable().default(null) });

/** Most runs that one publication restarts: all of them are asked in its transaction. */
const MAX_RESTARTS = 1000;

/**
 * Turns a draft into the next immutable version. Runs in progress keep the plan they began with, or are cancelled and run
 * anew.
 */
@Injectable()
export class PublishService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly webhooks: WebhookEndpointsService,
    private readonly mails: MailAddressesService,
  ) {}

  async publish(
    principal: Principal,
    id: string,
    { revision, note, enable, runs }: PublishRequest,
  ): Promise<z.input<typeof Published>> {
    const { observatoryId } = principal;
    const looked = await this.database.tenant(observatoryId, (manager) => findRuleOrFail(manager, id));
    if (revision !== undefined && revision !== looked.draftRevision) throw draftMovedOn(looked.draftRevision);
    const checked = await this.compiler.checkStored(observatoryId, looked);
    const { compiled } = checked;
    if (compiled === undefined) throw doesNotCompile(checked.problems);

    return this.database.tenant(observatoryId, async (manager) => {
      await lockLimits(manager, id);
      if (runs === 'restart') await lockRestartable(manager, id);
      const rule = await lockRuleOrFail(manager, id);
      if (rule.draftRevision !== looked.draftRevision) throw draftMovedOn(rule.draftRevision);
      if (!sameJson(checked.connections, await findConnections(manager))) throw connectionsChanged();
      const version = await this.addVersion(manager, principal, { rule, compiled, note });
      const enabled = rule.publishedVersionId === null ? enable : rule.enabled;
      await manager.update(
        AutomationRule,
        { id },
        {
          ...titleOfDraft(compiled.definition),
          ...checked.columns,
          publishedVersionId: version.id,
          enabled,
        },
      );
      const webhook = await this.webhooks.follow(manager, principal, { ruleId: id, trigger: compiled.trigger });
      await this.mails.follow(manager, principal, { ruleId: id, trigger: compiled.trigger });
      const to = await heardBy(manager, { observatoryId, ruleId: id, compiled });
      if (!(await listen(manager, { observatoryId, ruleId: id, to })))
        throw tooManyListen(compiled.source?.uses ?? to?.name ?? '');
      await limitRule(manager, { observatoryId, ruleId: id, ...Limited.parse(compiled.definition) });
      const restarted = runs === 'restart' ? await this.restart(manager, principal, { id, version }) : 0;
      await requestScheduleSync(manager, { observatoryId, ruleId: id });
      await notify(manager, { type: 'rule_updated', observatoryId, id });
      const { version: number, planHash, publishedAt } = version;
      return { ruleId: id, version: number, planHash, publishedAt, enabled, restarted, webhook };
    });
  }

  /** Their ends come later: each run undoes first what it did. */
  private async restart(
    manager: EntityManager,
    principal: Principal,
    { id, version }: { id: string; version: RuleVersion },
  ): Promise<number> {
    const { observatoryId, userId } = principal;
    const { versions } = await findLiveRuns(manager, id);
    const others = versions.filter((live) => live.version !== version.version);
    if (others.reduce((sum, { runs }) => sum + runs, 0) > MAX_RESTARTS) throw tooManyRuns();
    const restarted = await requestRestarts(manager, {
      observatoryId,
      ruleId: id,
      versionId: version.id,
      requestedBy: userId,
    });
    await audit(manager, principal, {
      action: 'rule.runs-restarted',
      entityType: 'rule',
      entityId: id,
      metadata: { version: version.version, runs: restarted },
    });
    return restarted;
  }

  /** Publishing the very same definition again gives the version that is already there. */
  private async addVersion(
    manager: EntityManager,
    principal: Principal,
    { rule, compiled, note }: { rule: AutomationRule; compiled: Compiled; note: string | undefined },
  ): Promise<RuleVersion> {
    const [latest] = await listVersions(manager, rule.id);
    const { publishedVersion } = rule;
    const uses = usesOf(compiled, this.registry);
    // What they compile to is compared too: the same words mean something else once a connection was replaced.
    if (
      publishedVersion?.planHash === compiled.plan.hash &&
      sameJson(uses.connections, publishedVersion.connections) &&
      sameJson(compiled.definition, publishedVersion.definition)
    ) {
      return publishedVersion;
    }
    const id = randomUUID();
    const version = (latest?.version ?? 0) + 1;
    await manager.insert(RuleVersion, {
      id,
      observatoryId: principal.observatoryId,
      ruleId: rule.id,
      version,
      definition: compiled.definition,
      plan: compiled.plan,
      planHash: compiled.plan.hash,
      ...uses,
      publishedBy: principal.userId,
      note: note ?? null,
    });
    await audit(manager, principal, {
      action: 'rule.published',
      entityType: 'rule',
      entityId: rule.id,
      metadata: { version, planHash: compiled.plan.hash },
    });
    return manager.findOneByOrFail(RuleVersion, { id });
  }
}

/** What a rule listens to; null when it is started by something else. */
async function heardBy(
  manager: EntityManager,
  {
    observatoryId,
    ruleId,
    compiled: { trigger, source },
  }: { observatoryId: string; ruleId: string; compiled: Compiled },
): Promise<{ source: string; name: string } | null> {
  if (source?.watches === 'number') {
    const number = { ...source, connectionId: source.connectionId ?? null };
    return { source: 'platforms', name: await followNumber(manager, { observatoryId, ruleId, source: number }) };
  }
  if (source) return { source: 'platforms', name: await followSource(manager, { observatoryId, ruleId, source }) };
  const armed = armTrigger(trigger);
  if (armed.type === 'callee') return { source: 'calls', name: ruleId };
  return armed.type === 'listener' ? armed : null;
}

function draftMovedOn(revision: number) {
  return refuse.conflict({
    code: 'draft-changed',
    message: 'The draft was saved again after you looked at it, so it was not published.',
    hint: 'Look at the new draft and publish that.',
    details: { revision },
  });
}

function tooManyRuns() {
  return refuse.conflict({
    code: 'too-many-runs',
    message: `More than ${MAX_RESTARTS.toString()} runs of earlier versions are under way, so nothing was published.`,
    hint: 'Publish and let them go on; then run those again that need it.',
  });
}

function connectionsChanged() {
  return refuse.conflict({
    code: 'connections-changed',
    message: 'A connection was added, changed or removed while the rule was being compiled, so it was not published.',
    hint: 'Publish it again.',
  });
}

function tooManyListen(name: string) {
  return refuse.conflict({
    code: 'too-many-listeners',
    message: `${MAX_LISTENERS.toString()} rules listen to “${name}” already, so this one was not published.`,
    hint: 'Let one rule listen and call the others, or delete rules that are no longer needed.',
  });
}
