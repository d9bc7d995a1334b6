import { Inject, Injectable } from '@nestjs/common';
import { hashJson, isUniqueViolation, requestReplay, Run, type AutomationRule, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { eventAlone } from '@jarvis/rules';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { refuse, type ApiError } from '../http/api-error.js';
import { idOfKey, keyUsed } from '../http/idempotency-key.js';
import { admitInputs } from '../infrastructure/admit-inputs.js';
import { audit } from '../infrastructure/audit.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { ReplayQueries } from './replay.queries.js';
import { toEffect, toRelatedRun } from './run-mapper.js';
import { RunsQueries } from './runs.queries.js';
import type { ReplayPreview, ReplayRequest } from './runs.schemas.js';

interface Asked extends ReplayRequest {
  idempotencyKey: string | undefined;
}
interface Version {
  id: string;
  version: number;
  planHash: string;
  plan: unknown;
  definition: unknown;
}

/** Runs an event again that a run has had: a new run with a row of its own, linked to the old one. */
@Injectable()
export class ReplayService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly runs: RunsQueries,
    private readonly queries: ReplayQueries,
  ) {}

  /** What a person should know before: what stands of earlier runs of this event and would be made once more. */
  preview({ observatoryId }: Principal, id: string): Promise<ReplayPreview> {
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.runs.findDetailOrFail(manager, id);
      const rule = run.ruleId === null ? null : await this.queries.findRule(manager, run.ruleId);
      const family = await this.queries.findFamily(manager, id);
      const standing = await this.queries.findStanding(
        manager,
        family.map((row) => row.id),
      );
      const names = await findNames(manager, [
        ...family.map((row) => row.requested_by),
        ...standing.map(({ resolvedBy }) => resolvedBy),
      ]);
      const refusal = refusalOf(run, rule);
      return {
        refusal: refusal && { code: refusal.code, message: refusal.message, hint: refusal.hint ?? null },
        versions: { same: run.ruleVersion?.version ?? null, current: rule?.publishedVersion?.version ?? null },
        standing: standing.map(({ runId, stepName, ...effect }) => ({ ...toEffect(effect, names), runId, stepName })),
        runs: family.filter((row) => row.id !== id).map((row) => toRelatedRun(row, names)),
      };
    });
  }

  /**
   * @throws ApiError 409 while the run goes on, and where there is nothing to run: no rule, a deleted one, one that
   *   was never published; 422 where the version takes other inputs
   */
  async replay(principal: Principal, runId: string, { version, idempotencyKey }: Asked): Promise<{ runId: string }> {
    const id = idOfKey(idempotencyKey, [principal.observatoryId, 'replay', runId]);
    try {
      return await this.request(principal, { runId, version, id });
    } catch (error) {
      // Two requests with one key at the same moment: the other one was first.
      if (id === undefined || !isUniqueViolation(error)) throw error;
      return this.request(principal, { runId, version, id });
    }
  }

  private request(
    principal: Principal,
    { runId, version, id }: { runId: string; version: ReplayRequest['version']; id: string | undefined },
  ): Promise<{ runId: string }> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.runs.findDetailOrFail(manager, runId);
      const earlier = id === undefined ? null : await manager.findOneBy(Run, { id });
      if (earlier !== null) return sameReplay(run, earlier, version);
      const chosen = await this.chooseVersion(manager, run, version);
      const event = Json.parse(run.event);
      const given = admitInputs(chosen.plan, eventAlone(chosen.definition, event));
      const replay = await requestReplay(manager, {
        ...(id === undefined ? {} : { id }),
        // An input that has come since, with a default, or an event that was taken into the run of another one.
        ...(hashJson(given) === hashJson(event) ? {} : { event: given }),
        observatoryId,
        replayOf: run.id,
        ruleVersionId: chosen.id,
        planHash: chosen.planHash,
        triggerSummary: summaryOf(run),
        requestedBy: userId,
      });
      await audit(manager, principal, {
        action: 'run.replayed',
        entityType: 'run',
        entityId: replay.id,
        metadata: { replayOf: run.id, version: chosen.version },
      });
      return { runId: replay.id };
    });
  }

  private async chooseVersion(manager: EntityManager, run: Run, version: ReplayRequest['version']): Promise<Version> {
    const rule = run.ruleId === null ? null : await this.queries.findRule(manager, run.ruleId);
    const refusal = refusalOf(run, rule);
    if (refusal) throw refusal;
    const chosen = version === 'same' ? run.ruleVersion : rule?.publishedVersion;
    if (!chosen) throw nothingToRun(version);
    return chosen;
  }
}

/** Why this run cannot be repeated, whatever the version. */
function refusalOf(run: Run, rule: AutomationRule | null): ApiError | null {
  if (run.finishedAt === null) {
    return refuse.conflict({
      code: 'run-open',
      message: `This run has not ended yet (${run.status}), so it cannot be run again.`,
      hint: 'Wait until it ends, or cancel it first.',
      details: { status: run.status },
    });
  }
  if (rule === null) {
    return refuse.conflict({
      code: 'no-rule',
      message: 'This run is of no rule: somebody called an action, so it cannot be run again from here.',
      hint: 'Call the action again.',
    });
  }
  if (rule.deletedAt === null) return null;
  return refuse.conflict({
    code: 'rule-deleted',
    message: `The rule “${rule.name}” was deleted, so its runs cannot be run again.`,
    hint: 'Restore the rule first.',
    details: { ruleId: rule.id },
  });
}

function nothingToRun(version: ReplayRequest['version']): ApiError {
  return refuse.conflict({
    code: 'not-published',
    message:
      version === 'same'
        ? 'The version this run had is not known, so it cannot be run again as it was.'
        : 'Nothing of this rule is published, so there is nothing that could run.',
    hint: version === 'same' ? 'Run it again with the current version.' : 'Publish it first.',
  });
}

/** A key that was used with `same` must not be answered with a run of another version. */
function sameReplay(run: Run, earlier: Run, version: ReplayRequest['version']): { runId: string } {
  if (version === 'same' && earlier.ruleVersionId !== run.ruleVersionId)
    throw keyUsed({ runId: earlier.id }, 'with another version');
  return { runId: earlier.id };
}

/** A run that is a repetition already keeps its words: the event is still the same one. */
function summaryOf({ replayOf, triggerSummary }: Run): string {
  return replayOf === null ? `Run again of “${triggerSummary}”` : triggerSummary;
}
