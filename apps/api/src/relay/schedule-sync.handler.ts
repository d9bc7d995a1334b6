import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import { Plan } from '@jarvis/plan';
import { armTrigger, describeTrigger, Trigger } from '@jarvis/triggers';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { faultOf, wordsOf } from '../infrastructure/temporal-errors.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { delivered, outcomeOfError, type DeliveryOutcome } from './delivery-outcome.js';
import type { MessageOf } from './outbox-message.js';
import { scheduleIdOfRule, scheduleOfRule, UnusableSchedule, type ScheduledRule } from './schedule-options.js';
import { problemOf, ScheduleProblems } from './schedule-problems.js';

const Rows = z.array(
  z.object({ name: z.string(), version: z.int(), plan: Plan, definition: z.looseObject({ trigger: Trigger }) }),
);

/** Makes a rule's Temporal Schedule agree with the rule as it is now. */
@Injectable()
export class ScheduleSyncHandler {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
    private readonly problems: ScheduleProblems,
  ) {}

  async deliver({
    observatory_id: observatoryId,
    payload: { ruleId },
  }: MessageOf<'schedule-sync'>): Promise<DeliveryOutcome> {
    try {
      const rule = await this.findScheduled(observatoryId, ruleId);
      const problem = await this.temporal.within((client) => (rule ? this.put(client, rule) : remove(client, ruleId)));
      await this.problems.note({ observatoryId, ruleId }, problem);
      return problem === null ? delivered : { type: 'delivered', note: problem };
    } catch (error) {
      return this.refused({ observatoryId, ruleId }, error);
    }
  }

  /** Neither is silent: what can never succeed is told at once, what is tried again says so meanwhile. */
  private async refused(rule: { observatoryId: string; ruleId: string }, error: unknown): Promise<DeliveryOutcome> {
    // Everything waits while Temporal is down, and Home says that it is. Nothing waits for one schedule that is slow.
    if (await this.temporal.isDown(error)) return outcomeOfError(error);
    const words = wordsOf(error);
    if (error instanceof UnusableSchedule || faultOf(error) === 'impossible') {
      const note = error instanceof UnusableSchedule ? words : `Temporal refuses this schedule: ${words}.`;
      await this.problems.note(rule, `${note} Change its trigger and publish it again.`);
      return { type: 'delivered', note };
    }
    await this.problems.note(rule, `Its schedule could not be told to Temporal yet (${words}). It is tried again.`);
    return { type: 'failed', error: words };
  }

  /** Undefined when the rule should have no schedule: off, deleted, unpublished, or started by something else. */
  private async findScheduled(observatoryId: string, ruleId: string): Promise<ScheduledRule | undefined> {
    const rows: unknown = await this.database.tenant(observatoryId, (manager) =>
      manager.query(
        `select r.name, v.version, v.plan, v.definition
         from automation_rules r join rule_versions v on v.id = r.published_version_id
         where r.id = $1 and r.enabled and r.deleted_at is null`,
        [ruleId],
      ),
    );
    const parsed = Rows.safeParse(rows);
    if (!parsed.success) throw new UnusableSchedule('Its published version cannot be read.');
    const [row] = parsed.data;
    if (row === undefined) return undefined;
    const armed = armTrigger(row.definition.trigger);
    if (armed.type !== 'schedule') return undefined;
    return {
      ruleId,
      observatoryId,
      name: row.name,
      version: row.version,
      plan: row.plan,
      summary: describeTrigger(row.definition.trigger),
      schedule: armed,
    };
  }

  /** @returns what keeps it from firing, as Temporal itself describes it afterwards */
  private async put(client: Client, rule: ScheduledRule): Promise<string | null> {
    const schedule = scheduleOfRule(rule, {
      taskQueue: this.config.temporal.taskQueue,
      adminUrl: this.config.admin.url,
      now: Date.now(),
    });
    const handle = client.schedule.getHandle(schedule.scheduleId);
    try {
      await client.schedule.create(schedule);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ScheduleAlreadyRunning')) throw error;
      const { spec, action, policies } = schedule;
      await handle.update(({ state, ...previous }) => ({
        ...previous,
        spec,
        action,
        policies,
        // Whoever paused it said why.
        state: state.paused ? state : { ...state, ...schedule.state },
      }));
    }
    return problemOf(await handle.describe());
  }
}

async function remove(client: Client, ruleId: string): Promise<null> {
  try {
    await client.schedule.getHandle(scheduleIdOfRule(ruleId)).delete();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ScheduleNotFoundError')) throw error;
  }
  return null;
}
