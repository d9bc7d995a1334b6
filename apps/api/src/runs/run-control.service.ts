import { Inject, Injectable } from '@nestjs/common';
import {
  cancelOpenApprovals,
  Effect,
  requestCancel,
  requestRetry,
  resolveEffect,
  RunStep,
  type Database,
} from '@jarvis/database';
import { FINAL_RUN_STATUSES } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { startNow } from '../admission/hold.queries.js';
import type { Principal } from '../auth/principal.js';
import { notFound, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { toEffect, toRunSummary } from './run-mapper.js';
import { RunsQueries } from './runs.queries.js';
import type { EffectShape, ResolveEffectRequest, RunSummary } from './runs.schemas.js';

/** What people do to a run: stop it, or say what became of an effect nobody could look up. */
@Injectable()
export class RunControlService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly queries: RunsQueries,
  ) {}

  cancel(principal: Principal, id: string): Promise<RunSummary> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.queries.findSummaryOrFail(manager, id);
      if (FINAL_RUN_STATUSES.some((status) => status === run.status)) {
        throw refuse.conflict({
          code: 'run-ended',
          message: `This run has already ended (${run.status}), so there is nothing to cancel.`,
          details: { status: run.status, finishedAt: run.finishedAt?.toISOString() ?? null },
        });
      }
      await requestCancel(manager, { observatoryId, runId: id });
      // At once, not when the workflow hears of it: nobody shall approve what will not happen.
      await cancelOpenApprovals(manager, { observatoryId, runId: id });
      await audit(manager, principal, { action: 'run.cancel-requested', entityType: 'run', entityId: id });
      return toRunSummary(run, await findNames(manager, [run.requestedBy]));
    });
  }

  /** A step that waits because a vendor asked for it is tried at once. The vendor may ask again. */
  retryNow(principal: Principal, id: string): Promise<RunSummary> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.queries.findSummaryOrFail(manager, id);
      const waiting = await manager.findBy(RunStep, { runId: id, status: 'waiting' });
      const steps = waiting.flatMap(({ path, iteration, error }) =>
        error?.retryAt === undefined ? [] : [{ stepPath: path, iteration, retryAt: error.retryAt }],
      );
      if (steps.length === 0) {
        throw refuse.conflict({
          code: 'waits-for-no-vendor',
          message: `This run (${run.status}) does not wait for a vendor, so there is no wait to cut short.`,
          hint: 'Load it again: its step may be at work already.',
          details: { status: run.status, waitingFor: run.waitingFor },
        });
      }
      for (const step of steps) await requestRetry(manager, { observatoryId, runId: id, ...step });
      await audit(manager, principal, { action: 'run.retry-requested', entityType: 'run', entityId: id });
      return toRunSummary(run, await findNames(manager, [run.requestedBy]));
    });
  }

  /** A run that is held back is let go at once, whatever the limits of its rule say. It counts as under way then. */
  startNow(principal: Principal, id: string): Promise<RunSummary> {
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await this.queries.findSummaryOrFail(manager, id);
      const started = run.ruleId !== null && (await startNow({ manager, observatoryId, ruleId: run.ruleId }, id));
      if (!started) {
        throw refuse.conflict({
          code: 'not-held',
          message: `This run (${run.status}) is not held back by the limits of its rule, so there is nothing to start.`,
          hint: 'Load it again: it may have been started already.',
          details: { status: run.status },
        });
      }
      await audit(manager, principal, { action: 'run.started-now', entityType: 'run', entityId: id });
      return toRunSummary(
        await this.queries.findSummaryOrFail(manager, id),
        await findNames(manager, [run.requestedBy]),
      );
    });
  }

  resolveEffect(
    principal: Principal,
    {
      runId,
      effectId,
      outcome,
      note,
      externalId,
      externalUrl,
      output,
    }: ResolveEffectRequest & { runId: string; effectId: string },
  ): Promise<z.input<typeof EffectShape>> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      await this.queries.findSummaryOrFail(manager, runId);
      await findEffectOrFail(manager, { runId, effectId });
      const resolved = await resolveEffect(manager, {
        observatoryId,
        effectId,
        state: outcome === 'happened' ? 'confirmed' : 'failed',
        output,
        externalId,
        externalUrl,
        userId,
        note,
      });
      const effect = await findEffectOrFail(manager, { runId, effectId });
      const names = await findNames(manager, [effect.resolvedBy]);
      if (resolved === null) throw alreadySettled(effect, names.get(effect.resolvedBy ?? ''));
      await audit(manager, principal, {
        action: 'effect.resolved',
        entityType: 'effect',
        entityId: effectId,
        metadata: { outcome, note },
      });
      return toEffect(effect, names);
    });
  }
}

async function findEffectOrFail(
  manager: EntityManager,
  { runId, effectId }: { runId: string; effectId: string },
): Promise<Effect> {
  const effect = await manager.findOneBy(Effect, { id: effectId, runId });
  if (effect === null) throw notFound('effect');
  return effect;
}

function alreadySettled({ state, resolvedBy, settledAt }: Effect, name: string | undefined) {
  const at = settledAt?.toISOString() ?? null;
  const who = name === undefined ? '' : ` by ${name}`;
  return refuse.conflict({
    code: 'effect-settled',
    message:
      state === 'confirmed' || state === 'failed'
        ? `This effect is no longer unknown: it was settled as ${state}${who}${at === null ? '' : ` at ${at}`}.`
        : `This effect is ${state}, not unknown: the run is still working on it.`,
    details: { state, resolvedBy, settledAt: at },
  });
}
