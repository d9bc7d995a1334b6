import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, requestScheduleSync, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import type { ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { DriftQueries } from './drift.queries.js';
import { scheduleIdOfRule } from './schedule-options.js';
import { problemOf, ScheduleProblems } from './schedule-problems.js';

const EVERY_MS = 60_000;
const PAGE = 200;
const AT_ONCE = 5;
/** Days with changes of the clocks are told for three years ahead, so a schedule is told again long before. */
const TELL_AGAIN_MS = 90 * 86_400_000;
/** It is not told again while it is about to run. */
const ABOUT_TO_RUN_MS = 5000;
/** What was refused once is refused again; it is tried now and then all the same, as Temporal may have been updated. */
const ASK_AGAIN_MS = 3_600_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

const ScheduledRules = z.array(z.object({ id: z.uuid(), observatory_id: z.uuid() }));
type ScheduledRule = z.infer<typeof ScheduledRules>[number];

/**
 * Asks Temporal every minute whether each rule that should run at its times has a schedule that will fire. One that is
 * gone (somebody deleted it, Temporal was restored) is made again; one that is paused is said to be, on the rule.
 */
@Injectable()
export class ScheduleWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private cursor = LOWEST_ID;
  private readonly asked = new Map<string, number>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly temporal: TemporalGateway,
    private readonly problems: ScheduleProblems,
    private readonly findings: DriftQueries,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks now; a look under way is joined. Never throws. */
  look(now = Date.now()): Promise<void> {
    this.running ??= this.lookAtPage(now)
      .catch((error: unknown) => {
        if (!isTemporalOutage(error) && !isDatabaseUnavailable(error))
          this.logger.error({ err: error }, 'the schedules could not be looked at');
      })
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async lookAtPage(now: number): Promise<void> {
    // A rule whose schedule is just being told to Temporal is left alone.
    const rows = ScheduledRules.parse(
      await this.database.systemQuery(
        `select id, observatory_id from automation_rules r
         where enabled and deleted_at is null and trigger_type = 'schedule' and published_version_id is not null
           and id > $1 and not exists (
             select from outbox where topic = 'schedule-sync' and delivered_at is null and payload->>'ruleId' = r.id::text)
         order by id limit ${PAGE.toString()}`,
        [this.cursor],
      ),
    );
    this.cursor = rows.length < PAGE ? LOWEST_ID : (rows.at(-1)?.id ?? LOWEST_ID);
    for (let index = 0; index < rows.length; index += AT_ONCE) {
      await Promise.all(rows.slice(index, index + AT_ONCE).map((rule) => this.check(rule, now)));
    }
  }

  private async check({ id: ruleId, observatory_id: observatoryId }: ScheduledRule, now: number): Promise<void> {
    try {
      const found = await this.temporal.within((client) =>
        client.schedule.getHandle(scheduleIdOfRule(ruleId)).describe(),
      );
      this.asked.delete(ruleId);
      await this.problems.note({ observatoryId, ruleId }, problemOf(found));
      if (isOld(found, now)) {
        await this.database.tenant(observatoryId, (manager) => requestScheduleSync(manager, { observatoryId, ruleId }));
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ScheduleNotFoundError')) throw error;
      if (now - (this.asked.get(ruleId) ?? -Infinity) < ASK_AGAIN_MS) return;
      this.asked.set(ruleId, now);
      this.logger.warn({ ruleId, observatoryId }, 'a rule had no schedule in Temporal; it is made again');
      await this.database.tenant(observatoryId, (manager) => requestScheduleSync(manager, { observatoryId, ruleId }));
      await this.findings.note([
        {
          temporalId: scheduleIdOfRule(ruleId),
          runId: null,
          observatoryId,
          kind: 'schedule-missing',
          mended: true,
          message: 'A rule that runs at its times had no schedule in Temporal; it is made again.',
        },
      ]);
    }
  }
}

/** Only calendars in a zone have days with changes of the clocks. */
function isOld({ spec, info }: Pick<ScheduleDescription, 'spec' | 'info'>, now: number): boolean {
  const [next] = info.nextActionTimes;
  const toldAt = info.lastUpdatedAt ?? info.createdAt;
  const isAboutToRun = next !== undefined && Math.abs(next.getTime() - now) < ABOUT_TO_RUN_MS;
  return (spec.calendars ?? []).length > 0 && now - toldAt.getTime() > TELL_AGAIN_MS && !isAboutToRun;
}
