import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Database } from '@jarvis/database';
import { Plan } from '@jarvis/plan';
import { Trigger } from '@jarvis/rules';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { delivered, outcomeOfError, type DeliveryOutcome } from './delivery-outcome.js';
import type { MessageOf } from './outbox-message.js';
import { scheduleIdOfRule, scheduleOfRule, type ScheduledRule } from './schedule-options.js';

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
  ) {}

  async deliver({
    observatory_id: observatoryId,
    payload: { ruleId },
  }: MessageOf<'schedule-sync'>): Promise<DeliveryOutcome> {
    const rule = await this.findScheduled(observatoryId, ruleId);
    try {
      await this.temporal.within((client) => (rule ? this.put(client, rule) : remove(client, ruleId)));
      return delivered;
    } catch (error) {
      return outcomeOfError(error);
    }
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
    const [row] = Rows.parse(rows);
    if (row?.definition.trigger.kind !== 'schedule') return undefined;
    return {
      ruleId,
      observatoryId,
      name: row.name,
      version: row.version,
      plan: row.plan,
      trigger: row.definition.trigger,
    };
  }

  private async put(client: Client, rule: ScheduledRule): Promise<void> {
    const schedule = scheduleOfRule(rule, this.config.temporal.taskQueue);
    try {
      await client.schedule.create(schedule);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ScheduleAlreadyRunning')) throw error;
      const { spec, action, policies } = schedule;
      await client.schedule
        .getHandle(schedule.scheduleId)
        .update((previous) => ({ ...previous, spec, action, policies, state: previous.state }));
    }
  }
}

async function remove(client: Client, ruleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleIdOfRule(ruleId)).delete();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ScheduleNotFoundError')) throw error;
  }
}
