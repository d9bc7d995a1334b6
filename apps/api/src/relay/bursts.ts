import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import { CARRIER_TYPE, MAX_CARRIED, Plan, workflowIdOfCarrier, type CarrierInput } from '@jarvis/plan';
import { isShort } from '@jarvis/steps/groups';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { isDeadline } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { CONFIG, DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { CARRIER_LEASE_SECONDS, OutboxQueries, NOBODY } from './outbox.queries.js';
import type { MessageOf } from './outbox-message.js';
import { attributesForTemporal, wordsForTemporal } from './temporal-words.js';

type Start = MessageOf<'start-run'>;

/** Fewer runs than this gain nothing from a carrier. */
const LEAST = 4;
/** Carriers under way at the same time; more of them would only take the processor from each other. */
const MOST = 3;
/** A carrier takes a fraction of a second. Who takes this long has no worker, and holds up nobody. */
const PATIENCE_MS = 2000;
/** A rule most of whose runs had to be left is not tried again before this. */
const LEFT_MS = 60_000;
const MAX_REMEMBERED = 1000;
/** Its runs are started alone a while later. */
const LIFE_MS = (CARRIER_LEASE_SECONDS - 10) * 1000;

const Ended = z.array(z.object({ id: z.uuid() }));
const Rule = z.tuple([z.object({ name: z.string(), version_id: z.uuid(), plan: z.unknown() })]);

/**
 * The lane of many short runs of one rule. Where more starts wait than one batch takes, up to fifty of a rule go to one
 * carrier workflow. A carrier leaves what it cannot do: those runs, and all of a carrier that is lost, are started alone.
 */
@Injectable()
export class Bursts {
  private readonly underWay = new Map<Promise<void>, number>();
  /** Until when a rule is not tried again. */
  private readonly left = new Map<string, number>();
  /** Whether all steps are short, by the id of the version. */
  private readonly short = new Map<string, boolean>();
  private stopped = false;
  /** Called when a carrier has ended: there may be more to do. */
  onEnded: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly temporal: TemporalGateway,
    private readonly outbox: OutboxQueries,
  ) {}

  /** Resolves when another carrier may begin, or when those under way take so long that others must not wait for them. */
  async room(): Promise<void> {
    if (this.underWay.size < MOST || this.isSlow) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([...this.underWay.keys(), patience]);
    clearTimeout(timer);
  }

  /** What is under way is no longer followed: what is not written by the end of its lease is started alone. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Hands runs of rules with a backlog to carriers, and returns at once.
   * @param starts claimed just now; the carrier takes more of their rules
   * @returns those that are to be started alone
   */
  async take(starts: readonly Start[]): Promise<Start[]> {
    const alone = starts.filter((start) => !this.mayBeCarried(start));
    for (const lane of byLane(starts.filter((start) => this.mayBeCarried(start)))) {
      if (this.underWay.size >= MOST) alone.push(...lane);
      else alone.push(...(await this.carry(lane)));
    }
    return alone;
  }

  private get isSlow(): boolean {
    const since = Math.min(...this.underWay.values());
    return performance.now() - since > PATIENCE_MS;
  }

  /** One that was tried before is started alone, whatever became of it. */
  private mayBeCarried({ lane, attempts }: Start): boolean {
    return attempts === 1 && lane !== NOBODY && (this.left.get(lane) ?? 0) < performance.now();
  }

  private async carry(claimed: readonly [Start, ...Start[]]): Promise<readonly Start[]> {
    const [{ observatory_id: observatoryId, lane: ruleId }] = claimed;
    const rule = await this.readRule(claimed[0]);
    if (!rule) return claimed;
    const messages = await this.outbox.claimLane({ observatoryId, lane: ruleId, claimed, limit: MAX_CARRIED });
    const [first] = messages;
    if (messages.length < LEAST || !first) return messages;
    const workflowId = workflowIdOfCarrier(first.payload.runId);
    try {
      await this.start(workflowId, rule.name, {
        observatoryId,
        ruleId,
        runIds: messages.map(({ payload }) => payload.runId),
      });
    } catch (error) {
      // Started alone they show whether Temporal is away.
      this.logger.warn({ err: error, workflowId }, 'a carrier could not be started');
      return messages;
    }
    const followed = this.follow(workflowId, { observatoryId, ruleId, messages })
      .catch((error: unknown) => {
        if (!isDatabaseUnavailable(error)) this.logger.error({ err: error, workflowId }, 'a carrier was not followed');
      })
      .finally(() => {
        this.underWay.delete(followed);
        this.onEnded();
      });
    this.underWay.set(followed, performance.now());
    return [];
  }

  /** @returns undefined where its runs need workflows of their own */
  private async readRule({ observatory_id: observatoryId, payload }: Start): Promise<{ name: string } | undefined> {
    const read = async (withPlan: boolean) => {
      const rows: unknown = await this.database.statements(observatoryId, (queryable) =>
        queryable.query(
          `select a.name, v.id as version_id, case when $2 then v.plan end as plan
           from runs r join automation_rules a on a.id = r.rule_id join rule_versions v on v.id = r.rule_version_id
           where r.id = $1`,
          [payload.runId, withPlan],
        ),
      );
      return Rule.safeParse(rows).data?.[0];
    };
    const rule = await read(false);
    if (!rule) return undefined;
    let short = this.short.get(rule.version_id);
    if (short === undefined) {
      const plan = Plan.safeParse((await read(true))?.plan).data;
      short = plan !== undefined && isShort(plan.nodes);
      if (this.short.size >= MAX_REMEMBERED) this.short.clear();
      this.short.set(rule.version_id, short);
    }
    return short ? rule : undefined;
  }

  private async start(workflowId: string, name: string, input: CarrierInput): Promise<void> {
    const { observatoryId, ruleId } = input;
    const { temporal, admin } = this.config;
    await this.temporal.within((client) =>
      client.workflow.start(CARRIER_TYPE, {
        workflowId,
        taskQueue: temporal.taskQueue,
        args: [input],
        typedSearchAttributes: attributesForTemporal({ name, observatoryId, kind: 'rule', ruleId }),
        ...wordsForTemporal({
          name,
          version: undefined,
          trigger: `${String(input.runIds.length)} short runs together`,
          link: { text: 'The rule in Jarvis', url: new URL(`/rules/${ruleId}`, admin.url).href },
        }),
        priority: { fairnessKey: ruleId },
        workflowExecutionTimeout: LIFE_MS,
      }),
    );
  }

  /** Settles the messages of runs that were carried, and has the others started alone. */
  private async follow(
    workflowId: string,
    { observatoryId, ruleId, messages }: { observatoryId: string; ruleId: string; messages: readonly Start[] },
  ): Promise<void> {
    if (!(await this.hasEnded(workflowId))) return;
    const rows: unknown = await this.database.statements(observatoryId, (queryable) =>
      queryable.query(
        `with ended as (select id from runs where id = any($1::uuid[]) and finished_at is not null),
         noted as (update inbox set status = 'started', started_at = now(), attempts = attempts + 1
                   where run_id in (select id from ended) and status = 'received')
         select id from ended`,
        [messages.map(({ payload }) => payload.runId)],
      ),
    );
    const ended = new Set(Ended.parse(rows).map(({ id }) => id));
    const [done, left] = [true, false].map((wanted) =>
      messages.filter(({ payload }) => ended.has(payload.runId) === wanted).map(({ id }) => id),
    );
    await this.outbox.settle(done ?? []);
    await this.outbox.again(left ?? []);
    if ((left ?? []).length * 2 > messages.length) this.remember(ruleId);
  }

  /** @returns false when nobody can say within the time of its lease */
  private async hasEnded(workflowId: string): Promise<boolean> {
    const until = performance.now() + LIFE_MS;
    while (!this.stopped && performance.now() < until) {
      try {
        await this.temporal.within((client) => client.workflow.getHandle(workflowId).result());
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'WorkflowFailedError') return true;
        // The answer of a call takes five seconds at most; whoever waits longer asks again.
        if (!isDeadline(error)) throw error;
      }
    }
    return false;
  }

  private remember(ruleId: string): void {
    if (this.left.size >= MAX_REMEMBERED) this.left.clear();
    this.left.set(ruleId, performance.now() + LEFT_MS);
  }
}

function byLane(starts: readonly Start[]): [Start, ...Start[]][] {
  const lanes = new Map<string, [Start, ...Start[]]>();
  for (const start of starts) {
    const lane = lanes.get(start.lane);
    if (lane) lane.push(start);
    else lanes.set(start.lane, [start]);
  }
  return [...lanes.values()];
}
