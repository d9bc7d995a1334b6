import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, requestScheduleSync, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { isTemporalOutage } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { hasKnownDays } from './clock-changes.js';
import { DriftQueries } from './drift.queries.js';
import { scheduleIdOfRule, TOLD } from './schedule-options.js';
import { problemOf, ScheduleProblems } from './schedule-problems.js';

const EVERY_MS = 60_000;
const PAGE = 200;
const AT_ONCE = 5;
/** So many are told again at one look at most: after an update all of them need it. */
const TOLD_AT_A_LOOK = 20;
/** Days with changes of the clocks are told for three years ahead, so a schedule is told again long before. */
const TELL_AGAIN_MS = 90 * 86_400_000;
/** It is not told again while it is about to run. */
const ABOUT_TO_RUN_MS = 5000;
/** What was refused once is refused again; it is tried now and then all the same, as Temporal may have been updated. */
const ASK_AGAIN_MS = 3_600_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

const ScheduledRules = z.array(z.object({ id: z.uuid(), observatory_id: z.uuid(), version: z.int() }));
type ScheduledRule = z.infer<typeof ScheduledRules>[number];
/** Of what a schedule starts: the version of the rule that it was told of. */
const Told = z.tuple([z.object({ rule: z.object({ version: z.int() }) })]);

interface Look {
  now: number;
  /** So many more may be told again. */
  left: number;
}

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
        `select r.id, r.observatory_id, v.version
         from automation_rules r join rule_versions v on v.id = r.published_version_id
         where r.enabled and r.deleted_at is null and r.trigger_type = 'schedule' and r.id > $1 and not exists (
             select from outbox where topic = 'schedule-sync' and delivered_at is null and payload->>'ruleId' = r.id::text)
         order by r.id limit ${PAGE.toString()}`,
        [this.cursor],
      ),
    );
    this.cursor = rows.length < PAGE ? LOWEST_ID : (rows.at(-1)?.id ?? LOWEST_ID);
    const look = { now, left: TOLD_AT_A_LOOK };
    for (let index = 0; index < rows.length; index += AT_ONCE) {
      await Promise.all(rows.slice(index, index + AT_ONCE).map((rule) => this.lookAt(rule, look)));
    }
  }

  /** What is wrong with one rule keeps no other from being looked at. @throws when Temporal or the database is down */
  private async lookAt(rule: ScheduledRule, look: Look): Promise<void> {
    try {
      const found = await this.temporal.within((client) => describe(client, rule.id));
      await (found ? this.compare(rule, found, look) : this.makeAgain(rule, look));
    } catch (error) {
      if (isDatabaseUnavailable(error) || (await this.temporal.isDown(error))) throw error;
      this.logger.error({ err: error, ruleId: rule.id }, 'a schedule could not be looked at');
    }
  }

  private async compare(rule: ScheduledRule, found: ScheduleDescription, look: Look): Promise<void> {
    const { id: ruleId, observatory_id: observatoryId } = rule;
    // Where another version or way of telling it was refused, the rule says so; the schedule is the one of before.
    const isCurrent = versionOf(found) === rule.version && (found.state.paused || found.state.note === TOLD);
    if (isCurrent) await this.problems.note({ observatoryId, ruleId }, problemOf(found));
    if (isCurrent && !isOld(found, look.now)) {
      this.asked.delete(ruleId);
    } else if (look.left > 0 && !isAboutToRun(found, look.now) && this.mayAsk(ruleId, look.now)) {
      look.left -= 1;
      await this.database.tenant(observatoryId, (manager) => requestScheduleSync(manager, { observatoryId, ruleId }));
    }
  }

  private async makeAgain({ id: ruleId, observatory_id: observatoryId }: ScheduledRule, { now }: Look): Promise<void> {
    if (!this.mayAsk(ruleId, now)) return;
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

  private mayAsk(ruleId: string, now: number): boolean {
    if (now - (this.asked.get(ruleId) ?? -Infinity) < ASK_AGAIN_MS) return false;
    this.asked.set(ruleId, now);
    return true;
  }
}

async function describe(client: Client, ruleId: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(scheduleIdOfRule(ruleId)).describe();
  } catch (error) {
    if (error instanceof Error && error.name === 'ScheduleNotFoundError') return undefined;
    throw error;
  }
}

function versionOf({ action }: Pick<ScheduleDescription, 'action'>): number | undefined {
  return Told.safeParse(action.args).data?.[0].rule.version;
}

/** Only calendars in a zone that changes its clocks have days that are known ahead. */
function isOld({ spec, info }: Pick<ScheduleDescription, 'spec' | 'info'>, now: number): boolean {
  const toldAt = info.lastUpdatedAt ?? info.createdAt;
  if ((spec.calendars ?? []).length === 0 || now - toldAt.getTime() <= TELL_AGAIN_MS) return false;
  return hasKnownDays(spec.timezone ?? 'UTC', now);
}

function isAboutToRun({ info }: Pick<ScheduleDescription, 'info'>, now: number): boolean {
  const [next] = info.nextActionTimes;
  return next !== undefined && Math.abs(next.getTime() - now) < ABOUT_TO_RUN_MS;
}
