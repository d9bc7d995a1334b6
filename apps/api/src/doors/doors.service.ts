import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Action } from '@jarvis/connector-kit';
import { hashJson, isUniqueViolation, requestSingleRun, Run, RunStep, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { Plan } from '@jarvis/plan';
import { flattenSteps } from '@jarvis/steps/lists';
import { FINAL_RUN_STATUSES, type RunStatus } from '@jarvis/vocabulary';
import type { Principal } from '../auth/principal.js';
import { ApiError, refuse } from '../http/api-error.js';
import { idOfKey, keyUsed } from '../http/idempotency-key.js';
import { toDetails } from '../http/to-details.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { checkCarriable } from './door-input.js';
import { DoorPlans, STEP } from './door-plans.js';

/** How long a call waits for its end; what takes longer is looked up by the run's id. */
const PATIENCE_MS = 8_000;
const FIRST_LOOK_MS = 50;
const MAX_LOOK_MS = 800;

export interface Asked {
  /** As the way is written: “POST twitter/tweet”. */
  way: string;
  action: Action;
  input: Readonly<Record<string, unknown>>;
  connectionId: string | undefined;
  idempotencyKey: string | undefined;
}

export interface DoorOutcome {
  runId: string;
  status: RunStatus;
  waitingFor: string | null;
  output: unknown;
}

/**
 * Lets people and programs call one action. It goes the way that a rule's step goes: compiled, with an approval where the
 * risk wants one, and run by a workflow with the ledger, the limits and the record that every run has.
 */
@Injectable()
export class DoorsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly plans: DoorPlans,
  ) {}

  /** @throws ApiError 400 for a wrong input, 413 for one that no run can carry, 422 without a usable connection, and what the run failed with */
  async enter(principal: Principal, asked: Asked): Promise<DoorOutcome> {
    const { observatoryId } = principal;
    const event = readInput(asked);
    checkCarriable(asked.action, event);
    const id = idOfKey(asked.idempotencyKey, [observatoryId, 'door', asked.way]);
    const runId =
      (await this.findEarlier(principal, asked, { id, event })) ?? (await this.start(principal, asked, { id, event }));
    return this.outcomeOf(observatoryId, runId);
  }

  private async start(
    principal: Principal,
    asked: Asked,
    { id, event }: { id: string | undefined; event: Json },
  ): Promise<string> {
    const { observatoryId, userId, name } = principal;
    const plan = await this.plans.make(observatoryId, { ...asked, event });
    const request = () =>
      this.database.tenant(observatoryId, async (manager) => {
        const triggerSummary = `${asked.action.title} (${asked.way}), asked by ${name}`;
        const run = await requestSingleRun(manager, {
          id,
          observatoryId,
          plan,
          triggerSummary,
          event,
          requestedBy: userId,
        });
        await audit(manager, principal, {
          action: 'run.requested',
          entityType: 'run',
          entityId: run.id,
          metadata: { action: asked.action.id },
        });
        return run.id;
      });
    try {
      return await request();
    } catch (error) {
      // Two requests with one key at the same moment: the other one was first.
      const first = isUniqueViolation(error) ? await this.findEarlier(principal, asked, { id, event }) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  private findEarlier(
    { observatoryId }: Principal,
    { connectionId }: Asked,
    { id, event }: { id: string | undefined; event: Json },
  ): Promise<string | undefined> {
    if (id === undefined) return Promise.resolve(undefined);
    return this.database.tenant(observatoryId, async (manager) => {
      const run = await manager.findOneBy(Run, { id });
      if (run !== null && hashJson(Json.parse(run.event)) !== hashJson(event))
        throw keyUsed({ runId: run.id }, 'with another input');
      if (run !== null && connectionId !== undefined && !connectionsOf(run).includes(connectionId))
        throw keyUsed({ runId: run.id }, 'with another connection');
      return run?.id;
    });
  }

  /** How the run stands when it has ended, waits for somebody, or takes longer than a caller should wait. */
  async outcomeOf(observatoryId: string, runId: string): Promise<DoorOutcome> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, MAX_LOOK_MS)) {
      const outcome = await this.look(observatoryId, runId);
      if (hasSettled(outcome.status) || Date.now() >= giveUpAt) return outcome;
      await pause(waitMs);
    }
  }

  private look(observatoryId: string, runId: string): Promise<DoorOutcome> {
    return this.database.tenant(observatoryId, async (manager) => {
      const { status, waitingFor, error, outcomeMessage } = await manager.findOneOrFail(Run, {
        select: { id: true, status: true, waitingFor: true, error: true, outcomeMessage: true },
        where: { id: runId },
      });
      if (status === 'failed') throw asRefusal(error ?? { code: 'run-failed', message: outcomeMessage ?? '' }, runId);
      if (ENDED_WITHOUT.some((ending) => ending === status)) throw cameToNothing(status, outcomeMessage, runId);
      const step = status === 'succeeded' ? await manager.findOneBy(RunStep, { runId, stepId: STEP }) : null;
      return { runId, status, waitingFor, output: step?.output ?? null };
    });
  }
}

function readInput({ action, input }: Asked): Json {
  const parsed = action.input.safeParse(input);
  if (parsed.success) return Json.parse(input);
  throw refuse.invalidInput({
    message: `${action.title}: the input is not valid.`,
    hint: 'Correct what is named and send it again.',
    details: toDetails(parsed.error.issues),
  });
}

const connectionsOf = ({ plan }: Run): string[] =>
  flattenSteps(Plan.parse(plan).nodes).flatMap((node) => (node.kind === 'action' ? (node.connectionId ?? []) : []));

const ENDED_WITHOUT: readonly RunStatus[] = ['rejected', 'expired', 'cancelled', 'skipped'];

/** A caller that repeats its call until it is answered 200 must not take this for done. */
function cameToNothing(status: RunStatus, message: string | null, runId: string): ApiError {
  return new ApiError({
    status: 409,
    code: `run-${status}`,
    message: message ?? `The run was ${status}, so nothing was done.`,
    hint: 'The run has the details. Use a new Idempotency-Key to ask again.',
    details: { runId },
  });
}

const hasSettled = (status: RunStatus): boolean =>
  status === 'waiting' || FINAL_RUN_STATUSES.some((final) => final === status);

/** What a step may fail with that HTTP has a status for. */
const STATUS: Readonly<Record<string, number>> = {
  'not-found': 404,
  conflict: 409,
  'rate-limited': 429,
  unavailable: 503,
};

function asRefusal({ code, message, hint }: { code: string; message: string; hint?: string }, runId: string): ApiError {
  return new ApiError({
    status: STATUS[code] ?? 422,
    code,
    message,
    hint: hint ?? 'The run has the details.',
    details: { runId },
  });
}
