import { Inject, Injectable } from '@nestjs/common';
import { notify, type Database } from '@jarvis/database';
import type { ScheduleDescription } from '@temporalio/client';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

const Changed = z.array(z.object({ id: z.uuid() }));

/** What keeps a schedule that Temporal has from firing; null when nothing does. */
export function problemOf({ state, info, spec }: Pick<ScheduleDescription, 'state' | 'info' | 'spec'>): string | null {
  if (state.paused) {
    const note = state.note ? ` (${state.note.slice(0, 200)})` : '';
    return `Its schedule is paused in Temporal${note}. Switch the rule off and on again to start it.`;
  }
  if (info.nextActionTimes.length > 0) return null;
  return spec.endAt && spec.endAt.getTime() < Date.now()
    ? 'Its last time has passed. Switch it off, or change its `until` and publish it again.'
    : 'Temporal knows no time at which this schedule would run. Change its times and publish it again.';
}

/** Keeps on the rule why it does not run at its times, for lists and Home. */
@Injectable()
export class ScheduleProblems {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async note(rule: { observatoryId: string; ruleId: string }, problem: string | null): Promise<void> {
    const { observatoryId, ruleId } = rule;
    await this.database.tenant(observatoryId, async (manager) => {
      const rows: unknown = await manager.query(
        `with changed as (
           update automation_rules set schedule_problem = $2 where id = $1 and schedule_problem is distinct from $2
           returning id)
         select id from changed`,
        [ruleId, problem],
      );
      if (Changed.parse(rows).length > 0) await notify(manager, { type: 'rule_updated', observatoryId, id: ruleId });
    });
  }
}
